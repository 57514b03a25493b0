//! Adaptive leaky integrate-and-fire: LIF whose threshold rises with each spike and decays back.
#pragma once

#include <string_view>
#include <vector>

#include "inferno/neuron/adaptation.hpp"
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
        std::vector<double> spike_increment_mv          = {0.05};
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
            [&p](Real) { return p.reset_mv; });
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
