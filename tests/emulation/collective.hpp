//! What the lanes of a warp get from a collective.
#pragma once

#include <array>
#include <cstdint>

#include "device_warp.hpp"
#include "settings.hpp"

namespace inferno::emulation {

//! One place per lane; only those in the mask are filled and read.
using LaneRequests = std::array<Request const*, warp_size>;
using LaneResults  = std::array<std::uint64_t, warp_size>;

//! All requests are of one operation and have this mask. A shuffle from a lane outside the mask,
//! which is undefined on a device, gives undefined_value.
LaneResults evaluate(unsigned mask, LaneRequests const& requests);

inline constexpr std::uint64_t undefined_value = 0xDEADBEEFDEADBEEFu;

char const* name_of(Collective operation);

}  // namespace inferno::emulation
