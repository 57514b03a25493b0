#include <algorithm>

#include "inferno/core/error.hpp"

#include "config/html.hpp"
#include "config/report_parts.hpp"
#include "config/svg.hpp"

namespace inferno {

namespace {

constexpr int width = 1060, height = 320;
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
    svg::Chart chart(width,
                     height,
                     {0, duration_ms, "time (ms)"},
                     {0, static_cast<double>(raster.neurons), raster.population});
    chart.add(raster_marks(raster,
                           {chart.x(0),
                            chart.y(0),
                            chart.x(duration_ms) - chart.x(0),
                            chart.y(0) - chart.y(static_cast<double>(raster.neurons))}));

    if (raster.spikes.empty()) {
        chart.add("<text class=\"label\" x=\"" + html::number(chart.x(duration_ms / 2)) +
                  "\" y=\"" + html::number(chart.y(static_cast<double>(raster.neurons) / 2)) +
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
