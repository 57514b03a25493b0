//! How parts change a weight, one at a time or eight side by side.
#pragma once

#include "inferno/state/lanes.hpp"
#include "inferno/update/stage.hpp"

#include "stdp_terms.hpp"

namespace inferno::host {

//! One side of a bound whose kind is known at compile time.
template <bool is_upper, BoundKind kind, class T>
T bounded_as(Bound const& bound, T w, T part)
{
    if constexpr (kind == BoundKind::none) { return part; }
    return is_upper ? bound_upper_multiplicative(w, part, bound.limit)
                    : bound_lower_multiplicative(w, part, bound.limit);
}

//! The update of one stage, held by value. The kinds of bound may be known at compile time; then
//! eight weights go side by side.
template <bool known_, BoundKind upper = BoundKind::none, BoundKind lower = BoundKind::none>
struct WeightRule {
    static constexpr bool known = known_;
    UpdateRule rule;

    template <class T>
    [[gnu::always_inline]] T next(T w, Parts<T> parts) const
    {
        if constexpr (known) {
            T const change = bounded_as<true, upper>(rule.bound.upper, w, parts.pos) -
                             bounded_as<false, lower>(rule.bound.lower, w, parts.neg);
            return clamped(rule, w + change);
        } else {
            return updated(rule, w, parts.pos, parts.neg);
        }
    }
};

//! Calls run(WeightRule) with the kinds of bound as compile-time constants, where they are common.
template <class Run>
void with_weight_rule(UpdateRule const& rule, Run const& run)
{
    BoundKind const upper = rule.bound.upper.kind;
    BoundKind const lower = rule.bound.lower.kind;
    constexpr auto none   = BoundKind::none;
    constexpr auto times  = BoundKind::multiplicative;
    if (upper == none && lower == none) { return run(WeightRule<true, none, none>{rule}); }
    if (upper == times && lower == none) { return run(WeightRule<true, times, none>{rule}); }
    if (upper == times && lower == times) { return run(WeightRule<true, times, times>{rule}); }
    run(WeightRule<false>{rule});
}

//! put(o, next(o, T{})) for all o < count: with `side_by_side` eight at a time. The last eight may
//! overlap those before: they are computed first, from what was there, and put down last.
template <bool side_by_side, class Next, class Put>
[[gnu::always_inline]] inline void for_each_target(Index count, Next const& next, Put const& put)
{
    if (!side_by_side || count < lanes) {
        for (Index o = 0; o < count; ++o) {
            put(o, next(o, Real{}));
        }
        return;
    }
    if constexpr (side_by_side) {
        Index const tail = count - lanes;
        auto const last  = next(tail, Lanes{});
        for (Index o = 0; o < tail; o += lanes) {
            put(o, next(o, Lanes{}));
        }
        put(tail, last);
    }
}

}  // namespace inferno::host
