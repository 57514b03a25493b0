//! Fires where it is told to: by a positive input or, where `forced` is not 0, by its sign. For
//! tests of learning rules and for replaying spikes through a layer.
#pragma once

#include <string_view>

#include "inferno/neuron/membrane.hpp"
#include "inferno/state/columns.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

struct ExactNeuron {
    static constexpr std::string_view name = "ExactNeuron";

    struct Config {
        Values rest_mv      = -65;  //!< voltage of a silent neuron
        Values threshold_mv = -50;  //!< voltage of a neuron that fires, above rest
    };

    template <class T>
    struct Params {
        T rest_mv, threshold_mv;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("rest_mv", p.rest_mv...), visit("threshold_mv", p.threshold_mv...);
        }
    };

    //! The refractory time is always 0. `forced`: 1 a spike, -1 silence, 0 as the input says.
    template <class T>
    struct State {
        T voltage_mv, refractory_ms, forced;
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("voltage_mv", s.voltage_mv...), visit("refractory_ms", s.refractory_ms...);
            visit("forced", s.forced...);
        }
    };

    //! True if the neuron fires.
    INFERNO_HD static bool step(Params<Real> const& p, NeuronMode, State<Real>& s, Real input_na)
    {
        bool const fires = ((s.forced == 0) & (input_na > 0)) | (s.forced > 0);  // no branches
        s.voltage_mv     = fires ? p.threshold_mv : p.rest_mv;
        s.refractory_ms  = 0;
        return fires;
    }

    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
};

}  // namespace inferno
