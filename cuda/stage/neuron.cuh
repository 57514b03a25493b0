//! neuron on CUDA. Lane = neuron, a row takes every rows-th sample; the spikes of the 32 lanes
//! become their word by one ballot. Adaptation components are shared by the samples: when all rows
//! have stepped, a row takes a component and adds up what the samples propose, in batch order.
#pragma once

#include "inferno/neuron/stage.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

template <class Model>
Index rows_wanted(NeuronStage<Model> const& stage)
{
    // adaptive samples meet at a barrier: one block
    return is_adaptive<Model> && stage.input.batch > block_rows ? block_rows : stage.input.batch;
}

//! One step of one neuron in one sample.
template <class Model>
__device__ bool step_neuron(NeuronStage<Model> const& stage,
                            typename Model::template Params<Real> const& params,
                            Index at,
                            Real adaptation_mv)
{
    typename Model::template State<Real> state = load(stage.state, at);
    Real const input_na                        = stage.input.values[at];
    bool fired                                 = false;
    if constexpr (is_adaptive<Model>) {
        fired = Model::step(params, stage.mode, state, input_na, adaptation_mv);
    } else {
        fired = Model::step(params, stage.mode, state, input_na);
    }
    store(stage.state, at, state);
    return fired;
}

//! What the threshold of neuron n has gained: the sum of its components.
__device__ inline Real adaptation_of(AdaptationView const& view, Index neurons, Index n)
{
    Real sum_mv = 0;
    for (Index k = 0; k < view.components; ++k) {
        sum_mv += view.values[k * neurons + n];
    }
    return sum_mv;
}

//! Steps all samples of the tile.
template <class Model>
__device__ void step_tile(NeuronStage<Model> const& stage, Tile tile)
{
    Index const neurons = stage.input.elements;
    Index const n       = tile.element();
    bool const inside   = n < neurons;
    Index const safe    = inside ? n : neurons - 1;
    auto const params   = stage.params(safe);
    Real adaptation_mv  = 0;
    if constexpr (is_adaptive<Model>) {
        adaptation_mv = adaptation_of(stage.adaptation, neurons, safe);
    }
    for (Index b = tile.row; b < stage.input.batch; b += tile.rows) {
        bool const fired     = inside && step_neuron(stage, params, b * neurons + n, adaptation_mv);
        SpikeWord const word = __ballot_sync(all_lanes, fired);
        if (tile.lane == 0) { stage.spikes[b * words_for(neurons) + tile.number] = word; }
    }
}

//! Moves the components of the tile's neurons; all samples have been stepped.
template <class Model>
__device__ void adapt_tile(NeuronStage<Model> const& stage, Tile tile)
{
    AdaptationView const& adaptation = stage.adaptation;
    Index const neurons              = stage.input.elements;
    Index const words                = words_for(neurons);
    Index const batch                = stage.input.batch;
    Index const n                    = tile.element();
    if (n >= neurons) { return; }
    for (Index k = tile.row; k < adaptation.components; k += tile.rows) {
        Real const component_mv = adaptation.values[k * neurons + n];
        Real sum_mv             = 0;
        for (Index b = 0; b < batch; ++b) {
            bool const fired       = bit_of(stage.spikes[b * words + tile.number], tile.lane);
            Real const proposed_mv = Model::adapt(load(stage.state, b * neurons + n),
                                                  stage.mode,
                                                  component_mv,
                                                  adaptation.decay[k],
                                                  adaptation.increment[k],
                                                  fired);
            sum_mv                 = b == 0 ? proposed_mv : sum_mv + proposed_mv;
        }
        adaptation.values[k * neurons + n] = sum_mv / static_cast<Real>(batch);
    }
}

template <class Model>
__device__ void run(NeuronStage<Model> const& stage, Tile tile)
{
    if (tile.there) { step_tile(stage, tile); }
    if constexpr (is_adaptive<Model>) {
        if (!stage.mode.adapt) { return; }
        __syncthreads();
        if (tile.there) { adapt_tile(stage, tile); }
    }
}

}  // namespace inferno::cuda
