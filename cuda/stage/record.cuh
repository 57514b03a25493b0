//! state on CUDA: keeping what a step produced. A tile of spikes is one word of each sample, and
//! threads take the samples; a tile of values is 32 lanes, and rows take the rows.
#pragma once

#include "inferno/state/stage.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

inline Index rows_wanted(PushSpikes const& stage)
{
    return (stage.spikes.batch + tile_elements - 1) / tile_elements;
}
inline Index rows_wanted(PushReals const& stage) { return stage.rows; }
inline Index rows_wanted(AdvanceRing const&) { return 1; }

__device__ inline void run(PushSpikes const& stage, Tile tile)
{
    if (!tile.there) { return; }
    Index const batch     = stage.spikes.batch;
    Index const words     = stage.spikes.row_words();
    Index const slot      = stage.head == nullptr ? 0 : *stage.head;
    SpikeWord* const pane = stage.record + slot * batch * words + tile.number;
    for (Index b = tile.row * tile_elements + tile.lane; b < batch;
         b += tile.rows * tile_elements) {
        pane[b * words] = stage.spikes.row(b)[tile.number];
    }
}

__device__ inline void run(PushReals const& stage, Tile tile)
{
    Index const n = tile.element();
    if (!tile.there || n >= stage.elements) { return; }
    Index const slot = stage.head == nullptr ? 0 : *stage.head;
    Real* const pane = stage.record + slot * stage.rows * stage.elements;
    for (Index r = tile.row; r < stage.rows; r += tile.rows) {
        pane[r * stage.elements + n] = stage.values[r * stage.elements + n];
    }
}

__device__ inline void run(AdvanceRing const& stage, Tile tile)
{
    if (tile.there && tile.number == 0 && tile.row == 0 && tile.lane == 0) {
        Index const next = *stage.head + 1;
        *stage.head      = next == stage.slots ? stage.after : next;
    }
}

}  // namespace inferno::cuda
