//! Where in a record of the past a weight with a delay reads.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/state/history.hpp"
#include "inferno/state/record.hpp"

namespace inferno {

//! How delays that are not on a step, or not in the record, are read.
struct DelayRule {
    Real step_time_ms = 1;
    Real longest_ms   = 0;
    Real tolerance_ms = 0;      //!< times this close to a step are on it
    bool nearest      = false;  //!< the nearest step, otherwise the one before
    bool limit        = false;  //!< read out-of-range delays at the nearest limit; otherwise never
};

//! Steps back to what is read at this delay; `at_ms` is the time since then, 0 on a step.
struct DelayedRead {
    DelaySteps steps;
    Real at_ms;
};

template <class Dynamics>
INFERNO_HD DelayedRead delayed_read(DelayRule const& rule, Real delay_ms)
{
    Real const above     = delay_ms > 0 ? delay_ms : Real{0};
    Real const inside_ms = above < rule.longest_ms ? above : rule.longest_ms;
    if (!rule.limit && math::abs(delay_ms - inside_ms) > rule.tolerance_ms) {
        return {never_arrives, 0};
    }
    Located const found = locate(inside_ms, rule.step_time_ms, rule.tolerance_ms, 1);
    bool const on_step  = found.older == found.newer;
    bool const take_next =
        !Dynamics::fades && rule.nearest && !on_step && found.at_ms / rule.step_time_ms > Real{0.5};
    Index const offset = take_next ? found.newer : found.older;
    return {static_cast<DelaySteps>(offset - 1), on_step ? Real{0} : found.at_ms};
}

}  // namespace inferno
