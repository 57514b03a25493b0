#include <algorithm>
#include <cmath>
#include <set>

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
