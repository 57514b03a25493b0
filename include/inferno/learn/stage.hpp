//! learn: traces -> proposed change, as a potentiating and a depressing part. What the rules share.
#pragma once

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"
#include "inferno/state/reduction.hpp"

namespace inferno {

//! The reduction of B numbers, given one at a time in batch order; silent samples count as 0.
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
