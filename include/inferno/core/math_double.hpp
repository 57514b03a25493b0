//! The functions of core/math.hpp for double, with which models tell how much of an error is
//! rounding. Not the same bits everywhere: for tests, never for a network.
#pragma once

#include "inferno/core/math.hpp"

namespace inferno::math {

INFERNO_HD double exp(double x) { return ::exp(x); }

}  // namespace inferno::math
