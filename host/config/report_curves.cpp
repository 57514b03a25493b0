#include <algorithm>
#include <cmath>
#include <limits>

#include "config/activity_report.hpp"
#include "config/html.hpp"
#include "config/report_parts.hpp"

namespace inferno {

namespace {

constexpr int width          = 1060;
constexpr double plot_pixels = 110, axis_pixels = 44, gap_pixels = 14;

struct Extent {
    double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;

    void add(PanelLine const& line)
    {
        for (double const value : line.values) {
            if (!std::isfinite(value)) { continue; }
            lowest = std::min(lowest, value), highest = std::max(highest, value);
        }
    }
    double size() const { return std::max(highest - lowest, 0.0); }
    //! From one to the other; negative where they overlap.
    double gap(Extent const& other) const
    {
        return std::max(lowest - other.highest, other.lowest - highest);
    }
};

Extent extent_of(PanelLine const& line)
{
    Extent extent;
    extent.add(line);
    return extent;
}

struct Plot {
    std::vector<PanelLine> lines;
    Extent extent;
};

//! Lines so far apart that none would be seen to move go to plots of their own.
std::vector<Plot> plots_of(std::vector<PanelLine> const& lines)
{
    constexpr double far = 10;  // times the largest change of a line
    double change        = 0;
    for (PanelLine const& line : lines) {
        change = std::max(change, extent_of(line).size());
    }
    std::vector<Plot> plots;
    for (PanelLine const& line : lines) {
        Extent const extent = extent_of(line);
        auto found          = std::find_if(plots.begin(), plots.end(), [&](Plot const& plot) {
            return change == 0 || plot.extent.gap(extent) <= far * change;
        });
        if (found == plots.end()) { found = plots.insert(plots.end(), Plot{}); }
        found->lines.push_back(line);
        found->extent.add(line);
    }
    return plots;
}

//! Plots whose lines stay as they are, beside others, are told in a word.
std::string told(std::vector<Plot>& plots)
{
    std::string words;
    if (plots.size() < 2) { return words; }
    std::erase_if(plots, [&](Plot const& plot) {
        if (plot.extent.size() > 0) { return false; }
        for (PanelLine const& line : plot.lines) {
            words +=
                "; [" + line.name + "] is " + html::number(plot.extent.highest) + " throughout";
        }
        return true;
    });
    return words;
}

double last_row(Report::Curves const& curves)
{
    return curves.row * static_cast<double>(curves.lines.front().values.size());
}

void add_plot(ChartStack& stack,
              Report::Curves const& curves,
              Plot const& plot,
              std::string const& title,
              bool has_axis)
{
    PictureSpan const span{0, last_row(curves), curves.row};
    svg::Margins margins{.left = 70};
    PictureLegend const legend   = picture_legend(title, plot.lines, margins.left, width);
    margins.top                  = legend.height_px;
    margins.bottom               = has_axis ? axis_pixels : gap_pixels;
    double const height          = plot_pixels + margins.top + margins.bottom;
    auto const [lowest, highest] = value_range(plot.lines, span);
    svg::Axis x{0, span.to_ms, has_axis ? curves.rows : ""};
    if (!has_axis) { x.marks.emplace(); }
    svg::Chart chart(width, static_cast<int>(height), x, {lowest, highest, curves.label}, margins);
    for (std::size_t i = 0; i < plot.lines.size(); ++i) {
        draw_line(chart, plot.lines[i], span, false, line_style(i));
    }
    chart.add(legend.svg);
    stack.add(chart.svg(curves.title), height);
}

}  // namespace

std::string curves_html(std::vector<Report::Curves> const& records)
{
    if (records.empty()) { return {}; }
    ChartStack stack(width, 1);
    for (std::size_t k = 0; k < records.size(); ++k) {
        Report::Curves const& now = records[k];
        bool const same_axis      = k + 1 < records.size() && records[k + 1].rows == now.rows &&
                               last_row(records[k + 1]) == last_row(now);
        std::vector<Plot> all   = plots_of(now.lines);
        std::string const title = now.title + told(all);
        for (Plot const& plot : all) {
            add_plot(stack, now, plot, title, !same_axis && &plot == &all.back());
        }
    }
    return html::figure("Recordings",
                        stack.svg("recordings over time"),
                        "Records of few numbers, a line for each. Lines of a record that are far "
                        "from each other have a plot each.");
}

}  // namespace inferno
