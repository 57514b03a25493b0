//! Adaptive exponential integrate-and-fire (Brette and Gerstner 2005): EIF less K adaptation
//! currents that follow the voltage and rise with each spike. The defaults are those of that paper.
#pragma once

#include <vector>

#include "inferno/neuron/adaptation.hpp"
#include "inferno/neuron/eif.hpp"

namespace inferno {

struct AdEx {
    static constexpr std::string_view name = "AdEx";

    struct Config {
        Values rest_mv                                  = -70.6;
        Values rheobase_mv                              = -50.4;  //!< between rest and threshold
        Values sharpness_mv                             = 2;      //!< > 0
        Values reset_mv                                 = -70.6;  //!< below the threshold
        Values threshold_mv                             = 20;
        Values refractory_ms                            = 0;            //!< 0 or more
        Values membrane_time_constant_ms                = 281.0 / 30;   //!< 281 pF / 30 nS, > 0
        Values resistance_mohm                          = 1000.0 / 30;  //!< 1 / 30 nS, not 0
        std::vector<double> adaptation_time_constant_ms = {144};        //!< one per component, > 0
        std::vector<double> voltage_coupling_us         = {0.004};
        std::vector<double> spike_increment_na          = {0.0805};
    };

    template <class T>
    using Params = EIF::Params<T>;
    template <class T>
    using State = MembraneState<T>;
    template <class T>
    using Component = CurrentComponent<T>;

    //! True if the neuron fires; `adaptation_na` is the sum of its components before this step.
    INFERNO_HD static bool step(
        Params<Real> const& p, NeuronMode mode, State<Real>& s, Real input_na, Real adaptation_na)
    {
        return EIF::step(p, mode, s, input_na - adaptation_na);
    }

    //! What one sample proposes for a component after this step, from the voltage after a reset.
    INFERNO_HD static Real adapt(Params<Real> const& p,
                                 Component<Real> const& component,
                                 NeuronMode mode,
                                 State<Real> const& s,
                                 Real value_na,
                                 bool fired)
    {
        return adapt_current(component, held(s, mode), value_na, s.voltage_mv - p.rest_mv, fired);
    }

    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static Component<std::vector<Real>> components(Config const& config, double step_time_ms);
};

}  // namespace inferno
