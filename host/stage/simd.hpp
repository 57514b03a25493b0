//! Eight neighbouring numbers, as wide as the registers of most machines.
#pragma once

#include <cstring>

#include "inferno/core/types.hpp"

namespace inferno::host {

inline constexpr Index lanes = 8;
using Lanes                  = Real __attribute__((vector_size(lanes * sizeof(Real))));

inline Lanes load_lanes(Real const* from)
{
    Lanes value;
    std::memcpy(&value, from, sizeof(value));
    return value;
}

inline void store_lanes(Real* to, Lanes value) { std::memcpy(to, &value, sizeof(value)); }

}  // namespace inferno::host
