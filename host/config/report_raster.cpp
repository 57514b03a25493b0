#include <algorithm>
#include <cmath>

#include "inferno/core/error.hpp"

#include "config/html.hpp"
#include "config/report_parts.hpp"
#include "config/svg.hpp"

namespace inferno {

namespace {

constexpr int width = 1060, highest_chart = 320, row_height = 24, around = 64;
constexpr Index columns = 980, most_rows = 260;  // cells that can be told apart on the page

struct Cell {
    Index row, column;
    auto operator<=>(Cell const&) const = default;
};

//! The cells that hold a spike, row by row, each once.
std::vector<Cell> cells(Report::Raster const& raster, Index rows)
{
    std::vector<Cell> hit;
    for (Report::Spike const& spike : raster.spikes) {
        INFERNO_REQUIRE(spike.step >= 0 && spike.step < raster.steps && spike.neuron >= 0 &&
                            spike.neuron < raster.neurons,
                        "raster: spike of neuron " << spike.neuron << " at step " << spike.step
                                                   << " is outside " << raster.neurons
                                                   << " neurons x " << raster.steps << " steps");
        hit.push_back({spike.neuron * rows / raster.neurons, spike.step * columns / raster.steps});
    }
    std::sort(hit.begin(), hit.end());
    hit.erase(std::unique(hit.begin(), hit.end()), hit.end());
    return hit;
}

//! One path for all: a short dash per run of neighbouring cells.
std::string path(std::vector<Cell> const& hit, double row_pixels)
{
    std::string steps;
    for (std::size_t i = 0; i < hit.size();) {
        std::size_t end = i + 1;
        while (end < hit.size() && hit[end].row == hit[i].row &&
               hit[end].column == hit[end - 1].column + 1) {
            ++end;
        }
        steps += "M" + std::to_string(hit[i].column) + " " + std::to_string(hit[i].row) + ".5h" +
                 std::to_string(std::max<std::size_t>(end - i, 3));
        i = end;
    }
    double const least_pixels = hit.size() > 20000 ? 1.2 : hit.size() > 4000 ? 2 : 3;
    double const mark_pixels  = std::max(least_pixels, std::min(0.7 * row_pixels, 12.0));
    return "<path class=\"spikes\" d=\"" + steps + "\" stroke-width=\"" +
           html::number(mark_pixels / row_pixels) + "\"/>";
}

//! Every neuron in the middle of its row, ticks at neurons.
svg::Axis neuron_axis(Report::Raster const& raster)
{
    double const last = static_cast<double>(raster.neurons) - 1;
    svg::Axis axis{-0.5, last + 0.5, raster.population};
    axis.marks.emplace();
    for (double const mark : svg::ticks(0, last, 5)) {
        if (mark == std::floor(mark)) { axis.marks->push_back(mark); }
    }
    return axis;
}

}  // namespace

std::string raster_marks(Report::Raster const& raster, Box const& box)
{
    Index const rows        = std::min(raster.neurons, most_rows);
    double const row_pixels = box.height / static_cast<double>(rows);
    return "<g transform=\"translate(" + html::number(box.left) + " " + html::number(box.bottom) +
           ") scale(" + std::to_string(box.width / columns) + " " + std::to_string(-row_pixels) +
           ")\">" + path(cells(raster, rows), row_pixels) + "</g>\n";
}

std::string raster_html(Report::Raster const& raster)
{
    if (raster.steps <= 0 || raster.neurons <= 0) {
        return html::empty_figure("Spikes", "No spikes were recorded in this run.");
    }
    double const duration_ms = static_cast<double>(raster.steps) * raster.step_ms;
    auto const height =
        static_cast<int>(std::min<Index>(around + row_height * raster.neurons, highest_chart));
    svg::Chart chart(width, height, {0, duration_ms, "time (ms)"}, neuron_axis(raster));
    double const lowest = -0.5, highest = lowest + static_cast<double>(raster.neurons);
    chart.add(raster_marks(raster,
                           {chart.x(0),
                            chart.y(lowest),
                            chart.x(duration_ms) - chart.x(0),
                            chart.y(lowest) - chart.y(highest)}));

    if (raster.spikes.empty()) {
        chart.add("<text class=\"label\" x=\"" + html::number(chart.x(duration_ms / 2)) +
                  "\" y=\"" + html::number(chart.y((lowest + highest) / 2)) +
                  "\">no neuron fired</text>\n");
    }
    auto const spikes = static_cast<Index>(raster.spikes.size());
    double const rate_hz =
        static_cast<double>(spikes) / static_cast<double>(raster.neurons) / (duration_ms / 1000);
    return html::figure("Spikes",
                        chart.svg("spike raster"),
                        html::counted(spikes, "spike") + " of " +
                            html::counted(raster.neurons, "neuron") + " in " +
                            html::number(duration_ms) + " ms: " + html::number(rate_hz) +
                            " Hz per neuron on average.");
}

}  // namespace inferno
