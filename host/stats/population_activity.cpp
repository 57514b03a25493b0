#include "inferno/stats/population_activity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace inferno::stats {
namespace {

double mean_of(std::span<double const> values)
{
    double sum = 0;
    for (double const value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

double deviation_of(std::span<double const> values, double mean)
{
    double squares = 0;
    for (double const value : values) {
        squares += (value - mean) * (value - mean);
    }
    return std::sqrt(squares / static_cast<double>(values.size()));
}

//! All spikes as one train.
SpikeTrains together(PopulationSpikes const& spikes)
{
    SpikeTrains all{spikes.duration_ms(), {{}}};
    for (std::uint32_t const step : spikes.step) {
        all.times_ms[0].push_back(static_cast<double>(step) * spikes.step_time_ms);
    }
    return all;
}

}  // namespace

SpikesOfPopulations::SpikesOfPopulations(std::vector<Index> const& sizes,
                                         Index first_step,
                                         Index steps,
                                         double step_time_ms)
    : first_step_(first_step), steps_(steps), first_{0}
{
    for (Index const size : sizes) {
        first_.push_back(first_.back() + size);
        populations_.push_back({size, steps, step_time_ms});
    }
}

SpikesOfPopulations::Place SpikesOfPopulations::place_of(Index neuron) const
{
    INFERNO_REQUIRE(
        neuron >= 0 && neuron < first_.back(),
        "neuron " << neuron << " is not there, neurons are from 0 to " << first_.back() - 1);
    auto const next       = std::upper_bound(first_.begin(), first_.end(), neuron);
    auto const population = static_cast<std::size_t>(next - first_.begin() - 1);
    return {population, neuron - first_[population]};
}

void SpikesOfPopulations::add(Index step, Index neuron)
{
    Place const place = place_of(neuron);
    Index const after = step - first_step_;
    if (after < 0 || after >= steps_) { return; }
    PopulationSpikes& own = populations_[place.population];
    own.step.push_back(static_cast<std::uint32_t>(after));
    own.neuron.push_back(static_cast<std::uint32_t>(place.neuron));
}

SpikeTrains trains_of(PopulationSpikes const& spikes)
{
    INFERNO_REQUIRE(spikes.neurons > 0 && spikes.steps > 0,
                    "population spikes: " << spikes.neurons << " neurons and " << spikes.steps
                                          << " steps, must be 1 or more each");
    INFERNO_REQUIRE(spikes.step.size() == spikes.neuron.size(),
                    "population spikes: " << spikes.step.size() << " steps and "
                                          << spikes.neuron.size() << " neurons given");
    SpikeTrains trains{spikes.duration_ms(), {}};
    trains.times_ms.resize(static_cast<std::size_t>(spikes.neurons));
    for (std::size_t k = 0; k < spikes.step.size(); ++k) {
        INFERNO_REQUIRE(
            Index{spikes.step[k]} < spikes.steps && Index{spikes.neuron[k]} < spikes.neurons,
            "population spikes: neuron " << spikes.neuron[k] << " at step " << spikes.step[k]
                                         << " is outside " << spikes.neurons << " neurons x "
                                         << spikes.steps << " steps");
        trains.times_ms[spikes.neuron[k]].push_back(static_cast<double>(spikes.step[k]) *
                                                    spikes.step_time_ms);
    }
    for (std::vector<double>& times : trains.times_ms) {
        std::ranges::sort(times);
    }
    return trains;
}

PopulationActivity activity_of(PopulationSpikes const& spikes, double bin_ms)
{
    SpikeTrains const trains = trains_of(spikes);
    PopulationActivity activity;
    activity.neurons        = spikes.neurons;
    activity.spikes         = std::ssize(spikes.step);
    activity.rates_hz       = rates_hz(trains);
    activity.silent         = std::ranges::count(activity.rates_hz, 0.0);
    activity.rate_hz        = mean_of(activity.rates_hz);
    activity.rate_sd_hz     = deviation_of(activity.rates_hz, activity.rate_hz);
    std::vector<double> cvs = interval_cv(trains);
    std::erase_if(cvs, [](double cv) { return std::isnan(cv); });
    activity.with_cv = std::ssize(cvs);
    activity.cv      = cvs.empty() ? std::numeric_limits<double>::quiet_NaN() : mean_of(cvs);
    activity.psth_hz = psth_hz(together(spikes), bin_ms);
    for (double& rate : activity.psth_hz) {
        rate /= static_cast<double>(spikes.neurons);
    }
    return activity;
}

RateHistogram rate_histogram(SpikeTrains const& trains, Index most_bins)
{
    INFERNO_REQUIRE(most_bins > 0, "histogram: " << most_bins << " bins, must be 1 or more");
    Index most = 0;
    for (std::vector<double> const& times : trains.times_ms) {
        most = std::max(most, std::ssize(times));
    }
    Index const spikes_of_bin = most / most_bins + 1;
    RateHistogram result{1000 * static_cast<double>(spikes_of_bin) / trains.duration_ms, {}};
    result.neurons.resize(static_cast<std::size_t>(most / spikes_of_bin + 1));
    for (std::vector<double> const& times : trains.times_ms) {
        ++result.neurons[times.size() / static_cast<std::size_t>(spikes_of_bin)];
    }
    return result;
}

}  // namespace inferno::stats
