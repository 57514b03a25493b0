//! encode on CUDA. A row takes one sample of the tile's 32 inputs: its lanes first clear the
//! sample's column of words, one step each, then draw one train each and set its bits, which lie in
//! words that no other row touches.
#pragma once

#include "inferno/encode/stage.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

inline Index rows_wanted(EncodePoisson const& stage) { return stage.intensity.batch; }
inline Index rows_wanted(AdvanceCounter const&) { return 1; }

//! Sets the bits of one train.
__device__ inline void set_train(
    EncodePoisson const& stage, Index sample, Index input, SpikeWord* column, Index step_stride)
{
    SpikeWord const bit = SpikeWord{1} << (input % word_bits);
    poisson_train(
        stage, sample, input, [=](Index step) { atomicOr(column + step * step_stride, bit); });
}

__device__ inline void run(EncodePoisson const& stage, Tile tile)
{
    if (!tile.there) { return; }
    Index const batch       = stage.intensity.batch;
    Index const words       = words_for(stage.intensity.elements);
    Index const step_stride = batch * words;
    Index const input       = tile.element();
    for (Index b = tile.row; b < batch; b += tile.rows) {
        SpikeWord* const column = stage.raster + b * words + tile.number;
#pragma unroll 1
        for (Index step = tile.lane; step < stage.steps; step += tile_elements) {
            column[step * step_stride] = 0;
        }
        __syncwarp(all_lanes);
        if (input < stage.intensity.elements) { set_train(stage, b, input, column, step_stride); }
        __syncwarp(all_lanes);
    }
}

__device__ inline void run(AdvanceCounter const& stage, Tile tile)
{
    if (tile.there && tile.number == 0 && tile.row == 0 && tile.lane == 0) { ++*stage.counter; }
}

}  // namespace inferno::cuda
