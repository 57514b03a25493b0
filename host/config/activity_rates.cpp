#include <algorithm>
#include <cmath>

#include "config/activity_report.hpp"
#include "config/html.hpp"

namespace inferno {
namespace {

constexpr int width         = 1060;
constexpr Index most_bins   = 1000;  //!< that can be told apart on the page
constexpr double all_panels = 480, lowest_panel = 54, highest_panel = 150;  //!< pixels
constexpr int histogram_high = 168;

//! Means of so many consecutive numbers; the rest at the end is a mean of its own.
std::vector<double> means(std::vector<double> const& values, Index many)
{
    std::vector<double> shorter;
    for (std::size_t first = 0; first < values.size(); first += static_cast<std::size_t>(many)) {
        std::size_t const end = std::min(values.size(), first + static_cast<std::size_t>(many));
        double sum            = 0;
        for (std::size_t k = first; k < end; ++k) {
            sum += values[k];
        }
        shorter.push_back(sum / static_cast<double>(end - first));
    }
    return shorter;
}

//! The outline of bars that stand on zero.
std::string area(svg::Chart const& chart,
                 std::vector<double> const& values,
                 double from,
                 double bin)
{
    std::string path = "M" + svg::px(chart.x(from)) + " " + svg::px(chart.y(0));
    for (std::size_t k = 0; k < values.size(); ++k) {
        double const end = from + static_cast<double>(k + 1) * bin;
        path += "V" + svg::px(chart.y(values[k])) + "H" + svg::px(chart.x(end));
    }
    return "<path class=\"area\" d=\"" + path + "V" + svg::px(chart.y(0)) + "Z\"/>\n";
}

//! From 0 to a little above the greatest.
svg::Axis axis_up_to(double greatest, std::string const& label)
{
    if (greatest <= 0) { return {0, 1, label, false, std::vector<double>{0}}; }
    double const top = 1.05 * greatest;
    return {0, top, label, false, svg::ticks(0, top, 2)};
}

}  // namespace

std::string rates_over_time_html(ActivityReport const& report)
{
    auto const bins       = std::ssize(report.populations.front().activity.psth_hz);
    Index const together  = (bins + most_bins - 1) / most_bins;
    auto const panels     = static_cast<double>(report.populations.size());
    double const high     = std::clamp(all_panels / panels, lowest_panel, highest_panel);
    double const shown_ms = report.bin_ms * static_cast<double>(together);
    double const to_ms    = report.from_ms + report.bin_ms * static_cast<double>(bins);
    ChartStack stack(width, 1);
    for (PopulationResults const& population : report.populations) {
        bool const last = &population == &report.populations.back();
        svg::Margins margins{.left = 78, .top = 8, .bottom = last ? 44.0 : 8.0};
        auto const height               = static_cast<int>(high + margins.top + margins.bottom);
        std::vector<double> const rates = means(population.activity.psth_hz, together);
        svg::Axis const x               = time_axis(report.from_ms, to_ms, last);
        double const greatest           = *std::max_element(rates.begin(), rates.end());
        svg::Chart chart(width, height, x, axis_up_to(greatest, population.name), margins);
        chart.add(area(chart, rates, report.from_ms, shown_ms));
        stack.add(chart.svg("rate of " + population.name), height);
    }
    return html::figure("Rates over time",
                        stack.svg("rates over time"),
                        "Spikes per second and neuron, in bins of " + html::number(shown_ms) +
                            " ms" +
                            (together > 1 ? ", each the mean of " + std::to_string(together) +
                                                " bins of " + html::number(report.bin_ms) + " ms."
                                          : "."));
}

std::string rate_histograms_html(ActivityReport const& report)
{
    int const columns = std::clamp(static_cast<int>(report.populations.size()), 2, 4);
    ChartStack stack(width, columns);
    for (std::size_t k = 0; k < report.populations.size(); ++k) {
        stats::RateHistogram const& rates = report.rates[k];
        std::vector<double> const counts(rates.neurons.begin(), rates.neurons.end());
        double const top = rates.bin_hz * static_cast<double>(counts.size());
        svg::Chart chart(
            width / columns,
            histogram_high,
            {0, top, report.populations[k].name + " (Hz)", false, svg::ticks(0, top, 4)},
            axis_up_to(*std::max_element(counts.begin(), counts.end()), "neurons"));
        chart.add(area(chart, counts, 0, rates.bin_hz));
        stack.add(chart.svg("rates of " + report.populations[k].name), histogram_high);
    }
    return html::figure("Rates of neurons",
                        stack.svg("histograms of rates"),
                        "How many neurons fire at which rate, over the time that is measured.");
}

}  // namespace inferno
