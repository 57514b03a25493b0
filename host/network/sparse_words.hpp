//! The random words of synapses.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/core/random.hpp"

#include "network/sparse_draw.hpp"
#include "stage/random_block.hpp"

namespace inferno::host {

//! What a distribution makes of a word, before its limits.
inline float value_of(Distribution const& d, std::uint32_t word)
{
    auto const a = static_cast<float>(d.first());
    auto const b = static_cast<float>(d.second());
    switch (d.kind()) {
        case Distribution::Kind::normal:
            return a + b * normal(word);
        case Distribution::Kind::log_normal:
            return math::exp(a + b * normal(word));
        case Distribution::Kind::uniform:
            return a + (b - a) * uniform(word);
        case Distribution::Kind::exponential:
            return a * exponential(word);
        default:
            return a;
    }
}

//! What the words of a synapse's draw are for.
enum Lane { end_lane = 0, weight_lane = 1, delay_lane = 2, spare_lane = 3 };

inline std::uint64_t step_of(Drawable const& p, Index unit)
{
    return (p.number << 40) | static_cast<std::uint64_t>(unit);
}

//! The words of one lane for synapses [first, first + draws_of_block) of a unit.
inline void lane_block(Drawable const& p, Index unit, Index first, Lane lane, std::uint32_t* words)
{
    std::uint32_t all[words_of_block];
    random_block(
        p.seed, Purpose::connect, static_cast<std::uint64_t>(first), step_of(p, unit), all);
    for (Index j = 0; j < draws_of_block; ++j) {
        words[j] = all[4 * j + lane];
    }
}

}  // namespace inferno::host
