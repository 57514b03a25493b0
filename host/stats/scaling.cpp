#include "inferno/stats/scaling.hpp"

#include <algorithm>
#include <cmath>

#include "inferno/stats/reduction.hpp"

namespace inferno::stats {
namespace {

double norm(std::span<Real const> values, double order)
{
    if (std::isinf(order)) {
        return static_cast<double>(values.empty() ? 0 : std::abs(absmax(values)));
    }
    double sum = 0;
    for (Real const value : values) {
        double const size = std::abs(static_cast<double>(value));
        sum += order == 1 ? size : order == 2 ? size * size : std::pow(size, order);
    }
    return order == 1 ? sum : order == 2 ? std::sqrt(sum) : std::pow(sum, 1 / order);
}

//! One end of a range: a setting in double, or what was found, in float32.
struct End {
    std::optional<double> given;
    Real found;

    Real value() const { return given ? static_cast<Real>(*given) : found; }
};

//! Settings are subtracted in double and rounded once; what was found is subtracted in float32.
Real width(End const& high, End const& low)
{
    return high.given && low.given ? static_cast<Real>(*high.given - *low.given)
                                   : high.value() - low.value();
}

void require_factor(char const* name, double factor)
{
    INFERNO_REQUIRE(factor >= 0 && factor <= 1,
                    name << ": is " << factor << ", must be from 0 to 1");
}

Real smoothed(Real observed, Real level, double factor)
{
    return static_cast<Real>(factor) * observed + static_cast<Real>(1 - factor) * level;
}

void require_same_size(char const* name, std::size_t got, std::size_t expected)
{
    INFERNO_REQUIRE(got == expected,
                    name << ": has " << got << " values, " << expected << " are observed");
}

}  // namespace

std::vector<Real> normalize(std::span<Real const> array,
                            Shape const& shape,
                            double order,
                            double scale,
                            Axes const& axes,
                            double epsilon)
{
    INFERNO_REQUIRE(order > 0, "order: is " << order << ", must be greater than 0");
    Lanes const lanes(std::ssize(array), shape, axes);
    std::vector<Real> values, result(array.size());
    for (Index lane = 0; lane < lanes.size(); ++lane) {
        lanes.gather(array, lane, values);
        Real const divisor =
            std::max(static_cast<Real>(norm(values, order)), static_cast<Real>(epsilon));
        for (Index k = 0; k < lanes.length(); ++k) {
            auto const n = static_cast<std::size_t>(lanes.element(lane, k));
            result[n]    = static_cast<Real>(scale) * (array[n] / divisor);
        }
    }
    return result;
}

std::vector<Real> rescale(
    std::span<Real const> array, Shape const& shape, Range target, Range source, Axes const& axes)
{
    Lanes const lanes(std::ssize(array), shape, axes);
    std::vector<Real> values, result(array.size());
    for (Index lane = 0; lane < lanes.size(); ++lane) {
        lanes.gather(array, lane, values);
        if (values.empty()) { continue; }
        End const from_low{source.low, min(values)};
        End const from_high{source.high, max(values)};
        End const to_low{target.low ? target.low : source.low, from_low.found};
        End const to_high{target.high ? target.high : source.high, from_high.found};
        Real const from_width = width(from_high, from_low);
        Real const to_width   = width(to_high, to_low);
        for (Index k = 0; k < lanes.length(); ++k) {
            auto const n = static_cast<std::size_t>(lanes.element(lane, k));
            result[n]    = to_low.value() + ((array[n] - from_low.value()) * to_width) / from_width;
        }
    }
    return result;
}

std::vector<Real> exponential_smoothing(std::span<Real const> observed,
                                        std::optional<std::span<Real const>> level,
                                        double alpha)
{
    require_factor("alpha", alpha);
    std::vector<Real> result(observed.begin(), observed.end());
    if (!level) { return result; }
    require_same_size("level", level->size(), observed.size());
    for (std::size_t n = 0; n < result.size(); ++n) {
        result[n] = smoothed(observed[n], (*level)[n], alpha);
    }
    return result;
}

HoltState holt_linear_smoothing(std::span<Real const> observed,
                                HoltState const& before,
                                double alpha,
                                double beta)
{
    require_factor("alpha", alpha);
    require_factor("beta", beta);
    HoltState after{{observed.begin(), observed.end()}, {}};
    if (before.level.empty()) { return after; }
    require_same_size("level", before.level.size(), observed.size());
    bool const first_trend = before.trend.empty();
    if (!first_trend) { require_same_size("trend", before.trend.size(), observed.size()); }
    after.trend.resize(observed.size());
    for (std::size_t n = 0; n < observed.size(); ++n) {
        Real const level = before.level[n];
        Real const trend = first_trend ? observed[n] - level : before.trend[n];
        after.level[n]   = smoothed(observed[n], level + trend, alpha);
        after.trend[n]   = smoothed(after.level[n] - level, trend, beta);
    }
    return after;
}

}  // namespace inferno::stats
