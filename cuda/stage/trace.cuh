//! trace on CUDA. Lane = element, a row takes every rows-th sample; a word of spikes serves the 32
//! lanes. For the record, as in synapse.cuh, a row takes 32 samples and transposes their words.
#pragma once

#include "inferno/trace/past.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

inline Index rows_wanted(TraceStage const& stage) { return stage.spikes.batch; }
inline Index rows_wanted(KeepTrace const& stage) { return stage.now.spikes.batch; }

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

__device__ inline void run(KeepTrace const& stage, Tile tile)
{
    if (!tile.there) { return; }
    Index const elements = stage.now.spikes.elements;
    Index const batch    = stage.now.spikes.batch;
    Index const n        = tile.element();
    Index const now      = *stage.past.head;
    if (now % steps_between_states<FadingTrace> == 0 && n < elements) {
        for (Index b = tile.row; b < batch; b += tile.rows) {
            stage.past.states.value[stage.past.state(n, now, b)] =
                stage.now.values[b * elements + n];
        }
    }
    for (Index w = tile.row; w < words_for(batch); w += tile.rows) {
        Index const sample    = w * word_bits + tile.lane;
        SpikeWord const word  = sample < batch ? stage.now.spikes.row(sample)[tile.number] : 0;
        SpikeWord const fired = transposed(word, tile.lane);
        if (n < elements) { stage.past.row(w, n)[now] = fired; }
    }
}

}  // namespace inferno::cuda
