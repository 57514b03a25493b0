//! Eight neighbouring numbers, as wide as the registers of most machines.
#pragma once

#include <cstdint>
#include <cstring>

#include "inferno/core/types.hpp"

// Lanes pass between functions of one program only: how they are passed on other machines is of no
// concern, and GCC need not warn of it where vectors of this width are not built in.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace inferno::host {

inline constexpr Index lanes = 8;
using Lanes                  = Real __attribute__((vector_size(lanes * sizeof(Real))));
using LaneInts = std::int32_t __attribute__((vector_size(lanes * sizeof(std::int32_t))));
//! What comparing Lanes gives: all bits of a lane, or none.
using LaneMask = decltype(Lanes{} < Lanes{});

inline LaneMask mask_of(LaneInts set) { return __builtin_convertvector(set, LaneMask); }
//! `value` where the mask is set, elsewhere +0.
inline Lanes where(LaneMask mask, Lanes value) { return (Lanes)(mask & (LaneMask)value); }

//! Rounded up to whole lanes.
constexpr Index padded(Index count) { return (count + lanes - 1) / lanes * lanes; }

inline Lanes load_lanes(Real const* from)
{
    Lanes value;
    std::memcpy(&value, from, sizeof(value));
    return value;
}

inline void store_lanes(Real* to, Lanes value) { std::memcpy(to, &value, sizeof(value)); }

//! Eight packed spikes as 0 or 1 each.
inline Lanes spike_lanes(unsigned char eight)
{
    constexpr LaneInts bit = {1, 2, 4, 8, 16, 32, 64, 128};
    LaneInts const set     = ((LaneInts{} + eight) & bit) == bit;  // -1 where set
    return __builtin_convertvector(-set, Lanes);
}

}  // namespace inferno::host
