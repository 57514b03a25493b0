//! The pictures of the report, each as a piece of HTML.
#pragma once

#include <filesystem>
#include <string>

#include "config/report.hpp"

namespace inferno {

//! A whole page around a body.
void write_page(std::filesystem::path const& path, ReportHead const& head, std::string const& body);

//! Where something is drawn, in pixels.
struct Box {
    double left, bottom, width, height;
};
//! The spikes of a raster as marks in a box. ArgumentError for spikes that are outside it.
std::string raster_marks(Report::Raster const& raster, Box const& box);

std::string fields_html(Report::Fields const& fields);
std::string curves_html(std::vector<Report::Curves> const& records);
std::string raster_html(Report::Raster const& raster);
std::string accuracy_html(Report::Accuracy const& accuracy, Index classes);
std::string confusion_html(Report::Confusion const& confusion);
//! `parts`: of what the times are.
std::string timings_html(std::vector<std::pair<std::string, double>> const& timings_s,
                         std::string const& parts = "in each word of the pipeline");

extern char const* const report_style;  //!< CSS, light and dark

}  // namespace inferno
