//! What threshold-and-reset neurons share.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

//! How a group is stepped; the same for all its neurons.
struct NeuronMode {
    Real step_time_ms = 1;
    bool lock  = true;  //!< a refractory neuron keeps its voltage; otherwise it leaks with no input
    bool adapt = true;  //!< adaptations move (training)
};

//! Voltage, and what is left of the refractory time.
template <class T>
struct MembraneState {
    T voltage_mv, refractory_ms;
    template <class F, class... S>
    INFERNO_HD static void fields(F visit, S&&... s)
    {
        visit("voltage_mv", s.voltage_mv...), visit("refractory_ms", s.refractory_ms...);
    }
};

//! Exact leak over one step towards rest + drive; decay = exp(-dt / time constant).
INFERNO_HD Real integrate_linear(Real voltage_mv, Real rest_mv, Real drive_mv, Real decay)
{
    return (rest_mv + ((voltage_mv - rest_mv) - drive_mv) * decay) + drive_mv;
}

//! Euler step of a membrane that leaks below `critical` and runs away above; rate = dt / time
//! constant.
INFERNO_HD Real integrate_quadratic(
    Real voltage_mv, Real rest_mv, Real critical_mv, Real affinity, Real drive_mv, Real rate)
{
    return voltage_mv +
           rate * (((affinity * (voltage_mv - rest_mv)) * (voltage_mv - critical_mv)) + drive_mv);
}

//! Euler step of a leaky membrane whose upswing is an exponential of width `sharpness` above the
//! rheobase.
INFERNO_HD Real integrate_exponential(
    Real voltage_mv, Real rest_mv, Real rheobase_mv, Real sharpness_mv, Real drive_mv, Real rate)
{
    Real const upswing_mv = sharpness_mv * math::exp((voltage_mv - rheobase_mv) / sharpness_mv);
    return voltage_mv + rate * ((-(voltage_mv - rest_mv) + upswing_mv) + drive_mv);
}

//! One step: count down the refractory time, integrate, compare, reset. `integrate(voltage,
//! current)` gives the next voltage, `reset(voltage)` the one after a spike. True if the neuron
//! fires.
template <class Integrate, class Reset>
INFERNO_HD bool fire_and_reset(MembraneState<Real>& state,
                               Real input_na,
                               Real threshold_mv,
                               Real refractory_period_ms,
                               NeuronMode mode,
                               Integrate const& integrate,
                               Reset const& reset)
{
    Real const counted  = state.refractory_ms - mode.step_time_ms;
    Real const wait_ms  = counted > 0 ? counted : Real{0};
    bool const idle     = !(counted > 0);  // wait_ms == 0, in a form that vectorises
    Real const moved_mv = integrate(state.voltage_mv, input_na * (idle ? Real{1} : Real{0}));
    Real const kept_mv  = (idle | !mode.lock) ? moved_mv : state.voltage_mv;
    bool const fires    = idle & (kept_mv >= threshold_mv);  // no branches: the loop vectorises
    state.voltage_mv    = fires ? reset(kept_mv) : kept_mv;
    state.refractory_ms = fires ? refractory_period_ms : wait_ms;
    return fires;
}

}  // namespace inferno
