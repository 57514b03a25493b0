#include "inferno/stats/spike_trains.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace inferno::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void require_positive_time(char const* name, double value_ms)
{
    INFERNO_REQUIRE(std::isfinite(value_ms) && value_ms > 0,
                    name << ": is " << value_ms << ", must be greater than 0");
}

double cv_of(std::span<double const> intervals)
{
    if (intervals.size() < 2) { return nan; }
    auto const number = static_cast<double>(intervals.size());
    double sum = 0, squares = 0;
    for (double const interval : intervals) {
        sum += interval;
    }
    double const mean = sum / number;
    for (double const interval : intervals) {
        squares += (interval - mean) * (interval - mean);
    }
    return std::sqrt(squares / number) / mean;
}

double cv2_of(std::span<double const> intervals)
{
    if (intervals.size() < 2) { return nan; }
    double sum = 0;
    for (std::size_t k = 1; k < intervals.size(); ++k) {
        double const both = intervals[k] + intervals[k - 1];
        sum += both > 0 ? 2 * std::abs(intervals[k] - intervals[k - 1]) / both : 0;
    }
    return sum / static_cast<double>(intervals.size() - 1);
}

template <class Of>
std::vector<double> of_intervals(SpikeTrains const& trains, Of const& of)
{
    std::vector<double> results;
    for (std::vector<double> const& intervals : intervals_ms(trains)) {
        results.push_back(of(intervals));
    }
    return results;
}

}  // namespace

SpikeTrains trains_of_raster(std::span<std::uint8_t const> fired,
                             Index steps,
                             Index trains,
                             double step_time_ms)
{
    require_positive_time("step_time_ms", step_time_ms);
    INFERNO_REQUIRE(
        steps > 0 && trains > 0 && std::ssize(fired) == steps * trains,
        "raster: " << fired.size() << " values given, " << steps << " x " << trains << " expected");
    SpikeTrains result{static_cast<double>(steps) * step_time_ms, {}};
    result.times_ms.resize(static_cast<std::size_t>(trains));
    for (std::size_t k = 0; k < fired.size(); ++k) {
        if (fired[k] == 0) { continue; }
        std::size_t const step = k / result.times_ms.size();
        result.times_ms[k % result.times_ms.size()].push_back(static_cast<double>(step) *
                                                              step_time_ms);
    }
    return result;
}

SpikeTrains trains_of_list(std::span<Index const> train_of,
                           std::span<double const> times_ms,
                           Index trains,
                           double duration_ms)
{
    require_positive_time("duration_ms", duration_ms);
    INFERNO_REQUIRE(trains > 0, "trains: is " << trains << ", must be greater than 0");
    INFERNO_REQUIRE(
        train_of.size() == times_ms.size(),
        "spikes: " << train_of.size() << " trains and " << times_ms.size() << " times given");
    SpikeTrains result{duration_ms, {}};
    result.times_ms.resize(static_cast<std::size_t>(trains));
    for (std::size_t k = 0; k < times_ms.size(); ++k) {
        INFERNO_REQUIRE(
            train_of[k] >= 0 && train_of[k] < trains,
            "train_of[" << k << "]: is " << train_of[k] << ", must be from 0 to " << trains - 1);
        INFERNO_REQUIRE(times_ms[k] >= 0 && times_ms[k] < duration_ms,
                        "times_ms[" << k << "]: is " << times_ms[k] << ", must be in [0, "
                                    << duration_ms << ")");
        result.times_ms[static_cast<std::size_t>(train_of[k])].push_back(times_ms[k]);
    }
    for (std::vector<double>& times : result.times_ms) {
        std::ranges::sort(times);
    }
    return result;
}

std::vector<double> rates_hz(SpikeTrains const& trains)
{
    std::vector<double> rates;
    for (std::vector<double> const& times : trains.times_ms) {
        rates.push_back(1000 * static_cast<double>(times.size()) / trains.duration_ms);
    }
    return rates;
}

std::vector<std::vector<double>> intervals_ms(SpikeTrains const& trains)
{
    std::vector<std::vector<double>> intervals;
    for (std::vector<double> const& times : trains.times_ms) {
        std::vector<double>& between = intervals.emplace_back();
        for (std::size_t k = 1; k < times.size(); ++k) {
            between.push_back(times[k] - times[k - 1]);
        }
    }
    return intervals;
}

std::vector<double> interval_cv(SpikeTrains const& trains) { return of_intervals(trains, cv_of); }

std::vector<double> interval_cv2(SpikeTrains const& trains) { return of_intervals(trains, cv2_of); }

Array isi(std::span<std::uint8_t const> fired,
          Shape const& shape,
          double step_time_ms,
          bool time_first)
{
    require_positive_time("step_time_ms", step_time_ms);
    INFERNO_REQUIRE(!shape.empty(), "isi: the shape has no axis of time");
    Lanes const trains(std::ssize(fired), shape, {time_first ? 0 : -1});
    std::vector<std::vector<Real>> intervals(static_cast<std::size_t>(trains.size()));
    Index most = 0;
    for (Index train = 0; train < trains.size(); ++train) {
        auto& between = intervals[static_cast<std::size_t>(train)];
        Real before   = -1;
        for (Index step = 0; step < trains.length(); ++step) {
            if (fired[static_cast<std::size_t>(trains.element(train, step))] == 0) { continue; }
            Real const now = static_cast<Real>(step) * static_cast<Real>(step_time_ms);
            if (before >= 0) { between.push_back(now - before); }
            before = now;
        }
        most = std::max(most, std::ssize(between));
    }
    Array result{trains.shape(), {}};
    result.shape.insert(time_first ? result.shape.begin() : result.shape.end(), most);
    result.values.assign(static_cast<std::size_t>(trains.size() * most),
                         std::numeric_limits<Real>::quiet_NaN());
    for (Index train = 0; train < trains.size(); ++train) {
        auto const& between = intervals[static_cast<std::size_t>(train)];
        for (Index k = 0; k < std::ssize(between); ++k) {
            Index const n = time_first ? k * trains.size() + train : train * most + k;
            result.values[static_cast<std::size_t>(n)] = between[static_cast<std::size_t>(k)];
        }
    }
    return result;
}

}  // namespace inferno::stats
