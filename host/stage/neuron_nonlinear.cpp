#include "inferno/neuron/host_loop.hpp"
#include "inferno/neuron/models.hpp"

#include "neuron_parameters.hpp"

namespace inferno {
namespace {

//! A membrane that runs away above `turning`, which lies between rest and threshold; `shape` is how
//! steeply.
template <class Config>
void require_upswing(
    Config const& c, Named turning, Named shape, Named time_constant, Index neurons)
{
    Named const threshold{"threshold_mv", c.threshold_mv};
    require_values("rest_mv", c.rest_mv, neurons);
    require_values(turning.name, turning.values, neurons);
    require_positive(shape.name, shape.values, neurons);
    require_values("reset_mv", c.reset_mv, neurons);
    require_values(threshold.name, threshold.values, neurons);
    require_below({"rest_mv", c.rest_mv}, turning);
    require_not_above(turning, threshold);
    require_below({"reset_mv", c.reset_mv}, threshold);
    require_membrane(c.refractory_ms, time_constant, c.resistance_mohm, neurons);
}

template <class Config>
QIF::Params<Values> derive_quadratic(Config const& c,
                                     Named time_constant,
                                     Index neurons,
                                     double step_time_ms)
{
    require_upswing(
        c, {"critical_mv", c.critical_mv}, {"affinity", c.affinity}, time_constant, neurons);
    return {c.rest_mv,
            c.critical_mv,
            c.affinity,
            c.reset_mv,
            c.threshold_mv,
            c.refractory_ms,
            c.resistance_mohm,
            euler_rate(time_constant.values, step_time_ms)};
}

template <class Config>
EIF::Params<Values> derive_exponential(Config const& c,
                                       Named time_constant,
                                       Index neurons,
                                       double step_time_ms)
{
    require_upswing(c,
                    {"rheobase_mv", c.rheobase_mv},
                    {"sharpness_mv", c.sharpness_mv},
                    time_constant,
                    neurons);
    return {c.rest_mv,
            c.rheobase_mv,
            c.sharpness_mv,
            c.reset_mv,
            c.threshold_mv,
            c.refractory_ms,
            c.resistance_mohm,
            euler_rate(time_constant.values, step_time_ms)};
}

}  // namespace

QIF::Params<Values> QIF::derive(Config const& c, Index neurons, double step_time_ms)
{
    return derive_quadratic(c, {"time_constant_ms", c.time_constant_ms}, neurons, step_time_ms);
}

Izhikevich::Params<Values> Izhikevich::derive(Config const& c, Index neurons, double step_time_ms)
{
    return derive_quadratic(
        c, {"membrane_time_constant_ms", c.membrane_time_constant_ms}, neurons, step_time_ms);
}

CurrentComponent<std::vector<Real>> Izhikevich::components(Config const& c, double step_time_ms)
{
    return current_components(
        c.adaptation_time_constant_ms, c.voltage_coupling_us, c.spike_increment_na, step_time_ms);
}

EIF::Params<Values> EIF::derive(Config const& c, Index neurons, double step_time_ms)
{
    return derive_exponential(c, {"time_constant_ms", c.time_constant_ms}, neurons, step_time_ms);
}

AdEx::Params<Values> AdEx::derive(Config const& c, Index neurons, double step_time_ms)
{
    return derive_exponential(
        c, {"membrane_time_constant_ms", c.membrane_time_constant_ms}, neurons, step_time_ms);
}

CurrentComponent<std::vector<Real>> AdEx::components(Config const& c, double step_time_ms)
{
    return current_components(
        c.adaptation_time_constant_ms, c.voltage_coupling_us, c.spike_increment_na, step_time_ms);
}

template struct NeuronStage<QIF>;
template struct NeuronStage<Izhikevich>;
template struct NeuronStage<EIF>;
template struct NeuronStage<AdEx>;

}  // namespace inferno
