//! What the parameters of point neurons are made with.
#pragma once

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string_view>

#include "inferno/core/error.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! function(a, b, ...) element by element; each of the arguments may be uniform.
template <class Function, class... Arguments>
Values combined(Function const& function, Arguments const&... arguments)
{
    Index const elements = std::max({arguments.size()...});
    std::vector<double> made;
    for (Index n = 0; n < elements; ++n) {
        made.push_back(function(arguments.at(n)...));
    }
    return made;
}

//! A parameter and its name.
struct NamedValues {
    std::string_view name;
    Values const& values;
};

inline void require_positive(std::initializer_list<NamedValues> all, Index neurons)
{
    for (NamedValues const& one : all) {
        require_positive(one.name, one.values, neurons);
    }
}

inline void require_values(std::initializer_list<NamedValues> all, Index neurons)
{
    for (NamedValues const& one : all) {
        require_values(one.name, one.values, neurons);
    }
}

//! exp(-dt / tau).
inline Values decay_in(double time_ms, Values const& tau_ms)
{
    return tau_ms.map([time_ms](double tau) { return std::exp(-time_ms / tau); });
}

//! dt / tau.
inline Values share_of(double time_ms, Values const& tau_ms)
{
    return tau_ms.map([time_ms](double tau) { return time_ms / tau; });
}

//! What a constant current moves a leaky membrane in a step, in mV.
inline Values constant_drive(Values const& i_e_pa,
                             Values const& tau_m_ms,
                             Values const& c_m_pf,
                             double step_time_ms)
{
    return combined(
        [=](double i_e, double tau_m, double c_m) {
            return i_e * (tau_m / c_m) * -std::expm1(-step_time_ms / tau_m);
        },
        i_e_pa,
        tau_m_ms,
        c_m_pf);
}

//! P21 of a current with tau_syn, Rotter and Diesmann (1999), in mV per pA.
inline double current_response(double tau_m, double tau_syn, double c_m, double dt)
{
    if (std::abs(tau_m - tau_syn) < 1e-9 * tau_m) { return dt / c_m * std::exp(-dt / tau_m); }
    double const difference = std::exp(-dt / tau_m) - std::exp(-dt / tau_syn);
    return difference / (c_m * (1 / tau_syn - 1 / tau_m));
}

//! A refractory time in whole steps, to the nearest; ArgumentError below 0.
inline Values refractory_steps(Values const& t_ref_ms, Index neurons, double step_time_ms)
{
    require_nonnegative("t_ref_ms", t_ref_ms, neurons);
    return t_ref_ms.map([step_time_ms](double ms) { return std::round(ms / step_time_ms); });
}

//! The same, where the step of the spike counts as the first.
inline Values later_refractory_steps(Values const& t_ref_ms, Index neurons, double step_time_ms)
{
    return refractory_steps(t_ref_ms, neurons, step_time_ms).map([](double steps) {
        return std::max(steps - 1, 0.0);
    });
}

}  // namespace inferno
