//! Spikes on the host, where a slice of a stage owns whole bytes of their words.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "inferno/core/types.hpp"
#include "inferno/runtime/stage.hpp"

namespace inferno::host {

static_assert(std::endian::native == std::endian::little,
              "spike bytes are addressed inside their words");

//! Bytes of a row that belong to a slice; a slice starts at a whole byte.
inline unsigned char* bytes_of(SpikeWord* row, Slice slice)
{
    return reinterpret_cast<unsigned char*>(row) + slice.begin / 8;
}
inline unsigned char const* bytes_of(SpikeWord const* row, Slice slice)
{
    return reinterpret_cast<unsigned char const*>(row) + slice.begin / 8;
}

//! Eight flags of 0 or 1, one per byte, as the bits of one byte.
inline unsigned char packed(unsigned char const* flags)
{
    std::uint64_t eight;
    std::memcpy(&eight, flags, sizeof(eight));
    return static_cast<unsigned char>((eight * 0x0102040810204080U) >> 56);
}

}  // namespace inferno::host
