//! What the steps of point neurons share. They are written so that the host's loop over neurons is
//! vectorised (GCC 12): nothing is asked by joining truths, and no loop is left inside.
#pragma once

#include "inferno/core/portable.hpp"

namespace inferno {

//! The end of a step with an absolute refractory time that is counted in steps: a neuron at its
//! threshold, which lies above its reset, fires, is reset and begins to wait; one that waits does
//! not fire, whatever its voltage. True if it fires.
template <class Params, class State, class T>
INFERNO_HD bool fire_or_wait(
    Params const& params, State& state, T threshold_mv, T voltage_mv, bool waits)
{
    T const compared_mv = waits ? params.reset_mv : voltage_mv;
    bool const fires    = compared_mv >= threshold_mv;
    T const waiting     = waits ? state.wait_steps - 1 : state.wait_steps;
    state.voltage_mv    = fires ? params.reset_mv : voltage_mv;
    state.wait_steps    = fires ? params.refractory_steps : waiting;
    return fires;
}

//! Calls f() so many times; written out on the host.
template <int times, class F>
INFERNO_HD void repeat(F const& f)
{
#ifdef __CUDA_ARCH__
    for (int k = 0; k < times; ++k) {
        f();
    }
#else
    if constexpr (times > 0) {
        f();
        repeat<times - 1>(f);
    }
#endif
}

}  // namespace inferno
