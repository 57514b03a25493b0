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

//! Calls visit(n) for every spike of the row within the slice, in ascending order.
template <class Visit>
void for_each_spike(SpikeWord const* row, Slice slice, Visit const& visit)
{
    for (Index w = slice.begin / word_bits; w * word_bits < slice.end; ++w) {
        Index const first = w * word_bits;
        SpikeWord word    = row[w];
        if (first < slice.begin) { word &= ~SpikeWord{0} << (slice.begin - first); }
        if (first + word_bits > slice.end) {
            word &= ~SpikeWord{0} >> (first + word_bits - slice.end);
        }
        for (; word != 0; word &= word - 1) {
            visit(first + std::countr_zero(word));
        }
    }
}

inline bool spiked(SpikeWord const* row, Index n)
{
    return ((row[n / word_bits] >> (n % word_bits)) & 1U) != 0;
}

constexpr std::size_t byte_count(Slice slice)
{
    return static_cast<std::size_t>((slice.end - slice.begin + 7) / 8);
}

//! Copies the spikes of a slice from one row to another.
inline void copy_spikes(SpikeWord* to, SpikeWord const* from, Slice slice)
{
    std::memcpy(bytes_of(to, slice), bytes_of(from, slice), byte_count(slice));
}

}  // namespace inferno::host
