//! Parameter-dependent scaling of proposed changes.
//!
//! Half bounds scale one side: upper ones the potentiating part by a function of (limit - w), lower
//! ones the depressing part by one of (w - limit). Full bounds are the pair. Both parts are
//! magnitudes. Bounding does not clamp: beyond the limit the sign flips, and a fractional power
//! gives NaN.
#pragma once

#include <optional>

#include "inferno/core/math.hpp"
#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

//! base^power; whole powers 1 and 2 need no pow.
INFERNO_HD Real whole_or_pow(Real base, Real power)
{
    if (power == Real{1}) { return base; }
    return power == Real{2} ? base * base : math::pow(base, power);
}

INFERNO_HD Real bound_upper_power(Real w, Real part, Real limit, Real power)
{
    return whole_or_pow(limit - w, power) * part;
}
INFERNO_HD Real bound_lower_power(Real w, Real part, Real limit, Real power)
{
    return whole_or_pow(w - limit, power) * part;
}
INFERNO_HD Real bound_upper_scaled_power(Real w, Real part, Real limit, Real power, Real range)
{
    return whole_or_pow((limit - w) / range, power) * part;
}
INFERNO_HD Real bound_lower_scaled_power(Real w, Real part, Real limit, Real power, Real range)
{
    return whole_or_pow((w - limit) / range, power) * part;
}
//! T is a Real, or several side by side.
template <class T>
INFERNO_HD T bound_upper_multiplicative(T w, T part, Real limit)
{
    return (limit - w) * part;
}
template <class T>
INFERNO_HD T bound_lower_multiplicative(T w, T part, Real limit)
{
    return (w - limit) * part;
}
INFERNO_HD Real bound_upper_scaled_multiplicative(Real w, Real part, Real limit, Real range)
{
    return ((limit - w) / range) * part;
}
INFERNO_HD Real bound_lower_scaled_multiplicative(Real w, Real part, Real limit, Real range)
{
    return ((w - limit) / range) * part;
}
//! 0 at the limit itself, as in the original.
INFERNO_HD Real bound_upper_sharp(Real w, Real part, Real limit)
{
    return limit - w > 0 ? part : Real{0};
}
INFERNO_HD Real bound_lower_sharp(Real w, Real part, Real limit)
{
    return w - limit > 0 ? part : Real{0};
}

enum class BoundKind { none, power, scaled_power, multiplicative, scaled_multiplicative, sharp };

//! One side of a bound, chosen at run time.
struct Bound {
    BoundKind kind = BoundKind::none;
    Real limit     = 0;
    Real power     = 1;
    Real range     = 1;
};

//! True if a part of zero stays zero for every parameter. Not so for powers that are not whole (NaN
//! beyond the limit) or negative (infinite at the limit), nor for a range of zero.
inline bool keeps_zero(Bound const& bound)
{
    bool const has_power = bound.kind == BoundKind::power || bound.kind == BoundKind::scaled_power;
    bool const has_range =
        bound.kind == BoundKind::scaled_power || bound.kind == BoundKind::scaled_multiplicative;
    bool const whole = bound.power >= 0 && math::floor(bound.power) == bound.power;
    return (!has_power || whole) && (!has_range || bound.range != 0);
}

INFERNO_HD Real bounded_upper(Bound const& bound, Real w, Real part)
{
    switch (bound.kind) {
        case BoundKind::power:
            return bound_upper_power(w, part, bound.limit, bound.power);
        case BoundKind::scaled_power:
            return bound_upper_scaled_power(w, part, bound.limit, bound.power, bound.range);
        case BoundKind::multiplicative:
            return bound_upper_multiplicative(w, part, bound.limit);
        case BoundKind::scaled_multiplicative:
            return bound_upper_scaled_multiplicative(w, part, bound.limit, bound.range);
        case BoundKind::sharp:
            return bound_upper_sharp(w, part, bound.limit);
        case BoundKind::none:
            break;
    }
    return part;
}

INFERNO_HD Real bounded_lower(Bound const& bound, Real w, Real part)
{
    switch (bound.kind) {
        case BoundKind::power:
            return bound_lower_power(w, part, bound.limit, bound.power);
        case BoundKind::scaled_power:
            return bound_lower_scaled_power(w, part, bound.limit, bound.power, bound.range);
        case BoundKind::multiplicative:
            return bound_lower_multiplicative(w, part, bound.limit);
        case BoundKind::scaled_multiplicative:
            return bound_lower_scaled_multiplicative(w, part, bound.limit, bound.range);
        case BoundKind::sharp:
            return bound_lower_sharp(w, part, bound.limit);
        case BoundKind::none:
            break;
    }
    return part;
}

//! Both sides; a side without a limit is left as it is.
struct FullBound {
    Bound upper, lower;
};

INFERNO_HD Real bounded_change(FullBound const& bound, Real w, Real pos, Real neg)
{
    return bounded_upper(bound.upper, w, pos) - bounded_lower(bound.lower, w, neg);
}

using Limit = std::optional<Real>;

inline Bound side(BoundKind kind, Limit limit, Real power = 1, Real range = 1)
{
    return limit ? Bound{kind, *limit, power, range} : Bound{};
}

inline FullBound bound_power(Limit max, Limit min, Real upper_power, Real lower_power)
{
    return {side(BoundKind::power, max, upper_power), side(BoundKind::power, min, lower_power)};
}
inline FullBound bound_scaled_power(Real max, Real min, Real upper_power, Real lower_power)
{
    return {side(BoundKind::scaled_power, max, upper_power, max - min),
            side(BoundKind::scaled_power, min, lower_power, max - min)};
}
inline FullBound bound_multiplicative(Limit max, Limit min)
{
    return {side(BoundKind::multiplicative, max), side(BoundKind::multiplicative, min)};
}
inline FullBound bound_scaled_multiplicative(Real max, Real min)
{
    return {side(BoundKind::scaled_multiplicative, max, 1, max - min),
            side(BoundKind::scaled_multiplicative, min, 1, max - min)};
}
inline FullBound bound_sharp(Limit max, Limit min)
{
    return {side(BoundKind::sharp, max), side(BoundKind::sharp, min)};
}

}  // namespace inferno
