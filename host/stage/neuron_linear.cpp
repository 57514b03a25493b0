#include "inferno/neuron/host_loop.hpp"
#include "inferno/neuron/models.hpp"

#include "neuron_parameters.hpp"

namespace inferno {

namespace {

//! A leaky membrane with a constant reset, in the order in which its models hold the parameters.
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
    require_below({"rest_mv", c.rest_mv}, threshold);
    require_below({"reset_mv", c.reset_mv}, threshold);
    require_membrane(c.refractory_ms, time_constant, c.resistance_mohm, neurons);
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

ThresholdComponent<std::vector<Real>> ALIF::components(Config const& c, double step_time_ms)
{
    return threshold_components(c.adaptation_time_constant_ms, c.spike_increment_mv, step_time_ms);
}

GLIF2::Params<Values> GLIF2::derive(Config const& c, Index neurons, double step_time_ms)
{
    Named const threshold{"threshold_eq_mv", c.threshold_eq_mv};
    require_values("rest_mv", c.rest_mv, neurons);
    require_values("reset_add_mv", c.reset_add_mv, neurons);
    require_values("reset_mul", c.reset_mul, neurons);
    require_values(threshold.name, threshold.values, neurons);
    require_below({"rest_mv", c.rest_mv}, threshold);
    require_membrane(c.refractory_ms,
                     {"membrane_time_constant_ms", c.membrane_time_constant_ms},
                     c.resistance_mohm,
                     neurons);
    return {c.rest_mv,
            c.reset_add_mv,
            c.reset_mul,
            c.threshold_eq_mv,
            c.refractory_ms,
            c.resistance_mohm,
            leak(c.membrane_time_constant_ms, step_time_ms)};
}

ThresholdComponent<std::vector<Real>> GLIF2::components(Config const& c, double step_time_ms)
{
    return threshold_components_of_rates(
        c.adaptation_rate_per_ms, c.spike_increment_mv, step_time_ms);
}

ExactNeuron::Params<Values> ExactNeuron::derive(Config const& c, Index neurons, double)
{
    require_values("rest_mv", c.rest_mv, neurons);
    require_values("threshold_mv", c.threshold_mv, neurons);
    require_below("rest_mv", c.rest_mv, "threshold_mv", c.threshold_mv);
    return {c.rest_mv, c.threshold_mv};
}

template struct NeuronStage<LIF>;
template struct NeuronStage<GLIF1>;
template struct NeuronStage<ALIF>;
template struct NeuronStage<GLIF2>;
template struct NeuronStage<ExactNeuron>;

}  // namespace inferno
