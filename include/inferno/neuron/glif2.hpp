//! Generalised leaky integrate-and-fire, level 2 (Teeter et al. 2018): LIF with a reset that
//! depends on the voltage, and a threshold that rises with each spike and decays back.
#pragma once

#include <string_view>
#include <vector>

#include "inferno/neuron/adaptation.hpp"
#include "inferno/neuron/membrane.hpp"
#include "inferno/state/columns.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

struct GLIF2 {
    static constexpr std::string_view name = "GLIF2";

    struct Config {
        Values rest_mv                   = -65;
        Values reset_add_mv              = 5;     //!< subtracted from the voltage at a spike
        Values reset_mul                 = 0.25;  //!< what a spike leaves of V - rest
        Values threshold_eq_mv           = -50;   //!< threshold without adaptation, above rest
        Values refractory_ms             = 2;     //!< 0 or more
        Values membrane_time_constant_ms = 20;    //!< > 0
        Values resistance_mohm           = 1;     //!< not 0
        std::vector<double> adaptation_rate_per_ms = {0.01};  //!< one per component, > 0
        std::vector<double> spike_increment_mv     = {1};
    };

    template <class T>
    struct Params {
        T rest_mv, reset_add_mv, reset_mul, threshold_eq_mv, refractory_ms, resistance_mohm, decay;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("rest_mv", p.rest_mv...), visit("reset_add_mv", p.reset_add_mv...);
            visit("reset_mul", p.reset_mul...), visit("threshold_eq_mv", p.threshold_eq_mv...);
            visit("refractory_ms", p.refractory_ms...);
            visit("resistance_mohm", p.resistance_mohm...), visit("decay", p.decay...);
        }
    };

    template <class T>
    using State = MembraneState<T>;
    template <class T>
    using Component = ThresholdComponent<T>;

    //! True if the neuron fires; `adaptation_mv` is the sum of its components before this step.
    INFERNO_HD static bool step(
        Params<Real> const& p, NeuronMode mode, State<Real>& s, Real input_na, Real adaptation_mv)
    {
        return fire_and_reset(
            s,
            input_na,
            p.threshold_eq_mv + adaptation_mv,
            p.refractory_ms,
            mode,
            [&p](Real voltage_mv, Real current_na) {
                return integrate_linear(
                    voltage_mv, p.rest_mv, p.resistance_mohm * current_na, p.decay);
            },
            [&p](Real voltage_mv) {
                return (p.rest_mv + p.reset_mul * (voltage_mv - p.rest_mv)) - p.reset_add_mv;
            });
    }

    //! What one sample proposes for a component after this step.
    INFERNO_HD static Real adapt(Params<Real> const&,
                                 Component<Real> const& component,
                                 NeuronMode mode,
                                 State<Real> const& s,
                                 Real value_mv,
                                 bool fired)
    {
        return adapt_threshold(component, held(s, mode), value_mv, fired);
    }

    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static Component<std::vector<Real>> components(Config const& config, double step_time_ms);
};

}  // namespace inferno
