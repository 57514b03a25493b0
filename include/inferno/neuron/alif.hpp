//! Adaptive leaky integrate-and-fire: LIF whose threshold rises with each spike and decays back.
//! The K adaptation components belong to the neuron and are shared by the samples of a batch: each
//! sample proposes its next value, and their mean is kept.
#pragma once

#include <string_view>

#include "inferno/neuron/membrane.hpp"
#include "inferno/state/columns.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

struct ALIF {
    static constexpr std::string_view name = "ALIF";

    struct Config {
        Values rest_mv                   = -65;
        Values reset_mv                  = -60;  //!< below the equilibrium threshold
        Values threshold_eq_mv           = -52;  //!< threshold without adaptation, above rest
        Values refractory_ms             = 5;    //!< 0 or more
        Values membrane_time_constant_ms = 100;  //!< > 0
        Values resistance_mohm           = 1;    //!< not 0
        std::vector<double> adaptation_time_constant_ms = {1e7};  //!< one per component, > 0
        std::vector<double> spike_increment_mv = {0.05};  //!< one per component, or one for all
    };

    template <class T>
    struct Params {
        T rest_mv, reset_mv, threshold_eq_mv, refractory_ms, resistance_mohm, decay;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("rest_mv", p.rest_mv...), visit("reset_mv", p.reset_mv...);
            visit("threshold_eq_mv", p.threshold_eq_mv...),
                visit("refractory_ms", p.refractory_ms...);
            visit("resistance_mohm", p.resistance_mohm...), visit("decay", p.decay...);
        }
    };

    template <class T>
    struct State {
        T voltage_mv, refractory_ms;
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("voltage_mv", s.voltage_mv...), visit("refractory_ms", s.refractory_ms...);
        }
    };

    //! True if the neuron fires; `adaptation_mv` is the sum of its components before this step.
    INFERNO_HD static bool step(
        Params<Real> const& p, NeuronMode mode, State<Real>& s, Real input_na, Real adaptation_mv)
    {
        return fire_and_reset(
            s.voltage_mv,
            s.refractory_ms,
            input_na,
            p.threshold_eq_mv + adaptation_mv,
            p.reset_mv,
            p.refractory_ms,
            mode,
            [&p](Real voltage_mv, Real current_na) {
                return integrate_linear(
                    voltage_mv, p.rest_mv, p.resistance_mohm * current_na, p.decay);
            });
    }

    //! What one sample proposes for a component after this step: no decay while the refractory lock
    //! holds.
    INFERNO_HD static Real adapt(State<Real> const& s,
                                 NeuronMode mode,
                                 Real component_mv,
                                 Real decay,
                                 Real increment_mv,
                                 bool fired)
    {
        bool const held    = mode.lock & (s.refractory_ms > 0);
        Real const decayed = held ? component_mv : component_mv * decay;
        return decayed + increment_mv * (fired ? Real{1} : Real{0});
    }

    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    //! Decay per step and increment per spike of each component.
    struct Components {
        std::vector<Real> decay, increment_mv;
    };
    static Components components(Config const& config, double step_time_ms);
};

}  // namespace inferno
