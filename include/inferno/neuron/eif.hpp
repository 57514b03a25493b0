//! Exponential integrate-and-fire (Fourcaud-Trocme et al. 2003):
//! tau dV/dt = -(V - rest) + D exp((V - rheobase) / D) + R I, by Euler's method.
#pragma once

#include <string_view>

#include "inferno/neuron/membrane.hpp"
#include "inferno/state/columns.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

struct EIF {
    static constexpr std::string_view name = "EIF";

    struct Config {
        Values rest_mv          = -65;
        Values rheobase_mv      = -59.9;  //!< where the upswing starts; between rest and threshold
        Values sharpness_mv     = 3.48;   //!< D, > 0
        Values reset_mv         = -68;    //!< below the threshold
        Values threshold_mv     = 30;
        Values refractory_ms    = 1.7;  //!< 0 or more
        Values time_constant_ms = 10;   //!< membrane, > 0
        Values resistance_mohm  = 1;    //!< not 0
    };

    template <class T>
    struct Params {
        T rest_mv, rheobase_mv, sharpness_mv, reset_mv, threshold_mv, refractory_ms;
        T resistance_mohm, rate;  //!< rate = dt / time constant
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("rest_mv", p.rest_mv...), visit("rheobase_mv", p.rheobase_mv...);
            visit("sharpness_mv", p.sharpness_mv...), visit("reset_mv", p.reset_mv...);
            visit("threshold_mv", p.threshold_mv...), visit("refractory_ms", p.refractory_ms...);
            visit("resistance_mohm", p.resistance_mohm...), visit("rate", p.rate...);
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
                return integrate_exponential(voltage_mv,
                                             p.rest_mv,
                                             p.rheobase_mv,
                                             p.sharpness_mv,
                                             p.resistance_mohm * current_na,
                                             p.rate);
            },
            [&p](Real) { return p.reset_mv; });
    }

    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
};

}  // namespace inferno
