//! What threshold-and-reset neurons share.
#pragma once

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

//! How a group is stepped; the same for all its neurons.
struct NeuronMode {
    Real step_time_ms = 1;
    bool lock  = true;  //!< a refractory neuron keeps its voltage; otherwise it leaks with no input
    bool adapt = true;  //!< adaptations move (training)
};

//! Exact leak over one step towards rest + resistance * current; decay = exp(-dt / time constant).
INFERNO_HD Real integrate_linear(Real voltage_mv, Real rest_mv, Real drive_mv, Real decay)
{
    return (rest_mv + ((voltage_mv - rest_mv) - drive_mv) * decay) + drive_mv;
}

//! One step with a constant reset: count down the refractory time, integrate, compare, reset.
//! `integrate(voltage, current)` gives the next voltage. Returns true if the neuron fires.
template <class Integrate>
INFERNO_HD bool fire_and_reset(Real& voltage_mv,
                               Real& refractory_ms,
                               Real input_na,
                               Real threshold_mv,
                               Real reset_mv,
                               Real refractory_period_ms,
                               NeuronMode mode,
                               Integrate const& integrate)
{
    Real const counted  = refractory_ms - mode.step_time_ms;
    Real const wait_ms  = counted > 0 ? counted : Real{0};
    bool const idle     = wait_ms == 0;
    Real const moved_mv = integrate(voltage_mv, input_na * (idle ? Real{1} : Real{0}));
    Real const kept_mv  = (idle | !mode.lock) ? moved_mv : voltage_mv;
    bool const fires    = idle & (kept_mv >= threshold_mv);  // no branches: the loop vectorises
    voltage_mv          = fires ? reset_mv : kept_mv;
    refractory_ms       = fires ? refractory_period_ms : wait_ms;
    return fires;
}

}  // namespace inferno
