//! The number types of every signal, size and spike.
#pragma once

#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "inferno/core/portable.hpp"

namespace inferno {

//! Voltages, currents, weights, traces. The CMake option of this name makes it double; random
//! numbers are floats in any case, so that the same things are drawn.
#ifndef INFERNO_REAL
#    define INFERNO_REAL float
#endif
using Real      = INFERNO_REAL;
using Index     = std::int64_t;   //!< sizes and positions
using SpikeWord = std::uint32_t;  //!< 32 spikes of one sample: bit k of word w is element 32 w + k

inline constexpr Index word_bits = 32;

//! Words that hold `elements` spikes of one sample; the unused bits of the last word are zero.
INFERNO_HD constexpr Index words_for(Index elements)
{
    return (elements + word_bits - 1) / word_bits;
}

//! Shape of a group, a parameter or an array, outermost axis first.
using Shape = std::vector<Index>;

inline Index count(Shape const& shape)
{
    return std::accumulate(shape.begin(), shape.end(), Index{1}, std::multiplies<>{});
}

inline std::string to_string(Shape const& shape)
{
    std::string text = "(";
    for (Index const extent : shape) {
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    }
    return text + ")";
}

}  // namespace inferno
