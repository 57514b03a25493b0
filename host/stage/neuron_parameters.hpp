//! Checks and conversions that the parameters of several neuron models share.
#pragma once

#include <cmath>

#include "inferno/state/values.hpp"

namespace inferno {

//! A parameter and the name under which its model knows it.
struct Named {
    std::string_view name;
    Values const& values;
};

inline void require_below(Named low, Named high)
{
    require_below(low.name, low.values, high.name, high.values);
}
inline void require_not_above(Named low, Named high)
{
    require_not_above(low.name, low.values, high.name, high.values);
}

//! What every membrane has: a refractory period, a time constant and a resistance.
inline void require_membrane(Values const& refractory_ms,
                             Named time_constant,
                             Values const& resistance_mohm,
                             Index neurons)
{
    require_nonnegative("refractory_ms", refractory_ms, neurons);
    require_positive(time_constant.name, time_constant.values, neurons);
    require_values("resistance_mohm", resistance_mohm, neurons);
    for (double const value : resistance_mohm.list()) {
        INFERNO_REQUIRE(value != 0, "resistance_mohm: is 0, must not be 0");
    }
}

//! exp(-dt / time constant), in double.
inline Values leak(Values const& time_constant_ms, double step_time_ms)
{
    return time_constant_ms.map([=](double tau_ms) { return std::exp(-step_time_ms / tau_ms); });
}

//! dt / time constant, in double.
inline Values euler_rate(Values const& time_constant_ms, double step_time_ms)
{
    return time_constant_ms.map([=](double tau_ms) { return step_time_ms / tau_ms; });
}

}  // namespace inferno
