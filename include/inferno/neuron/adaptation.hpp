//! Adaptation: K components per neuron that every spike moves, shared by the samples of a batch.
//! Each sample proposes the next value of a component; the proposals are reduced to the one kept.
#pragma once

#include <vector>

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"
#include "inferno/neuron/membrane.hpp"
#include "inferno/state/reduction.hpp"

namespace inferno {

//! True while the refractory lock keeps a neuron's adaptation; a spike counts all the same.
INFERNO_HD bool held(MembraneState<Real> const& state, NeuronMode mode)
{
    return mode.lock & (state.refractory_ms > 0);
}

//! A component of the threshold: it decays, and rises with each spike.
template <class T>
struct ThresholdComponent {
    T decay, increment_mv;  //!< per step, per spike
    template <class F, class... C>
    INFERNO_HD static void fields(F visit, C&&... c)
    {
        visit("decay", c.decay...), visit("increment_mv", c.increment_mv...);
    }
};

INFERNO_HD Real adapt_threshold(ThresholdComponent<Real> const& component,
                                bool held,
                                Real value_mv,
                                bool fired)
{
    Real const decayed_mv = held ? value_mv : value_mv * component.decay;
    return decayed_mv + component.increment_mv * (fired ? Real{1} : Real{0});
}

//! A component of the current: it follows the voltage, and rises with each spike.
template <class T>
struct CurrentComponent {
    T rate, coupling_us, increment_na;  //!< rate = dt / time constant
    template <class F, class... C>
    INFERNO_HD static void fields(F visit, C&&... c)
    {
        visit("rate", c.rate...), visit("coupling_us", c.coupling_us...);
        visit("increment_na", c.increment_na...);
    }
};

//! `above_rest_mv` is the distance of the voltage, after a reset, from rest.
INFERNO_HD Real adapt_current(CurrentComponent<Real> const& component,
                              bool held,
                              Real value_na,
                              Real above_rest_mv,
                              bool fired)
{
    Real const change_na = component.rate * (component.coupling_us * above_rest_mv - value_na);
    Real const moved_na  = held ? value_na : value_na + change_na;
    return moved_na + component.increment_na * (fired ? Real{1} : Real{0});
}

//! What two samples or more propose, so far, and the proposal of the next. NaN wins.
template <BatchReduction reduction>
INFERNO_HD Real joined(Real so_far, Real next)
{
    if constexpr (reduction == BatchReduction::max) {
        return ((next > so_far) | (next != next)) ? next : so_far;
    } else if constexpr (reduction == BatchReduction::min) {
        return ((next < so_far) | (next != next)) ? next : so_far;
    } else {
        return so_far + next;
    }
}

//! Calls use.operator()<reduction>() with the reduction as a compile-time constant.
template <class Use>
INFERNO_HD auto with_reduction(BatchReduction reduction, Use const& use)
{
    switch (reduction) {
        case BatchReduction::max:
            return use.template operator()<BatchReduction::max>();
        case BatchReduction::min:
            return use.template operator()<BatchReduction::min>();
        default:
            return use.template operator()<BatchReduction::sum>();
    }
}

//! What is kept once all samples have been joined.
INFERNO_HD Real kept(BatchReduction reduction, Real joined, Index batch)
{
    return reduction == BatchReduction::mean ? joined / static_cast<Real>(batch) : joined;
}

//! Decay and increment of each component. The longest list says how many there are; a shorter one
//! repeats its last value.
ThresholdComponent<std::vector<Real>> threshold_components(
    std::vector<double> const& time_constant_ms,
    std::vector<double> const& spike_increment_mv,
    double step_time_ms);
//! The same, with rates (1/ms) in the place of time constants.
ThresholdComponent<std::vector<Real>> threshold_components_of_rates(
    std::vector<double> const& rate_per_ms,
    std::vector<double> const& spike_increment_mv,
    double step_time_ms);
CurrentComponent<std::vector<Real>> current_components(
    std::vector<double> const& time_constant_ms,
    std::vector<double> const& voltage_coupling_us,
    std::vector<double> const& spike_increment_na,
    double step_time_ms);

}  // namespace inferno
