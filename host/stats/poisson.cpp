#include <cmath>
#include <limits>

#include "inferno/core/error.hpp"
#include "inferno/stats/distribution.hpp"

#include "stats/portable.hpp"

namespace inferno::stats {
namespace {

constexpr double infinity     = std::numeric_limits<double>::infinity();
constexpr double half_log_2pi = 0.91893853320467274178;

//! (1 + x) log(1 + x) - x, which is about x^2 / 2 for small x.
double divergence(double x)
{
    if (std::abs(x) >= 0.01) { return (1 + x) * std::log1p(x) - x; }
    double sum = 0;
    for (int k = 10; k >= 2; --k) {
        sum = (k % 2 == 0 ? 1.0 : -1.0) / (k * (k - 1)) + sum * x;
    }
    return sum * x * x;
}

//! log(k!) less its leading terms (k + 1/2) log k - k + log(2 pi) / 2, for k > 20.
double stirling_tail(double k)
{
    double const square = 1 / (k * k);
    return (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680))) / k;
}

double log_probability(double k, double rate)
{
    if (k <= 20) { return k * std::log(rate) - rate - portable_log_factorial(k); }
    return -rate * divergence((k - rate) / rate) - stirling_tail(k) - half_log_2pi -
           0.5 * std::log(k);
}

//! 1 + r(1) + r(1) r(2) + ... where terms fall.
template <class Ratio>
double falling_series(Ratio const& ratio)
{
    double sum  = 1;
    double term = 1;
    for (double k = 1; term > 1e-17 * sum; ++k) {
        term *= ratio(k);
        sum += term;
    }
    return sum;
}

//! The first draw by inversion, for small rates: counts up until the probabilities reach u.
Index invert(double rate, double u)
{
    double probability = portable_exp(-rate);
    double reached     = probability;
    Index k            = 0;
    while (u > reached && probability > 0) {
        probability *= rate / static_cast<double>(++k);
        reached += probability;
    }
    return k;
}

//! Transformed rejection, for rates from 10 (Hoermann, Insurance: Mathematics and Economics 12,
//! 1993: algorithm PTRS). Each try takes four words; those of the next come from enciphering them.
class Rejection {
  public:
    explicit Rejection(double rate)
        : rate_(rate),
          log_rate_(portable_log(rate)),
          b_(0.931 + 2.53 * std::sqrt(rate)),
          a_(-0.059 + 0.02483 * b_),
          inverse_alpha_(1.1239 + 1.1328 / (b_ - 3.4)),
          accepted_(0.9277 - 3.6224 / (b_ - 2))
    {
    }

    Index operator()(Philox4 words, PhiloxKey key) const
    {
        for (;; words = philox(words, key)) {
            double const u    = open_uniform(words.word[0], words.word[1]) - 0.5;
            double const v    = open_uniform(words.word[2], words.word[3]);
            double const edge = 0.5 - std::abs(u);
            double const k    = std::floor((2 * a_ / edge + b_) * u + rate_ + 0.43);
            if (edge >= 0.07 && v <= accepted_) { return static_cast<Index>(k); }
            if (k < 0 || (edge < 0.013 && v > edge)) { continue; }
            double const height = portable_log(v * inverse_alpha_ / (a_ / (edge * edge) + b_));
            if (height <= k * log_rate_ - rate_ - portable_log_factorial(k)) {
                return static_cast<Index>(k);
            }
        }
    }

  private:
    double rate_, log_rate_, b_, a_, inverse_alpha_, accepted_;
};

}  // namespace

Poisson::Poisson(double rate) : rate_(rate)
{
    INFERNO_REQUIRE(std::isfinite(rate) && rate >= 0, "rate: is " << rate << ", must be 0 or more");
}

double Poisson::logpmf(Index k) const
{
    if (k < 0) { return -infinity; }
    if (rate_ == 0) { return k == 0 ? 0 : -infinity; }
    return log_probability(static_cast<double>(k), rate_);
}

double Poisson::pmf(Index k) const { return std::exp(logpmf(k)); }

double Poisson::logcdf(double x) const
{
    double const k = std::floor(x);
    if (!(k >= 0)) { return k != k ? k : -infinity; }
    if (rate_ == 0 || std::isinf(k)) { return 0; }
    if (k < rate_) {
        return log_probability(k, rate_) +
               std::log(falling_series([&](double n) { return n <= k ? (k - n + 1) / rate_ : 0; }));
    }
    double const above = std::exp(log_probability(k + 1, rate_)) *
                         falling_series([&](double n) { return rate_ / (k + 1 + n); });
    return std::log1p(-above);
}

double Poisson::cdf(double x) const { return std::exp(logcdf(x)); }

std::vector<Index> Poisson::sample(Index count,
                                   std::uint64_t seed,
                                   Purpose purpose,
                                   std::uint64_t step) const
{
    INFERNO_REQUIRE(count >= 0, "count: is " << count << ", must be 0 or more");
    INFERNO_REQUIRE(rate_ <= 0x1p52, "rate: is " << rate_ << ", samples need at most 2^52");
    std::vector<Index> samples;
    Rejection const rejection(rate_ < 10 ? 10 : rate_);
    for (Index n = 0; n < count; ++n) {
        Philox4 const words = draw(seed, purpose, static_cast<std::uint64_t>(n), step);
        samples.push_back(rate_ < 10 ? invert(rate_, open_uniform(words.word[0], words.word[1]))
                                     : rejection(words, draw_key(seed)));
    }
    return samples;
}

}  // namespace inferno::stats
