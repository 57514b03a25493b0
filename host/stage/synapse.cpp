#include <cmath>

#include "inferno/core/error.hpp"
#include "inferno/state/values.hpp"
#include "inferno/synapse/delta_current.hpp"
#include "inferno/synapse/delta_plus_current.hpp"
#include "inferno/synapse/double_exponential.hpp"
#include "inferno/synapse/host_loop.hpp"
#include "inferno/synapse/single_exponential.hpp"

namespace inferno {
namespace {

void require_charge(double charge_pc)
{
    INFERNO_REQUIRE(std::isfinite(charge_pc) && charge_pc != 0,
                    "charge_pc: is " << charge_pc << ", must be finite and not 0");
}

void require_positive(char const* name, double value)
{
    INFERNO_REQUIRE(std::isfinite(value) && value > 0,
                    name << ": is " << value << ", must be finite and greater than 0");
}

void require_rise(double tc_decay_ms, double tc_rise_ms)
{
    require_positive("tc_decay_ms", tc_decay_ms);
    require_positive("tc_rise_ms", tc_rise_ms);
    INFERNO_REQUIRE(tc_rise_ms < tc_decay_ms,
                    "tc_rise_ms: is " << tc_rise_ms << ", must be less than tc_decay_ms, which is "
                                      << tc_decay_ms);
}

Real decay(double step_time_ms, double time_constant_ms)
{
    return static_cast<Real>(std::exp(-step_time_ms / time_constant_ms));
}

//! What the difference of two exponentials of height 1 reaches at its peak.
double peak(double tc_decay_ms, double tc_rise_ms)
{
    double const at_ms =
        tc_decay_ms * tc_rise_ms / (tc_decay_ms - tc_rise_ms) * std::log(tc_decay_ms / tc_rise_ms);
    return std::exp(-at_ms / tc_decay_ms) - std::exp(-at_ms / tc_rise_ms);
}

SingleExponential::Params single_params(double jump, double time_constant_ms, double step_time_ms)
{
    return {static_cast<Real>(jump),
            decay(step_time_ms, time_constant_ms),
            static_cast<Real>(time_constant_ms)};
}

DoubleExponential::Params double_params(double jump,
                                        double tc_decay_ms,
                                        double tc_rise_ms,
                                        double step_time_ms)
{
    return {static_cast<Real>(jump),
            decay(step_time_ms, tc_decay_ms),
            decay(step_time_ms, tc_rise_ms),
            static_cast<Real>(tc_decay_ms),
            static_cast<Real>(tc_rise_ms)};
}

}  // namespace

DeltaCurrent::Params DeltaCurrent::derive(double step_time_ms) const
{
    require_charge(charge_pc);
    return {static_cast<Real>(charge_pc / step_time_ms)};
}

DeltaPlusCurrent::Params DeltaPlusCurrent::derive(double step_time_ms) const
{
    return {DeltaCurrent{charge_pc}.derive(step_time_ms).per_spike_na};
}

SingleExponential::Params SingleExponentialCurrent::derive(double step_time_ms) const
{
    require_charge(charge_pc);
    require_positive("time_constant_ms", time_constant_ms);
    return single_params(charge_pc / time_constant_ms, time_constant_ms, step_time_ms);
}

SingleExponential::Params SingleExponentialConductance::derive(double step_time_ms) const
{
    require_positive("conductance_us", conductance_us);
    require_positive("time_constant_ms", time_constant_ms);
    require_values("reversal_mv", reversal_mv, 1);
    return single_params(conductance_us, time_constant_ms, step_time_ms);
}

DoubleExponential::Params DoubleExponentialCurrent::derive(double step_time_ms) const
{
    require_charge(charge_pc);
    require_rise(tc_decay_ms, tc_rise_ms);
    return double_params(
        charge_pc / (tc_decay_ms - tc_rise_ms), tc_decay_ms, tc_rise_ms, step_time_ms);
}

DoubleExponential::Params DoubleExponentialConductance::derive(double step_time_ms) const
{
    require_positive("conductance_us", conductance_us);
    require_rise(tc_decay_ms, tc_rise_ms);
    require_values("reversal_mv", reversal_mv, 1);
    return double_params(
        conductance_us / peak(tc_decay_ms, tc_rise_ms), tc_decay_ms, tc_rise_ms, step_time_ms);
}

template struct SynapseStage<DeltaCurrent>;
template struct SynapseStage<DeltaPlusCurrent>;
template struct SynapseStage<SingleExponential>;
template struct SynapseStage<DoubleExponential>;
template struct LocateDelays<DeltaCurrent>;
template struct LocateDelays<DeltaPlusCurrent>;
template struct LocateDelays<SingleExponential>;
template struct LocateDelays<DoubleExponential>;

}  // namespace inferno
