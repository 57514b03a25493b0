//! Spikes and currents without an input, on CUDA. Lane = element. Regular trains keep one time for
//! all samples, so one row steps a tile and its lanes write the word of one sample each. Step
//! currents: a row takes every rows-th sample. Noise: a lane takes four neighbouring elements and
//! one draw, eight lanes one sample's tile, so that a warp writes four samples at a time.
#pragma once

#include "inferno/encode/source.hpp"

#include "cuda/stage/encode_bernoulli.cuh"

namespace inferno::cuda {

inline Index rows_wanted(RegularStage const&) { return 1; }
inline Index rows_wanted(StepCurrentStage const& stage) { return stage.batch; }
inline Index rows_wanted(NoiseStage const& stage)
{
    return (stage.batch + words_per_warp - 1) / words_per_warp;
}

__device__ inline void run(RegularStage const& stage, Tile tile)
{
    if (!tile.there || tile.row != 0) { return; }
    Index const words    = words_for(stage.elements);
    bool const fires     = tile.element() < stage.elements && regular_step(stage, tile.element());
    SpikeWord const word = __ballot_sync(all_lanes, fires);
    for (Index b = tile.lane; b < stage.batch; b += tile_elements) {
        stage.spikes[b * words + tile.number] = word;
    }
}

__device__ inline void run(StepCurrentStage const& stage, Tile tile)
{
    Index const n = tile.element();
    if (!tile.there || n >= stage.elements) { return; }
    Index const begun = levels_begun(stage);
    Real const level  = begun == 0 ? Real{0} : stage.level_na[(begun - 1) * stage.elements + n];
    for (Index b = tile.row; b < stage.batch; b += tile.rows) {
        stage.current_na[b * stage.elements + n] = level;
    }
}

//! Currents of elements [first, first + 4) of a sample.
__device__ inline void four_currents(NoiseStage const& stage, Index sample, Index first)
{
    Index const group   = sample * draws_for(stage.elements) + first / inputs_per_draw;
    Philox4 const words = draw(stage.seed,
                               Purpose::noise,
                               static_cast<std::uint64_t>(group),
                               static_cast<std::uint64_t>(*stage.clock));
    Real* const row     = stage.current_na + sample * stage.elements;
#pragma unroll
    for (int j = 0; j < inputs_per_draw; ++j) {
        if (first + j < stage.elements) {
            row[first + j] = noise_current(stage, first + j, words.word[j]);
        }
    }
}

__device__ inline void run(NoiseStage const& stage, Tile tile)
{
    Index const first = tile.number * tile_elements + tile.lane % lanes_per_word * inputs_per_draw;
    if (!tile.there || first >= stage.elements) { return; }
    for (Index b = Index{tile.row} * words_per_warp + tile.lane / lanes_per_word; b < stage.batch;
         b += Index{tile.rows} * words_per_warp) {
        four_currents(stage, b, first);
    }
}

}  // namespace inferno::cuda
