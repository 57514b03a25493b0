#include <cmath>
#include <limits>

#include "inferno/stats/spike_trains.hpp"

namespace inferno::stats {
namespace {

constexpr double nan         = std::numeric_limits<double>::quiet_NaN();
constexpr double on_the_edge = 1e-9;  // of a window: 0.3 / 0.1 is a little less than 3

double mean_of(std::span<Index const> counts)
{
    double sum = 0;
    for (Index const count : counts) {
        sum += static_cast<double>(count);
    }
    return sum / static_cast<double>(counts.size());
}

double covariance(std::span<Index const> a, std::span<Index const> b)
{
    double const a_mean = mean_of(a), b_mean = mean_of(b);
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        sum += (static_cast<double>(a[k]) - a_mean) * (static_cast<double>(b[k]) - b_mean);
    }
    return sum / static_cast<double>(a.size());
}

//! The counts of one train.
std::span<Index const> row(SpikeCounts const& all, Index train)
{
    return std::span(all.counts)
        .subspan(static_cast<std::size_t>(train * all.windows),
                 static_cast<std::size_t>(all.windows));
}

}  // namespace

SpikeCounts spike_counts(SpikeTrains const& trains, double window_ms)
{
    INFERNO_REQUIRE(window_ms > 0 && window_ms <= trains.duration_ms,
                    "window_ms: is " << window_ms << ", must be greater than 0 and at most "
                                     << trains.duration_ms);
    auto const window_of = [&](double time_ms) {
        return static_cast<Index>(std::floor(time_ms / window_ms + on_the_edge));
    };
    SpikeCounts result{window_of(trains.duration_ms), {}};
    result.counts.resize(static_cast<std::size_t>(trains.size() * result.windows));
    for (Index train = 0; train < trains.size(); ++train) {
        for (double const time_ms : trains.times_ms[static_cast<std::size_t>(train)]) {
            Index const window = window_of(time_ms);
            if (window >= result.windows) { continue; }
            ++result.counts[static_cast<std::size_t>(train * result.windows + window)];
        }
    }
    return result;
}

std::vector<double> fano_factor(SpikeTrains const& trains, double window_ms)
{
    SpikeCounts const all = spike_counts(trains, window_ms);
    std::vector<double> factors;
    for (Index train = 0; train < trains.size(); ++train) {
        auto const counts = row(all, train);
        double const mean = mean_of(counts);
        factors.push_back(mean > 0 ? covariance(counts, counts) / mean : nan);
    }
    return factors;
}

std::vector<double> count_correlation(SpikeTrains const& trains, double window_ms)
{
    SpikeCounts const all = spike_counts(trains, window_ms);
    std::vector<double> deviations, correlations;
    for (Index train = 0; train < trains.size(); ++train) {
        deviations.push_back(std::sqrt(covariance(row(all, train), row(all, train))));
    }
    for (Index a = 0; a < trains.size(); ++a) {
        for (Index b = 0; b < trains.size(); ++b) {
            double const both =
                deviations[static_cast<std::size_t>(a)] * deviations[static_cast<std::size_t>(b)];
            correlations.push_back(both > 0 ? covariance(row(all, a), row(all, b)) / both : nan);
        }
    }
    return correlations;
}

std::vector<double> psth_hz(SpikeTrains const& trains, double window_ms, Index elements)
{
    INFERNO_REQUIRE(
        elements > 0 && trains.size() % elements == 0,
        "elements: is " << elements << ", must divide the " << trains.size() << " trains");
    SpikeCounts const all = spike_counts(trains, window_ms);
    std::vector<double> histogram(static_cast<std::size_t>(elements * all.windows));
    double const samples = static_cast<double>(trains.size() / elements);
    for (Index train = 0; train < trains.size(); ++train) {
        auto const counts = row(all, train);
        for (Index window = 0; window < all.windows; ++window) {
            histogram[static_cast<std::size_t>(train % elements * all.windows + window)] +=
                static_cast<double>(counts[static_cast<std::size_t>(window)]);
        }
    }
    for (double& height : histogram) {
        height *= 1000 / (window_ms * samples);
    }
    return histogram;
}

}  // namespace inferno::stats
