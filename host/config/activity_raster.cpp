#include <algorithm>

#include "config/activity_report.hpp"
#include "config/html.hpp"
#include "config/report_parts.hpp"

namespace inferno {
namespace {

constexpr int width          = 1060;
constexpr double axis_pixels = 44, gap_pixels = 16;
constexpr double all_panels   = 560;  //!< pixels that they share
constexpr double lowest_panel = 54, highest_panel = 190;

}  // namespace

std::string rasters_html(ActivityReport const& report)
{
    auto const& rasters = report.rasters;
    auto const panels   = static_cast<double>(rasters.populations.size());
    double const high   = std::clamp(all_panels / panels, lowest_panel, highest_panel);
    ChartStack stack(width, 1);
    Index shown = 0, spikes = 0;
    for (std::size_t k = 0; k < rasters.populations.size(); ++k) {
        Report::Raster const& raster = rasters.populations[k];
        bool const last              = k + 1 == rasters.populations.size();
        auto const neurons           = static_cast<double>(report.populations[k].activity.neurons);
        svg::Margins margins{.left = 78, .top = gap_pixels / 2, .bottom = gap_pixels / 2};
        if (last) { margins.bottom = axis_pixels; }
        double const height = high + margins.top + margins.bottom;
        svg::Axis const x   = time_axis(rasters.from_ms, rasters.to_ms, last);
        svg::Axis const y{0, neurons, raster.population, false, std::vector<double>{0, neurons}};
        svg::Chart chart(width, static_cast<int>(height), x, y, margins);
        double const left = chart.x(rasters.from_ms), bottom = chart.y(0);
        chart.add(raster_marks(
            raster, {left, bottom, chart.x(rasters.to_ms) - left, bottom - chart.y(neurons)}));
        stack.add(chart.svg("spikes of " + raster.population), static_cast<int>(height));
        shown += raster.neurons;
        spikes += std::ssize(raster.spikes);
    }
    return html::figure("Spikes",
                        stack.svg("spike rasters"),
                        html::counted(spikes, "spike") + " of " + html::counted(shown, "neuron") +
                            ", evenly spaced in each population, by the number of the neuron.");
}

}  // namespace inferno
