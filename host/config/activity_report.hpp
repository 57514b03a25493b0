//! A run of a sparse network on one page: who fired when, how often and how regularly.
#pragma once

#include <filesystem>

#include "inferno/config/sparse_run.hpp"

#include "config/report.hpp"
#include "config/svg.hpp"

namespace inferno {

//! Everything on the page.
struct ActivityReport : ReportHead {
    double from_ms = 0, to_ms = 1;  //!< that is measured
    double bin_ms = 1;              //!< of rates over time
    struct Rasters {
        double from_ms = 0, to_ms = 1;
        std::vector<Report::Raster> populations;  //!< of neurons evenly spaced
    };
    Rasters rasters;
    std::vector<PopulationResults> populations;
    std::vector<stats::RateHistogram> rates;  //!< of the populations
    std::vector<std::pair<std::string, double>> timings_s;
};

//! Writes the page: one HTML file without scripts, that loads nothing.
void write_activity_report(std::filesystem::path const& path, ActivityReport const& report);

// Its parts, each as a piece of HTML.
std::string rasters_html(ActivityReport const& report);
std::string rates_over_time_html(ActivityReport const& report);
std::string rate_table_html(ActivityReport const& report);
std::string rate_histograms_html(ActivityReport const& report);

//! Of a panel; only the lowest tells the time.
svg::Axis time_axis(double from_ms, double to_ms, bool lowest);

//! Charts below each other, or in columns, as one picture.
class ChartStack {
  public:
    ChartStack(double width, int columns) : width_(width), columns_(columns) {}

    //! All of a row have the same height.
    void add(std::string const& svg, double height);
    std::string svg(std::string const& description) const;

  private:
    double width_;
    int columns_;
    int column_ = 0;
    double row_ = 0, height_ = 0;  //!< where the next one starts, and where the picture ends
    std::string charts_;
};

}  // namespace inferno
