//! Izhikevich's neuron (2003): QIF less K adaptation currents that follow the voltage and rise with
//! each spike. The defaults are the regular spiking neuron of that paper, with its recovery
//! variable counted from rest.
#pragma once

#include <vector>

#include "inferno/neuron/adaptation.hpp"
#include "inferno/neuron/qif.hpp"

namespace inferno {

struct Izhikevich {
    static constexpr std::string_view name = "Izhikevich";

    struct Config {
        Values rest_mv                                  = -70;
        Values critical_mv                              = -55;   //!< between rest and threshold
        Values affinity                                 = 0.04;  //!< 1/mV, > 0
        Values reset_mv                                 = -65;   //!< below the threshold
        Values threshold_mv                             = 30;
        Values refractory_ms                            = 0;     //!< 0 or more
        Values membrane_time_constant_ms                = 1;     //!< > 0
        Values resistance_mohm                          = 1;     //!< not 0
        std::vector<double> adaptation_time_constant_ms = {50};  //!< one per component, > 0
        std::vector<double> voltage_coupling_us         = {0.2};
        std::vector<double> spike_increment_na          = {8};
    };

    template <class T>
    using Params = QIF::Params<T>;
    template <class T>
    using State = MembraneState<T>;
    template <class T>
    using Component = CurrentComponent<T>;

    //! True if the neuron fires; `adaptation_na` is the sum of its components before this step.
    INFERNO_HD static bool step(
        Params<Real> const& p, NeuronMode mode, State<Real>& s, Real input_na, Real adaptation_na)
    {
        return QIF::step(p, mode, s, input_na - adaptation_na);
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
