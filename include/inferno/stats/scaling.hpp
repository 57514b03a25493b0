//! Arrays brought to a range or a norm, and series smoothed.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "inferno/stats/array.hpp"

namespace inferno::stats {

//! scale * array / max(norm along the axes, epsilon). The norm is that of order p > 0, or infinity:
//! the largest absolute value. What is all zero stays zero.
std::vector<Real> normalize(std::span<Real const> array,
                            Shape const& shape,
                            double order,
                            double scale     = 1,
                            Axes const& axes = {},
                            double epsilon   = 1e-12);

//! The ends of a range; those that are absent are found.
struct Range {
    std::optional<double> low  = {};
    std::optional<double> high = {};
};

//! Maps a source range linearly to a target range. Absent ends of the source are the least and the
//! greatest value along the axes, those of the target are the ends of the source. NaN where the
//! source is a single value.
std::vector<Real> rescale(std::span<Real const> array,
                          Shape const& shape,
                          Range target,
                          Range source     = {},
                          Axes const& axes = {});

//! alpha * observed + (1 - alpha) * level, element by element; what was observed if there is no
//! level yet. ArgumentError unless alpha is in [0, 1].
std::vector<Real> exponential_smoothing(std::span<Real const> observed,
                                        std::optional<std::span<Real const>> level,
                                        double alpha);

//! What Holt's linear smoothing remembers: empty before the first observation, without a trend
//! before the second.
struct HoltState {
    std::vector<Real> level = {}, trend = {};
};

//! One observation further: the level follows with alpha, its trend with beta.
HoltState holt_linear_smoothing(std::span<Real const> observed,
                                HoltState const& before,
                                double alpha,
                                double beta);

}  // namespace inferno::stats
