#include "inferno/stats/reduction.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace inferno::stats {
namespace {

constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();

double total(std::span<Real const> values)
{
    double sum = 0;
    for (Real const value : values) {
        sum += static_cast<double>(value);
    }
    return sum;
}

std::vector<Real> without_nan(std::span<Real const> values)
{
    std::vector<Real> kept;
    std::ranges::copy_if(
        values, std::back_inserter(kept), [](Real value) { return !std::isnan(value); });
    return kept;
}

//! The first value that no other comes before; NaN if there is a NaN.
template <class Before>
Real first_by(std::span<Real const> values, char const* name, Before const& before)
{
    INFERNO_REQUIRE(!values.empty(), name << " of no values");
    Real best = values.front();
    for (Real const value : values) {
        if (std::isnan(value)) { return nan; }
        if (before(value, best)) { best = value; }
    }
    return best;
}

double between_two(double low, double high, double part, Between between)
{
    switch (between) {
        case Between::lower:
            return low;
        case Between::higher:
            return high;
        case Between::midpoint:
            part = 0.5;
            break;
        case Between::linear:
            break;
        case Between::nearest:
            break;  // has taken one of the two already
    }
    return part == 0 || low == high ? low : low + part * (high - low);
}

}  // namespace

Real sum(std::span<Real const> values) { return static_cast<Real>(total(values)); }

Real nansum(std::span<Real const> values) { return sum(without_nan(values)); }

Real divsum(std::span<Real const> values, double denominator)
{
    return static_cast<Real>(total(values) / denominator);
}

Real nandivsum(std::span<Real const> values, double denominator)
{
    return divsum(without_nan(values), denominator);
}

Real min(std::span<Real const> values)
{
    return first_by(values, "min", [](Real a, Real b) { return a < b; });
}

Real max(std::span<Real const> values)
{
    return first_by(values, "max", [](Real a, Real b) { return a > b; });
}

Real absmin(std::span<Real const> values)
{
    return first_by(values, "absmin", [](Real a, Real b) { return std::abs(a) < std::abs(b); });
}

Real absmax(std::span<Real const> values)
{
    return first_by(values, "absmax", [](Real a, Real b) { return std::abs(a) > std::abs(b); });
}

Real mean(std::span<Real const> values)
{
    return divsum(values, static_cast<double>(values.size()));
}

Real nanmean(std::span<Real const> values) { return mean(without_nan(values)); }

Real quantile(std::span<Real const> values, double q, Between between)
{
    INFERNO_REQUIRE(!values.empty(), "quantile of no values");
    INFERNO_REQUIRE(q >= 0 && q <= 1, "q: is " << q << ", must be from 0 to 1");
    std::vector<Real> ordered = without_nan(values);
    if (ordered.size() < values.size()) { return nan; }
    double position = q * static_cast<double>(ordered.size() - 1);
    if (between == Between::nearest) { position = std::nearbyint(position); }
    double const below = std::floor(position);
    auto const low     = ordered.begin() + static_cast<Index>(below);
    auto const high    = ordered.begin() + static_cast<Index>(std::ceil(position));
    std::nth_element(ordered.begin(), high, ordered.end());
    Real const higher = *high;
    if (low != high) { std::nth_element(ordered.begin(), low, high); }
    return static_cast<Real>(between_two(
        static_cast<double>(*low), static_cast<double>(higher), position - below, between));
}

Real nanquantile(std::span<Real const> values, double q, Between between)
{
    std::vector<Real> const kept = without_nan(values);
    bool const only_nan          = kept.empty() && !values.empty();
    return only_nan ? nan : quantile(kept, q, between);
}

Real median(std::span<Real const> values) { return quantile(values, 0.5, Between::midpoint); }

Real nanmedian(std::span<Real const> values) { return nanquantile(values, 0.5, Between::midpoint); }

Real geomean(std::span<Real const> values)
{
    double logs  = 0;
    double count = 0;
    for (Real const value : values) {
        if (value == 0) { continue; }
        logs += std::log(static_cast<double>(value));
        ++count;
    }
    return count > 0 ? static_cast<Real>(std::exp(logs / count)) : Real{0};
}

Real nangeomean(std::span<Real const> values) { return geomean(without_nan(values)); }

}  // namespace inferno::stats
