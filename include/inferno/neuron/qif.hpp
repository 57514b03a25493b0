//! Quadratic integrate-and-fire: tau dV/dt = a (V - rest) (V - critical) + R I, by Euler's method.
#pragma once

#include <string_view>

#include "inferno/neuron/membrane.hpp"
#include "inferno/state/columns.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

struct QIF {
    static constexpr std::string_view name = "QIF";

    struct Config {
        Values rest_mv       = -65;
        Values critical_mv   = -50;  //!< above it the voltage runs away; between rest and threshold
        Values affinity      = 0.04;  //!< a, 1/mV, > 0
        Values reset_mv      = -70;   //!< below the threshold
        Values threshold_mv  = 30;
        Values refractory_ms = 2;      //!< 0 or more
        Values time_constant_ms = 20;  //!< membrane, > 0
        Values resistance_mohm  = 1;   //!< not 0
    };

    template <class T>
    struct Params {
        T rest_mv, critical_mv, affinity, reset_mv, threshold_mv, refractory_ms, resistance_mohm;
        T rate;  //!< dt / time constant
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("rest_mv", p.rest_mv...), visit("critical_mv", p.critical_mv...);
            visit("affinity", p.affinity...), visit("reset_mv", p.reset_mv...);
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
                return integrate_quadratic(voltage_mv,
                                           p.rest_mv,
                                           p.critical_mv,
                                           p.affinity,
                                           p.resistance_mohm * current_na,
                                           p.rate);
            },
            [&p](Real) { return p.reset_mv; });
    }

    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
};

}  // namespace inferno
