//! learn: traces -> proposed change, as a potentiating and a depressing part. What the rules share.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"
#include "inferno/state/reduction.hpp"

namespace inferno {

//! The reduction of B numbers, one of the common ones, given one at a time in batch order; silent
//! samples count as 0.
struct BatchSum {
    Real value = 0;
    Index seen = 0;
    INFERNO_HD void add(BatchReduction reduction, Real x)
    {
        switch (reduction) {
            case BatchReduction::max:
                value = (seen == 0 || x > value) ? x : value;
                break;
            case BatchReduction::min:
                value = (seen == 0 || x < value) ? x : value;
                break;
            default:
                value += x;
                break;
        }
        ++seen;
    }
    INFERNO_HD Real total(BatchReduction reduction, Index batch) const
    {
        bool const some_silent = seen < batch;
        switch (reduction) {
            case BatchReduction::mean:
                return value / static_cast<Real>(batch);
            case BatchReduction::max:
                return (some_silent && value < 0) ? Real{0} : value;
            case BatchReduction::min:
                return (some_silent && value > 0) ? Real{0} : value;
            default:
                return value;
        }
    }
};

//! The k-th smallest of the numbers that for_each(visit) visits, again and again.
template <class ForEach>
INFERNO_HD Real ranked(Index k, ForEach const& for_each)
{
    Real found = 0;
    for_each([&](Real candidate) {
        Index less = 0, equal = 0;
        for_each([&](Real other) {
            less += other < candidate ? 1 : 0;
            equal += other == candidate ? 1 : 0;
        });
        if (less <= k && k < less + equal) { found = candidate; }
    });
    return found;
}

//! A reduction that is not common, of the numbers that for_each(visit) visits; 0 if there are none.
template <class ForEach>
INFERNO_HD Real reduced_anew(BatchReduction reduction, ForEach const& for_each)
{
    Index count = 0;
    Real value  = 0;
    if (!is_quantile(reduction)) {
        for_each([&](Real x) {
            Real const size = math::abs(x), best = math::abs(value);
            if (reduction == BatchReduction::geomean) {
                value += x != 0 ? math::log(x) : Real{0};
                count += x != 0 ? 1 : 0;
            } else {
                bool const better = reduction == BatchReduction::absmax ? size > best : size < best;
                value             = count == 0 || better ? x : value;
                ++count;
            }
        });
        bool const logs = reduction == BatchReduction::geomean && count > 0;
        return logs ? math::exp(value / static_cast<Real>(count)) : value;
    }
    for_each([&](Real) { ++count; });
    if (count == 0) { return 0; }
    Real const place = part_of_quantile(reduction) * static_cast<Real>(count - 1);
    auto const below = static_cast<Index>(place);
    Real const left  = place - static_cast<Real>(below);
    Real const low   = ranked(below, for_each);
    return left > 0 ? low + (ranked(below + 1, for_each) - low) * left : low;
}

//! Which part a term goes to: `post` is triggered by target spikes, `pre` by source spikes.
//! Hebbian: +post -pre; anti-Hebbian: -post +pre; potentiative: +post +pre; depressive: -post -pre.
struct StdpSigns {
    bool post_potentiates = true, pre_potentiates = false;
};

INFERNO_HD Real potentiating(StdpSigns signs, Real post, Real pre)
{
    if (signs.post_potentiates) { return signs.pre_potentiates ? post + pre : post; }
    return signs.pre_potentiates ? pre : Real{0};
}

INFERNO_HD Real depressing(StdpSigns signs, Real post, Real pre)
{
    return potentiating({!signs.post_potentiates, !signs.pre_potentiates}, post, pre);
}

}  // namespace inferno
