//! synapse on CUDA. Lane = input, a row takes every rows-th sample. For the record, a row takes 32
//! samples: each lane reads one sample's word, and a transposition gives it its input's bits.
#pragma once

#include "inferno/synapse/stage.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

template <class Dynamics>
Index rows_wanted(SynapseStage<Dynamics> const& stage)
{
    return stage.spikes.batch;
}
template <class Dynamics>
Index rows_wanted(LocateDelays<Dynamics> const&)
{
    return 1;
}

//! One step of one input in one sample.
template <class Dynamics>
__device__ void step_synapse(SynapseStage<Dynamics> const& stage, Index at, bool spike)
{
    auto state = load(stage.state, at);
    Dynamics::step(stage.params, state, spike, Real{0});
    if constexpr (Dynamics::takes_current) {
#pragma unroll 1
        for (int k = 0; k < stage.injections.count; ++k) {
            Dynamics::inject(state, stage.injections.values_na[k][at]);
        }
    }
    store(stage.state, at, state);
}

template <class Dynamics>
__device__ void run(SynapseStage<Dynamics> const& stage, Tile tile)
{
    if (!tile.there) { return; }
    Index const elements = stage.spikes.elements;
    Index const batch    = stage.spikes.batch;
    Index const i        = tile.element();
    bool const recorded  = stage.history.bits != nullptr;
    Index const now      = recorded ? *stage.history.head : Index{1};
#pragma unroll 1
    for (Index b = tile.row; b < batch; b += tile.rows) {
        SpikeWord const word = stage.spikes.row(b)[tile.number];
        if (tile.lane == 0) { stage.seen[b * stage.spikes.row_words() + tile.number] = word; }
        if (i >= elements) { continue; }
        step_synapse(stage, b * elements + i, bit_of(word, tile.lane));
        if (recorded && now % steps_between_states<Dynamics> == 0) {
            store(stage.history.states,
                  stage.history.state(i, now, b),
                  load(stage.state, b * elements + i));
        }
    }
    if (!recorded) { return; }
    for (Index w = tile.row; w < words_for(batch); w += tile.rows) {
        Index const sample    = w * word_bits + tile.lane;
        SpikeWord const word  = sample < batch ? stage.spikes.row(sample)[tile.number] : 0;
        SpikeWord const fired = transposed(word, tile.lane);
        if (i < elements) { stage.history.row(w, i)[now] = fired; }
    }
}

template <class Dynamics>
__device__ void run(LocateDelays<Dynamics> const& stage, Tile tile)
{
    Index const k = tile.element();
    if (tile.there && k < stage.weights) { stage.locate_one(k); }
}

}  // namespace inferno::cuda
