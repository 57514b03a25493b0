//! Leaky integrate-and-fire: tau dV/dt = -(V - rest) + R I, integrated exactly between steps.
#pragma once

#include <string_view>

#include "inferno/neuron/membrane.hpp"
#include "inferno/state/columns.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

struct LIF {
    static constexpr std::string_view name = "LIF";

    //! What a user sets; each may be one number or one per neuron.
    struct Config {
        Values rest_mv          = -65;
        Values reset_mv         = -70;  //!< below the threshold
        Values threshold_mv     = -50;  //!< above rest
        Values refractory_ms    = 2;    //!< 0 or more
        Values time_constant_ms = 20;   //!< membrane, > 0
        Values resistance_mohm  = 1;    //!< not 0
    };

    template <class T>
    struct Params {
        T rest_mv, reset_mv, threshold_mv, refractory_ms, resistance_mohm, decay;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("rest_mv", p.rest_mv...), visit("reset_mv", p.reset_mv...);
            visit("threshold_mv", p.threshold_mv...), visit("refractory_ms", p.refractory_ms...);
            visit("resistance_mohm", p.resistance_mohm...), visit("decay", p.decay...);
        }
    };

    template <class T>
    using State = MembraneState<T>;

    //! True if the neuron fires.
    INFERNO_HD static bool step(Params<Real> const& p,
                                NeuronMode mode,
                                State<Real>& s,
                                Real input_na)
    {
        return fire_and_reset(
            s,
            input_na,
            p.threshold_mv,
            p.refractory_ms,
            mode,
            [&p](Real voltage_mv, Real current_na) {
                return integrate_linear(
                    voltage_mv, p.rest_mv, p.resistance_mohm * current_na, p.decay);
            },
            [&p](Real) { return p.reset_mv; });
    }

    //! Checks the values and precomputes what the time step fixes. Throws ArgumentError.
    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
};

}  // namespace inferno
