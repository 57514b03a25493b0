//! Distributions: densities, cumulative probabilities, moments, and samples that are the same on
//! every machine.
#pragma once

#include <cstdint>
#include <vector>

#include "inferno/core/random.hpp"

namespace inferno::stats {

//! Counts of events that come independently, `rate` on average.
class Poisson {
  public:
    //! ArgumentError unless the rate is finite and 0 or more.
    explicit Poisson(double rate);

    double pmf(Index k) const;     //!< 0 for k < 0
    double logpmf(Index k) const;  //!< -inf for k < 0
    //! Probability of at most x.
    double cdf(double x) const;
    double logcdf(double x) const;
    double mean() const { return rate_; }
    double variance() const { return rate_; }
    //! Draw n is that of (seed, purpose, element n, step).
    std::vector<Index> sample(Index count,
                              std::uint64_t seed,
                              Purpose purpose,
                              std::uint64_t step = 0) const;

  private:
    double rate_;
};

//! The normal distribution with mean `loc` and standard deviation `scale`.
class Normal {
  public:
    //! ArgumentError unless both are finite and the scale is greater than 0.
    Normal(double loc, double scale);
    static Normal from_moments(double mean, double variance);

    double pdf(double x) const;
    double logpdf(double x) const;
    double cdf(double x) const;
    double logcdf(double x) const;
    //! Where the cdf is p; infinite for 0 and 1. ArgumentError unless p is in [0, 1].
    double quantile(double p) const;
    double mean() const { return loc_; }
    double variance() const { return scale_ * scale_; }
    double loc() const { return loc_; }
    double scale() const { return scale_; }
    //! Draw n is that of (seed, purpose, element n, step).
    std::vector<Real> sample(Index count,
                             std::uint64_t seed,
                             Purpose purpose,
                             std::uint64_t step = 0) const;

  private:
    double loc_, scale_;
};

//! What has a logarithm that is Normal(loc, scale).
class LogNormal {
  public:
    LogNormal(double loc, double scale);
    //! ArgumentError unless both are greater than 0.
    static LogNormal from_moments(double mean, double variance);

    double pdf(double x) const;  //!< 0 for x <= 0
    double logpdf(double x) const;
    double cdf(double x) const;
    double logcdf(double x) const;
    double mean() const;
    double variance() const;
    double loc() const { return log_.loc(); }
    double scale() const { return log_.scale(); }
    //! Draw n is that of (seed, purpose, element n, step): e to what Normal draws.
    std::vector<Real> sample(Index count,
                             std::uint64_t seed,
                             Purpose purpose,
                             std::uint64_t step = 0) const;

  private:
    Normal log_;
};

}  // namespace inferno::stats
