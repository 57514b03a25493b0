//! Sixteen ways to make one number of many. Use them on a span, or along axes with reduce_axes():
//!
//!     Array const rates = reduce_axes(spikes, {steps, batch, neurons}, {0, 1}, mean);
//!
//! Names with nan leave NaNs out; the others give NaN if there is one. Sums are taken in double.
#pragma once

#include <span>

#include "inferno/core/types.hpp"
#include "inferno/stats/array.hpp"

namespace inferno::stats {

Real sum(std::span<Real const> values);
Real nansum(std::span<Real const> values);
//! The sum divided by a constant.
Real divsum(std::span<Real const> values, double denominator = 1);
Real nandivsum(std::span<Real const> values, double denominator = 1);

//! ArgumentError for min, max, absmin, absmax and quantiles of no values.
Real min(std::span<Real const> values);
Real max(std::span<Real const> values);
//! The value nearest to 0, with its sign; the first of several.
Real absmin(std::span<Real const> values);
//! The value farthest from 0, with its sign; the first of several.
Real absmax(std::span<Real const> values);

//! NaN for no values.
Real mean(std::span<Real const> values);
Real nanmean(std::span<Real const> values);

//! What a quantile is that lies between two values.
enum class Between { linear, lower, higher, nearest, midpoint };
//! ArgumentError unless q is in [0, 1].
Real quantile(std::span<Real const> values, double q = 0.5, Between between = Between::linear);
//! NaN if there are none but NaNs.
Real nanquantile(std::span<Real const> values, double q = 0.5, Between between = Between::linear);
//! Of an even number of values the mean of the middle two.
Real median(std::span<Real const> values);
Real nanmedian(std::span<Real const> values);

//! Geometric mean of the values that are not 0; 0 if there are none, NaN if one is negative.
Real geomean(std::span<Real const> values);
Real nangeomean(std::span<Real const> values);

}  // namespace inferno::stats
