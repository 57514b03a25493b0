#include "neuron.hpp"

#include <cmath>

#include "inferno/neuron/alif.hpp"
#include "inferno/neuron/lif.hpp"

namespace inferno {
namespace {

Values leak(Values const& time_constant_ms, double step_time_ms)
{
    return time_constant_ms.map([=](double tau_ms) { return std::exp(-step_time_ms / tau_ms); });
}

void require_resistance(Values const& resistance_mohm, Index neurons)
{
    require_values("resistance_mohm", resistance_mohm, neurons);
    for (double const value : resistance_mohm.list()) {
        INFERNO_REQUIRE(value != 0, "resistance_mohm: is 0, must not be 0");
    }
}

//! A parameter and the name under which its model knows it.
struct Named {
    std::string_view name;
    Values const& values;
};

//! The parameters of a leaky membrane, checked, in the order in which its models hold them.
template <class Model>
typename Model::template Params<Values> derive_leaky(typename Model::Config const& c,
                                                     Named threshold,
                                                     Named time_constant,
                                                     Index neurons,
                                                     double step_time_ms)
{
    require_values("rest_mv", c.rest_mv, neurons);
    require_values("reset_mv", c.reset_mv, neurons);
    require_values(threshold.name, threshold.values, neurons);
    require_below("rest_mv", c.rest_mv, threshold.name, threshold.values);
    require_below("reset_mv", c.reset_mv, threshold.name, threshold.values);
    require_nonnegative("refractory_ms", c.refractory_ms, neurons);
    require_positive(time_constant.name, time_constant.values, neurons);
    require_resistance(c.resistance_mohm, neurons);
    return {c.rest_mv,
            c.reset_mv,
            threshold.values,
            c.refractory_ms,
            c.resistance_mohm,
            leak(time_constant.values, step_time_ms)};
}

}  // namespace

LIF::Params<Values> LIF::derive(Config const& c, Index neurons, double step_time_ms)
{
    return derive_leaky<LIF>(c,
                             {"threshold_mv", c.threshold_mv},
                             {"time_constant_ms", c.time_constant_ms},
                             neurons,
                             step_time_ms);
}

ALIF::Params<Values> ALIF::derive(Config const& c, Index neurons, double step_time_ms)
{
    return derive_leaky<ALIF>(c,
                              {"threshold_eq_mv", c.threshold_eq_mv},
                              {"membrane_time_constant_ms", c.membrane_time_constant_ms},
                              neurons,
                              step_time_ms);
}

ALIF::Components ALIF::components(Config const& c, double step_time_ms)
{
    auto const count = std::ssize(c.adaptation_time_constant_ms);
    INFERNO_REQUIRE(count > 0,
                    "adaptation_time_constant_ms: is empty, must have one value per component");
    require_positive("adaptation_time_constant_ms", c.adaptation_time_constant_ms, count);
    Values const increments = c.spike_increment_mv;
    require_values("spike_increment_mv", increments, count);
    Components result;
    for (Index k = 0; k < count; ++k) {
        // the original takes the exponential of a float32 product; see the rounding rule R3
        float const tau_ms =
            static_cast<float>(c.adaptation_time_constant_ms[static_cast<std::size_t>(k)]);
        float const exponent = (1.0F / tau_ms) * static_cast<float>(-step_time_ms);
        result.decay.push_back(static_cast<Real>(std::exp(static_cast<double>(exponent))));
        result.increment_mv.push_back(static_cast<Real>(increments.at(k)));
    }
    return result;
}

template struct NeuronStage<LIF>;
template struct NeuronStage<ALIF>;

}  // namespace inferno
