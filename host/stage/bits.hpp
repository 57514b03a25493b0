//! Packed spikes on the host.
#pragma once

#include <bit>
#include <cstring>

#include "inferno/core/types.hpp"
#include "inferno/runtime/stage.hpp"
#include "inferno/state/spike_bytes.hpp"

namespace inferno::host {

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
