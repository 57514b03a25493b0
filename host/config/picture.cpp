#include "inferno/config/picture.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "inferno/core/error.hpp"

#include "config/html.hpp"
#include "config/output_file.hpp"
#include "config/picture_parts.hpp"
#include "config/svg.hpp"

namespace inferno {

namespace {

constexpr int width     = 760;
constexpr double margin = 8, title_pixels = 34;

char const* const style        = R"(<style>
text { font: 12px system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; fill: #646b75; }
.title { font-size: 16px; font-weight: 600; fill: #1f2328; }
.tick, .label { text-anchor: middle; } .side { text-anchor: end; }
.axis { stroke: #646b75; } .grid { stroke: #ecebe7; }
.spikes { stroke: #2f3a4a; fill: none; }
polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
.c0 { stroke: #b5371f; } .c1 { stroke: #e9a23b; } .c2 { stroke: #2f7d5b; } .c3 { stroke: #3b6ea8; }
.c4 { stroke: #7a4f9a; } .c5 { stroke: #5b6470; } .c6 { stroke: #c77d9b; } .c7 { stroke: #1f9aa0; }
</style>
)";
char const* const dashed_style = "<style>.dashed { stroke-dasharray: 6 4; }</style>\n";

PictureSpan span_of(Picture const& picture, std::vector<PanelContent> const& panels)
{
    INFERNO_REQUIRE(std::isfinite(picture.step_time_ms) && picture.step_time_ms > 0,
                    "the step time is " << picture.step_time_ms << " ms, must be > 0");
    Index steps = 1;
    for (PanelContent const& panel : panels) {
        steps = std::max(steps, panel.steps);
    }
    double const recorded_ms = static_cast<double>(steps) * picture.step_time_ms;
    PictureSpan const span{
        picture.from_ms.value_or(0), picture.to_ms.value_or(recorded_ms), picture.step_time_ms};
    INFERNO_REQUIRE(std::isfinite(span.from_ms) && std::isfinite(span.to_ms) && span.from_ms >= 0 &&
                        span.from_ms < span.to_ms && span.from_ms < recorded_ms,
                    "shows " << span.from_ms << " ms to " << span.to_ms
                             << " ms, must be two times in ascending order, the first from 0 and "
                                "below the "
                             << recorded_ms << " ms that were recorded");
    return span;
}

//! One path for all spikes: an upright dash each, once per place that can be told apart.
std::string raster_path(svg::Chart const& chart, PanelContent const& panel, PictureSpan const& span)
{
    double const row_pixels  = chart.y(0) - chart.y(1);
    double const mark_pixels = std::clamp(0.7 * row_pixels, 1.2, 14.0);
    std::set<std::pair<long, long>> seen;
    std::string path;
    for (auto const& spike : panel.spikes) {
        if (!span.holds(spike.step)) { continue; }
        double const x = chart.x(static_cast<double>(spike.step) * span.step_time_ms);
        double const y =
            chart.y(static_cast<double>(spike.row + panel.first_row)) - mark_pixels / 2;
        if (!seen.insert({std::lround(2 * x), std::lround(2 * y)}).second) { continue; }
        path += "M" + svg::px(x) + " " + svg::px(y) + "v" + svg::px(mark_pixels);
    }
    double const stroke_pixels = panel.spikes.size() > 4000 ? 1 : 1.6;
    return "<path class=\"spikes\" stroke-width=\"" + svg::px(stroke_pixels) + "\" d=\"" + path +
           "\"/>\n";
}

svg::Axis row_axis(PanelContent const& panel, std::string const& label)
{
    auto const first  = static_cast<double>(panel.first_row);
    double const last = first + static_cast<double>(panel.rows) - 1;
    svg::Axis axis{first - 0.5, last + 0.5, label};
    axis.marks.emplace();
    if (panel.rows == 1) { return axis; }
    for (double const mark : svg::ticks(first, last, 4)) {
        if (mark == std::floor(mark)) { axis.marks->push_back(mark); }
    }
    return axis;
}

struct Drawn {
    std::string svg;
    double height;
};

Drawn draw_panel(PicturePanel const& panel,
                 PanelContent const& content,
                 PictureSpan const& span,
                 bool last)
{
    svg::Margins margins;
    PictureLegend const legend = picture_legend("", content.lines, margins.left, width);
    margins.top                = std::max(legend.height_px, 8.0);
    margins.bottom             = last ? 44 : 26;
    double const raster_pixels = std::clamp(12.0 * static_cast<double>(content.rows), 46.0, 220.0);
    double const plot_pixels   = content.raster ? raster_pixels : 130;
    double const height        = std::round(plot_pixels + margins.top + margins.bottom);
    auto const [lowest, highest] = value_range(content.lines, span);
    svg::Axis const x{span.from_ms, span.to_ms, last ? "time (ms)" : ""};
    svg::Axis const y =
        content.raster ? row_axis(content, panel.label) : svg::Axis{lowest, highest, panel.label};
    svg::Chart chart(width, static_cast<int>(height), x, y, margins);
    if (content.raster) { chart.add(raster_path(chart, content, span)); }
    for (std::size_t i = 0; i < content.lines.size(); ++i) {
        draw_line(chart, content.lines[i], span, panel.stairs, line_style(i));
    }
    chart.add(legend.svg);
    return {chart.svg(panel.label), height};
}

}  // namespace

std::string picture_label(std::filesystem::path const& file)
{
    constexpr std::pair<std::string_view, std::string_view> units[] = {
        {"_mv", " (mV)"}, {"_na", " (nA)"}, {"_us", " (uS)"}, {"_ms", " (ms)"}, {"_hz", " (Hz)"}};
    std::string label = file.stem().string(), unit;
    for (auto const& [ending, shown] : units) {
        if (!label.ends_with(ending)) { continue; }
        label.resize(label.size() - ending.size());
        unit = shown;
        break;
    }
    std::replace(label.begin(), label.end(), '_', ' ');
    return label + unit;
}

std::string picture_svg(Picture const& picture)
{
    INFERNO_REQUIRE(!picture.panels.empty(), "a picture needs at least one recording");
    std::vector<PanelContent> contents;
    bool dashed = false;
    for (PicturePanel const& panel : picture.panels) {
        contents.push_back(panel_content(panel));
        dashed = dashed || contents.back().lines.size() > line_colours;
    }
    PictureSpan const span = span_of(picture, contents);
    double y               = picture.title.empty() ? margin : title_pixels;
    std::string body;
    for (std::size_t i = 0; i < contents.size(); ++i) {
        bool const last   = i + 1 == contents.size();
        Drawn const drawn = draw_panel(picture.panels[i], contents[i], span, last);
        body += "<svg y=\"" + svg::px(y) + "\" width=\"" + std::to_string(width) + "\" height=\"" +
                svg::px(drawn.height) + "\">" + drawn.svg + "</svg>\n";
        y += drawn.height;
    }
    std::string const size =
        "width=\"" + std::to_string(width) + "\" height=\"" + svg::px(y) + "\"";
    std::string title;
    if (!picture.title.empty()) {
        title =
            "<text class=\"title\" x=\"16\" y=\"24\">" + html::escaped(picture.title) + "</text>\n";
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" " + size + " viewBox=\"0 0 " +
           std::to_string(width) + " " + svg::px(y) + "\" role=\"img\" aria-label=\"" +
           html::escaped(picture.title) + "\">\n" + style + (dashed ? dashed_style : "") +
           "<rect " + size + " rx=\"10\" fill=\"#fff\"/>\n" + title + body + "</svg>\n";
}

void write_picture(std::filesystem::path const& file, Picture const& picture)
{
    INFERNO_REQUIRE(file.extension() == ".svg",
                    "\"" << file.string() << "\" must be a name that ends with .svg");
    write_atomically(file, picture_svg(picture));
}

}  // namespace inferno
