#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "config/html.hpp"
#include "config/picture_parts.hpp"

namespace inferno {

namespace {

constexpr double visible_pixels = 0.15;

//! Points of a line, in the units of the chart.
struct Points {
    std::vector<double> xs, ys;
    void add(double x, double y)
    {
        xs.push_back(x);
        ys.push_back(y);
    }
};

//! Of the points between two, the one that is farthest from the straight line between them.
std::pair<std::size_t, double> farthest(Points const& pixels, std::size_t first, std::size_t last)
{
    double const dx = pixels.xs[last] - pixels.xs[first];
    double const dy = pixels.ys[last] - pixels.ys[first], length = std::hypot(dx, dy);
    std::pair<std::size_t, double> found{first, 0};
    for (std::size_t i = first + 1; i < last; ++i) {
        double const x = pixels.xs[i] - pixels.xs[first], y = pixels.ys[i] - pixels.ys[first];
        double const off = length > 0 ? std::abs(x * dy - y * dx) / length : std::hypot(x, y);
        if (off > found.second) { found = {i, off}; }
    }
    return found;
}

//! Leaves out every point whose absence nobody can see (Douglas and Peucker 1973).
Points thinned(svg::Chart const& chart, Points const& points)
{
    Points pixels;
    for (std::size_t i = 0; i < points.xs.size(); ++i) {
        pixels.add(chart.x(points.xs[i]), chart.y(points.ys[i]));
    }
    std::set<std::size_t> kept                            = {0, points.xs.size() - 1};
    std::vector<std::pair<std::size_t, std::size_t>> open = {{0, points.xs.size() - 1}};
    while (!open.empty()) {
        auto const [first, last] = open.back();
        open.pop_back();
        auto const [at, off] = farthest(pixels, first, last);
        if (off <= visible_pixels) { continue; }
        kept.insert(at);
        open.push_back({first, at});
        open.push_back({at, last});
    }
    Points few;
    for (std::size_t const i : kept) {
        few.add(points.xs[i], points.ys[i]);
    }
    return few;
}

//! The steps to draw of a few that share a pixel: those of the extremes.
std::set<Index> extremes(PanelLine const& line, Index first, Index last, PictureSpan const& span)
{
    std::set<Index> kept;
    auto const value = [&](Index k) { return line.values[static_cast<std::size_t>(k)]; };
    Index lowest = -1, highest = -1;
    for (Index step = first; step < last; ++step) {
        if (!span.holds(step) || !std::isfinite(value(step))) { continue; }
        if (lowest < 0 || value(step) < value(lowest)) { lowest = step; }
        if (highest < 0 || value(step) > value(highest)) { highest = step; }
    }
    if (lowest >= 0) { kept = {lowest, highest}; }
    return kept;
}

}  // namespace

std::pair<double, double> value_range(std::vector<PanelLine> const& lines, PictureSpan const& span)
{
    double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
    for (PanelLine const& line : lines) {
        for (Index step = 0; step < std::ssize(line.values); ++step) {
            double const value = line.values[static_cast<std::size_t>(step)];
            if (!std::isfinite(value) || !span.holds(step)) { continue; }
            lowest  = std::min(lowest, value);
            highest = std::max(highest, value);
        }
    }
    if (lowest > highest) { return {0, 1}; }
    double const flat = std::max(std::abs(highest) * 0.05, 1e-6);
    double const room = highest > lowest ? 0.07 * (highest - lowest) : flat;
    return {lowest - room, highest + room};
}

std::string line_style(std::size_t line)
{
    return "c" + std::to_string(line % line_colours) + (line < line_colours ? "" : " dashed");
}

PictureLegend picture_legend(std::string const& title,
                             std::vector<PanelLine> const& lines,
                             double left_px,
                             double width_px)
{
    constexpr double row_px = 16, letter_px = 6.8;
    double const right_px = width_px - svg::Margins{}.right;
    double x = left_px, baseline = 14;
    std::string text;
    bool named = !title.empty();
    if (named) {
        text += "<text class=\"name\" x=\"" + svg::px(x) + "\" y=\"14\">" + html::escaped(title) +
                "</text>\n";
        x += 24 + letter_px * static_cast<double>(title.size());
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string const& name = lines[i].name;
        if (name.empty() && lines.size() == 1) { continue; }
        named               = named || !name.empty();
        double const wanted = 40 + letter_px * static_cast<double>(name.size());
        if (x + wanted > right_px && x > left_px) {
            x = left_px;
            baseline += row_px;
        }
        text += "<path class=\"" + line_style(i) + "\" stroke-width=\"3\" d=\"M" + svg::px(x) +
                " " + svg::px(baseline - 4) + "h16\"/><text x=\"" + svg::px(x + 21) + "\" y=\"" +
                svg::px(baseline) + "\">" + html::escaped(name) + "</text>\n";
        x += wanted;
    }
    return named ? PictureLegend{text, baseline + 8} : PictureLegend{"", 0};
}

void draw_line(svg::Chart& chart,
               PanelLine const& line,
               PictureSpan const& span,
               bool stairs,
               std::string_view style)
{
    Index const steps    = std::ssize(line.values);
    Index const together = std::max<Index>(1, steps / (4 * picture_width));
    Points points;
    auto const finish = [&] {
        if (points.xs.empty()) { return; }
        if (stairs) {
            points.add(std::min(points.xs.back() + span.step_time_ms, span.to_ms),
                       points.ys.back());
        }
        Points const few = thinned(chart, points);
        chart.line(few.xs, few.ys, style);
        points = {};
    };
    for (Index first = 0; first < steps; first += together) {
        auto const kept = extremes(line, first, std::min(first + together, steps), span);
        if (kept.empty()) { finish(); }
        for (Index const step : kept) {
            double const at_ms = static_cast<double>(step) * span.step_time_ms;
            if (stairs && !points.ys.empty()) { points.add(at_ms, points.ys.back()); }
            points.add(at_ms, line.values[static_cast<std::size_t>(step)]);
        }
    }
    finish();
}

}  // namespace inferno
