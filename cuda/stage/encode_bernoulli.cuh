//! Bernoulli encoding on CUDA. A tile is one word of spikes; eight lanes make it, four inputs and
//! one draw each, so that a warp makes the words of four rows (steps x samples) at a time.
#pragma once

#include "inferno/encode/bernoulli.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

inline constexpr Index lanes_per_word = word_bits / inputs_per_draw;
inline constexpr Index words_per_warp = tile_elements / lanes_per_word;

inline Index rows_wanted(EncodeBernoulli const& stage)
{
    Index const rows = stage.task.steps_drawn() * stage.task.intensity.batch;
    return (rows + words_per_warp - 1) / words_per_warp;
}

//! The word that holds the bits of all eight lanes of a group; each lane gives four of them.
__device__ inline SpikeWord row_joined(SpikeWord part)
{
#pragma unroll
    for (int apart = 1; apart < lanes_per_word; apart *= 2) {
        part |= __shfl_xor_sync(all_lanes, part, apart);
    }
    return part;
}

//! Spikes of inputs [first, first + 4) of a sample in one step, in the lowest bits.
__device__ inline SpikeWord four_inputs(EncodeBernoulli const& stage,
                                        Index step,
                                        Index sample,
                                        Index first)
{
    RealView const& all   = stage.task.intensity;
    Index const frame     = stage.task.frames == 1 ? 0 : step % stage.task.frames;
    Real const* const row = all.values + (frame * all.batch + sample) * all.elements;
    Philox4 const words =
        draw(stage.task.seed,
             Purpose::encode,
             static_cast<std::uint64_t>(sample * draws_for(all.elements) + first / inputs_per_draw),
             stage.task.first_draw() + static_cast<std::uint64_t>(step));
    SpikeWord spikes = 0;
#pragma unroll
    for (int j = 0; j < inputs_per_draw; ++j) {
        if (first + j >= all.elements) { continue; }
        Real const p = bernoulli_probability(stage.params, row[first + j]);
        spikes |= uniform(words.word[j]) < p ? SpikeWord{1} << j : SpikeWord{0};
    }
    return spikes;
}

__device__ inline void run(EncodeBernoulli const& stage, Tile tile)
{
    if (!tile.there) { return; }
    EncodeTask const& task = stage.task;
    Index const words      = words_for(task.intensity.elements);
    Index const rows       = task.steps_drawn() * task.intensity.batch;
    Index const place      = tile.lane % lanes_per_word;
    Index const first      = tile.number * word_bits + place * inputs_per_draw;
    for (Index from = Index{tile.row} * words_per_warp; from < rows;
         from += Index{tile.rows} * words_per_warp) {
        Index const row = from + tile.lane / lanes_per_word;
        SpikeWord four  = 0;
        if (row < rows && first < task.intensity.elements) {
            Index const step = task.first_step() + row / task.intensity.batch;
            four             = four_inputs(stage, step, row % task.intensity.batch, first);
        }
        SpikeWord const word = row_joined(four << (place * inputs_per_draw));
        if (place == 0 && row < rows) { task.spikes[row * words + tile.number] = word; }
    }
}

}  // namespace inferno::cuda
