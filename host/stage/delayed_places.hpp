//! Where the weights of one source read in its past.
#pragma once

#include <algorithm>
#include <vector>

#include "inferno/core/math.hpp"
#include "inferno/learn/delayed_rule.hpp"
#include "inferno/state/lanes.hpp"

namespace inferno::host {

//! As PastSources::place() says, for a row of weights; [padded targets].
struct RowPlaces {
    std::vector<std::int32_t> slot;
    std::vector<Real> left, slow_left;  //!< what is left of traces, between two steps

    void clear(PastSources const& pre, std::size_t width)
    {
        slot.assign(width, static_cast<std::int32_t>(pre.past.slots));
        left.assign(width, 1);
        slow_left.assign(width, 1);
        at_ms_.assign(width, 0);
        fades_ = false;
    }
    //! Of weights first_weight + o; entries past the end stay silent.
    void find(PastSources const& pre, Index first_weight, Slice targets)
    {
        if (pre.arrived != nullptr) {
            find_steps(pre, pre.arrived->steps + first_weight, targets);
        } else {
            find_delays(pre, pre.delay_ms + first_weight, targets);
        }
        std::fill(
            slot.begin() + targets.end, slot.end(), static_cast<std::int32_t>(pre.past.slots));
    }

  private:
    void find_steps(PastSources const& pre, DelaySteps const* steps, Slice targets)
    {
        auto const slots            = static_cast<std::int32_t>(pre.past.slots);
        auto const now              = static_cast<std::int32_t>(*pre.past.head);
        std::int32_t* const slot_of = slot.data();
#pragma GCC ivdep
        for (Index o = targets.begin; o < targets.end; ++o) {
            std::int32_t const back = now - steps[o];
            slot_of[o] = steps[o] == never_arrives ? slots : (back < 0 ? back + slots : back);
        }
    }
    //! delayed_read(), eight wide.
    void find_delays(PastSources const& pre, Real const* delay_ms, Slice targets)
    {
        DelayRule const rule        = pre.rule;
        auto const slots            = static_cast<std::int32_t>(pre.past.slots);
        auto const now              = static_cast<std::int32_t>(*pre.past.head);
        std::int32_t* const slot_of = slot.data();
        Real* const at_ms           = at_ms_.data();
#pragma GCC ivdep
        for (Index o = targets.begin; o < targets.end; ++o) {
            Real const delay        = delay_ms[o];
            Real const above        = delay > 0 ? delay : Real{0};
            Real const inside       = above < rule.longest_ms ? above : rule.longest_ms;
            Real const steps        = inside / rule.step_time_ms;
            Real const whole        = math::rint(steps);
            Real const off          = math::abs(rule.step_time_ms * whole - inside);
            Real const shifted      = off <= rule.tolerance_ms ? whole : steps;
            Real const older        = math::ceil(1 + shifted);
            bool const on_step      = older == math::floor(1 + shifted);
            Real const part         = shifted - math::floor(shifted);
            Real const since        = rule.step_time_ms - rule.step_time_ms * part;
            std::int32_t const back = now - (static_cast<std::int32_t>(older) - 1);
            bool const outside      = math::abs(delay - inside) > rule.tolerance_ms;
            bool const never        = outside & !rule.limit;
            at_ms[o]                = on_step ? Real{0} : since;
            slot_of[o]              = never ? slots : (back < 0 ? back + slots : back);
        }
        bool const between = std::any_of(
            at_ms + targets.begin, at_ms + targets.end, [](Real time_ms) { return time_ms != 0; });
        if (between || fades_) {
            find_left(pre.fast.time_constant_ms, targets, left);
            if (pre.slow_states != nullptr) {
                find_left(pre.slow.time_constant_ms, targets, slow_left);
            }
        }
        fades_ = between;
    }
    void find_left(Real time_constant_ms, Slice targets, std::vector<Real>& what)
    {
        Real const* const at_ms = at_ms_.data();
        Real* const to          = what.data();
#pragma GCC ivdep
        for (Index o = targets.begin; o < targets.end; ++o) {
            Real const faded = math::exp(-at_ms[o] / time_constant_ms);
            to[o]            = at_ms[o] == 0 ? Real{1} : faded;
        }
    }

    std::vector<Real> at_ms_;  //!< time since the step in `slot`
    bool fades_ = false;       //!< some weight of the last row reads between two steps
};

}  // namespace inferno::host
