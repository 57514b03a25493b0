#include <cmath>
#include <limits>

#include "inferno/core/error.hpp"
#include "inferno/stats/distribution.hpp"

#include "stats/portable.hpp"

namespace inferno::stats {
namespace {

constexpr double infinity     = std::numeric_limits<double>::infinity();
constexpr double half_log_2pi = 0.91893853320467274178;
constexpr double sqrt_half    = 0.70710678118654752440;

double standard_logcdf(double z)
{
    if (z > 0) { return std::log1p(-0.5 * std::erfc(z * sqrt_half)); }
    if (z > -20) { return std::log(0.5 * std::erfc(-z * sqrt_half)); }
    // density / |z| * (1 - 1/z^2 + 3/z^4 - 15/z^6 + ...), of which eight terms are exact from 20 on
    double const square = 1 / (z * z);
    double series       = 0;
    for (int k = 15; k > 0; k -= 2) {
        series = -k * square * (1 + series);
    }
    return -0.5 * z * z - half_log_2pi - std::log(-z) + std::log1p(series);
}

//! Draws n = 0, 1, ... of a standard normal distribution, each passed on.
template <class Take>
void for_standard_normals(
    Index count, std::uint64_t seed, Purpose purpose, std::uint64_t step, Take const& take)
{
    INFERNO_REQUIRE(count >= 0, "count: is " << count << ", must be 0 or more");
    for (Index n = 0; n < count; ++n) {
        Philox4 const words = draw(seed, purpose, static_cast<std::uint64_t>(n), step);
        take(standard_normal_quantile(open_uniform(words.word[0], words.word[1])));
    }
}

}  // namespace

Normal::Normal(double loc, double scale) : loc_(loc), scale_(scale)
{
    INFERNO_REQUIRE(std::isfinite(loc), "loc: is " << loc << ", must be finite");
    INFERNO_REQUIRE(std::isfinite(scale) && scale > 0,
                    "scale: is " << scale << ", must be greater than 0");
}

Normal Normal::from_moments(double mean, double variance)
{
    INFERNO_REQUIRE(std::isfinite(variance) && variance > 0,
                    "variance: is " << variance << ", must be greater than 0");
    return {mean, std::sqrt(variance)};
}

double Normal::pdf(double x) const { return std::exp(logpdf(x)); }

double Normal::logpdf(double x) const
{
    double const z = (x - loc_) / scale_;
    return -0.5 * z * z - half_log_2pi - std::log(scale_);
}

double Normal::cdf(double x) const { return 0.5 * std::erfc((loc_ - x) / scale_ * sqrt_half); }

double Normal::logcdf(double x) const { return standard_logcdf((x - loc_) / scale_); }

double Normal::quantile(double p) const
{
    INFERNO_REQUIRE(p >= 0 && p <= 1, "p: is " << p << ", must be from 0 to 1");
    if (p == 0 || p == 1) { return p == 0 ? -infinity : infinity; }
    return loc_ + scale_ * standard_normal_quantile(p);
}

std::vector<Real> Normal::sample(Index count,
                                 std::uint64_t seed,
                                 Purpose purpose,
                                 std::uint64_t step) const
{
    std::vector<Real> samples;
    for_standard_normals(count, seed, purpose, step, [&](double z) {
        samples.push_back(static_cast<Real>(loc_ + scale_ * z));
    });
    return samples;
}

LogNormal::LogNormal(double loc, double scale) : log_(loc, scale) {}

LogNormal LogNormal::from_moments(double mean, double variance)
{
    INFERNO_REQUIRE(std::isfinite(mean) && mean > 0,
                    "mean: is " << mean << ", must be greater than 0");
    INFERNO_REQUIRE(std::isfinite(variance) && variance > 0,
                    "variance: is " << variance << ", must be greater than 0");
    double const log_variance = std::log1p(variance / mean / mean);
    return {std::log(mean) - 0.5 * log_variance, std::sqrt(log_variance)};
}

double LogNormal::logpdf(double x) const
{
    return x > 0 ? log_.logpdf(std::log(x)) - std::log(x) : x <= 0 ? -infinity : x;
}

double LogNormal::pdf(double x) const { return std::exp(logpdf(x)); }

double LogNormal::cdf(double x) const { return x > 0 ? log_.cdf(std::log(x)) : x <= 0 ? 0 : x; }

double LogNormal::logcdf(double x) const
{
    return x > 0 ? log_.logcdf(std::log(x)) : x <= 0 ? -infinity : x;
}

double LogNormal::mean() const { return std::exp(loc() + 0.5 * log_.variance()); }

double LogNormal::variance() const
{
    return std::expm1(log_.variance()) * std::exp(2 * loc() + log_.variance());
}

std::vector<Real> LogNormal::sample(Index count,
                                    std::uint64_t seed,
                                    Purpose purpose,
                                    std::uint64_t step) const
{
    std::vector<Real> samples;
    for_standard_normals(count, seed, purpose, step, [&](double z) {
        samples.push_back(static_cast<Real>(portable_exp(loc() + scale() * z)));
    });
    return samples;
}

}  // namespace inferno::stats
