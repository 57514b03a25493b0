//! trace on CUDA. Lane = element, a row takes every rows-th sample; a word of spikes serves the 32
//! lanes.
#pragma once

#include "inferno/trace/stage.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

inline Index rows_wanted(TraceStage const& stage) { return stage.spikes.batch; }

__device__ inline void run(TraceStage const& stage, Tile tile)
{
    if (!tile.there) { return; }
    Index const elements = stage.spikes.elements;
    Index const words    = stage.spikes.row_words();
    Index const n        = tile.element();
    for (Index b = tile.row; b < stage.spikes.batch; b += tile.rows) {
        SpikeWord const word = stage.spikes.row(b)[tile.number];
        if (n < elements) {
            Real* const trace = stage.trace + b * elements + n;
            if (stage.before != nullptr) { stage.before[b * elements + n] = *trace; }
            *trace = trace_step(stage.params, *trace, bit_of(word, tile.lane));
        }
        if (tile.lane == 0 && stage.seen != nullptr) { stage.seen[b * words + tile.number] = word; }
    }
}

}  // namespace inferno::cuda
