//! Many draws side by side.
#pragma once

#include "inferno/core/random.hpp"

namespace inferno::host {

inline constexpr Index draws_of_block = 32;  //!< fewer, and GCC 12 unrolls instead of vectorising
inline constexpr Index words_of_block = 4 * draws_of_block;

//! The words of draws (first_element, step), (first_element + 1, step), ..., one after the other.
inline void random_block(std::uint64_t seed,
                         Purpose purpose,
                         std::uint64_t first_element,
                         std::uint64_t step,
                         std::uint32_t* words)
{
    constexpr int many = static_cast<int>(draws_of_block);
    std::uint32_t c0[many], c1[many], c2[many], c3[many];
    for (int j = 0; j < many; ++j) {
        Philox4 const counter =
            draw_counter(purpose, first_element + static_cast<std::uint64_t>(j), step);
        c0[j] = counter.word[0], c1[j] = counter.word[1], c2[j] = counter.word[2],
        c3[j] = counter.word[3];
    }
    PhiloxKey key = draw_key(seed);
    for (int round = 0; round < philox_rounds; ++round, key = next_key(key)) {
        for (int j = 0; j < many; ++j) {
            philox_round(c0[j], c1[j], c2[j], c3[j], key);
        }
    }
    for (int j = 0; j < many; ++j) {
        words[4 * j] = c0[j], words[4 * j + 1] = c1[j], words[4 * j + 2] = c2[j],
                  words[4 * j + 3] = c3[j];
    }
}

}  // namespace inferno::host
