//! neuron on CUDA. Lane = neuron, a row takes every rows-th sample; the spikes of the 32 lanes
//! become their word by one ballot. Adaptation components are shared by the samples: when all rows
//! have stepped, a row takes a component and adds up what the samples propose, in batch order.
#pragma once

#include "inferno/neuron/adaptation.hpp"
#include "inferno/neuron/stage.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

template <class Model>
Index rows_wanted(NeuronStage<Model> const& stage)
{
    // adaptive samples meet at a barrier: one block
    return is_adaptive<Model> && stage.input.batch > block_rows ? block_rows : stage.input.batch;
}

//! The current that place [batch][neurons] sees at this voltage.
template <class Model>
__device__ Real input_of(NeuronStage<Model> const& stage, Index at, Real voltage_mv)
{
    Real sum_na = stage.input.values == nullptr ? Real{0} : stage.input.values[at];
#pragma unroll 1
    for (int k = 0; k < stage.conductance_count; ++k) {
        ConductanceView const& conductance = stage.conductances[k];
        sum_na += conductance.values_us[at] * (conductance.reversal_mv - voltage_mv);
    }
    return sum_na;
}

//! One step of one neuron in one sample.
template <class Model>
__device__ bool step_neuron(NeuronStage<Model> const& stage,
                            typename Model::template Params<Real> const& params,
                            Index at,
                            Real adaptation)
{
    typename Model::template State<Real> state = load(stage.state, at);
    Real const input_na                        = input_of(stage, at, state.voltage_mv);
    bool fired                                 = false;
    if constexpr (is_adaptive<Model>) {
        fired = Model::step(params, stage.mode, state, input_na, adaptation);
    } else {
        fired = Model::step(params, stage.mode, state, input_na);
    }
    store(stage.state, at, state);
    return fired;
}

//! The sum of the adaptation components of neuron n.
__device__ inline Real adaptation_of(AdaptationView const& view, Index neurons, Index n)
{
    Real sum = 0;
#pragma unroll 1
    for (Index k = 0; k < view.components; ++k) {
        sum += view.values[k * neurons + n];
    }
    return sum;
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
    Real adaptation     = 0;
    if constexpr (is_adaptive<Model>) {
        adaptation = adaptation_of(stage.adaptation, neurons, safe);
    }
    for (Index b = tile.row; b < stage.input.batch; b += tile.rows) {
        bool const fired     = inside && step_neuron(stage, params, b * neurons + n, adaptation);
        SpikeWord const word = __ballot_sync(all_lanes, fired);
        if (tile.lane == 0) { stage.spikes[b * words_for(neurons) + tile.number] = word; }
    }
}

//! What all samples propose for component k of neuron n.
template <BatchReduction reduction, class Model>
__device__ Real join_samples(NeuronStage<Model> const& stage, Tile tile, Index k, Real value)
{
    Index const neurons  = stage.input.elements;
    Index const words    = words_for(neurons);
    Index const n        = tile.element();
    auto const params    = stage.params(n);
    auto const component = load(stage.components, k);
    Real all             = 0;
#pragma unroll 1
    for (Index b = 0; b < stage.input.batch; ++b) {
        bool const fired    = bit_of(stage.spikes[b * words + tile.number], tile.lane);
        auto const state    = load(stage.state, b * neurons + n);
        Real const proposed = Model::adapt(params, component, stage.mode, state, value, fired);
        all                 = b == 0 ? proposed : joined<reduction>(all, proposed);
    }
    return all;
}

//! Moves the components of the tile's neurons; all samples have been stepped.
template <class Model>
__device__ void adapt_tile(NeuronStage<Model> const& stage, Tile tile)
{
    AdaptationView const& view = stage.adaptation;
    Index const neurons        = stage.input.elements;
    Index const n              = tile.element();
    if (n >= neurons) { return; }
    for (Index k = tile.row; k < view.components; k += tile.rows) {
        Real& value    = view.values[k * neurons + n];
        Real const all = with_reduction(view.reduction, [&]<BatchReduction reduction>() {
            return join_samples<reduction>(stage, tile, k, value);
        });
        value          = kept(view.reduction, all, stage.input.batch);
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
