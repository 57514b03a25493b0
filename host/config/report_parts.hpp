//! The pictures of the report, each as a piece of HTML.
#pragma once

#include "config/report.hpp"

namespace inferno {

std::string fields_html(Report::Fields const& fields);
std::string raster_html(Report::Raster const& raster);
std::string accuracy_html(Report::Accuracy const& accuracy, Index classes);
std::string confusion_html(Report::Confusion const& confusion);
std::string timings_html(std::vector<std::pair<std::string, double>> const& timings_s);

extern char const* const report_style;  //!< CSS, light and dark

}  // namespace inferno
