//! What the parameters of point neurons are made with.
#pragma once

#include <algorithm>
#include <cmath>

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

//! A refractory time in whole steps, to the nearest; ArgumentError below 0.
inline Values refractory_steps(Values const& t_ref_ms, Index neurons, double step_time_ms)
{
    require_nonnegative("t_ref_ms", t_ref_ms, neurons);
    return t_ref_ms.map([step_time_ms](double ms) { return std::round(ms / step_time_ms); });
}

}  // namespace inferno
