#include "config/activity_report.hpp"

#include "config/html.hpp"
#include "config/report_parts.hpp"

namespace inferno {

void ChartStack::add(std::string const& svg, double height)
{
    double const width = width_ / columns_;
    charts_ += "<svg x=\"" + svg::px(column_ * width) + "\" y=\"" + svg::px(row_) + "\" width=\"" +
               svg::px(width) + "\" height=\"" + svg::px(height) + "\">" + svg + "</svg>\n";
    height_ = row_ + height;
    if (++column_ == columns_) { row_ = height_, column_ = 0; }
}

std::string ChartStack::svg(std::string const& description) const
{
    return "<svg viewBox=\"0 0 " + svg::px(width_) + " " + svg::px(height_) +
           "\" role=\"img\" aria-label=\"" + html::escaped(description) + "\">\n" + charts_ +
           "</svg>";
}

svg::Axis time_axis(double from_ms, double to_ms, bool lowest)
{
    if (lowest) { return {from_ms, to_ms, "time (ms)"}; }
    return {from_ms, to_ms, "", false, std::vector<double>{}};
}

void write_activity_report(std::filesystem::path const& path, ActivityReport const& report)
{
    write_page(path,
               report,
               rate_table_html(report) + rasters_html(report) + rates_over_time_html(report) +
                   rate_histograms_html(report) +
                   timings_html(report.timings_s, "in each part of the run"));
}

}  // namespace inferno
