//! The loop over the neurons of a slice, for any model.
#pragma once

#include "inferno/neuron/stage.hpp"

#include "bits.hpp"

namespace inferno {
namespace host {

using Flag = std::int32_t;  //!< as wide as a Real, so that one vector loop computes both
inline constexpr Index neuron_block =
    64;  //!< neurons whose intermediate values stay in the nearest cache

//! Flags as bits; flags beyond `width` are zero up to the next multiple of eight.
inline void pack_flags(Flag const* fired, Index width, unsigned char* bytes)
{
    unsigned char narrow[neuron_block];
    for (Index j = 0; j < neuron_block; ++j) {
        narrow[j] = static_cast<unsigned char>(fired[j]);
    }
    for (Index j = 0; j < width; j += 8) {
        bytes[j / 8] = packed(narrow + j);
    }
}

//! One step of neurons [first, first + width) of sample b; notes in fired[] who fired.
template <class Model>
void step_neurons(NeuronStage<Model> const& stage,
                  Index b,
                  Index first,
                  Index width,
                  Real const* adaptation,
                  Flag* fired)
{
    Index const row         = b * stage.input.elements;
    Real const* const input = stage.input.values + row;
    auto const step         = [&](auto const& params_of) {
#pragma GCC ivdep
        for (Index j = 0; j < width; ++j) {
            Index const n = first + j;
            auto state    = load(stage.state, row + n);
            if constexpr (is_adaptive<Model>) {
                fired[j] =
                    Model::step(params_of(n), stage.mode, state, input[n], adaptation[j]) ? 1 : 0;
            } else {
                fired[j] = Model::step(params_of(n), stage.mode, state, input[n]) ? 1 : 0;
            }
            store(stage.state, row + n, state);
        }
    };
    if (stage.per_neuron) {
        step([&](Index n) { return load(stage.each, n); });
    } else {
        step([params = stage.common](Index) { return params; });
    }
}

//! Adds what sample b proposes for each adaptation component.
template <class Model>
void propose_adaptation(
    NeuronStage<Model> const& stage, Index b, Index first, Index width, Flag const* fired)
{
    AdaptationView const& view = stage.adaptation;
    Index const neurons        = stage.input.elements;
    for (Index k = 0; k < view.components; ++k) {
        Real const decay         = view.decay[k];
        Real const increment     = view.increment[k];
        Real* const sum          = view.sums + k * neurons + first;
        Real const* const values = view.values + k * neurons + first;
#pragma GCC ivdep
        for (Index j = 0; j < width; ++j) {
            auto const state = load(stage.state, b * neurons + first + j);
            Real const proposed =
                Model::adapt(state, stage.mode, values[j], decay, increment, fired[j] != 0);
            sum[j] = b == 0 ? proposed : sum[j] + proposed;
        }
    }
}

//! Keeps the mean over the batch of what was proposed.
inline void keep_mean_adaptation(
    AdaptationView const& view, Index neurons, Index first, Index width, Index batch)
{
    Real const samples = static_cast<Real>(batch);
    for (Index k = 0; k < view.components; ++k) {
#pragma GCC ivdep
        for (Index n = k * neurons + first; n < k * neurons + first + width; ++n) {
            view.values[n] = view.sums[n] / samples;
        }
    }
}

//! Sum over the components of each neuron of the block.
inline void total_adaptation(
    AdaptationView const& view, Index neurons, Index first, Index width, Real* total)
{
    for (Index j = 0; j < width; ++j) {
        total[j] = 0;
    }
    for (Index k = 0; k < view.components; ++k) {
        for (Index j = 0; j < width; ++j) {
            total[j] += view.values[k * neurons + first + j];
        }
    }
}

}  // namespace host

template <class Model>
void NeuronStage<Model>::on_host(NeuronStage const& stage, Slice slice)
{
    Index const neurons = stage.input.elements;
    Index const words   = words_for(neurons);
    bool const adapts   = stage.mode.adapt && stage.adaptation.components > 0;
    for (Index first = slice.begin; first < slice.end; first += host::neuron_block) {
        Slice const block = {first, std::min(first + host::neuron_block, slice.end)};
        Index const width = block.end - first;
        Real adaptation[host::neuron_block];
        host::Flag fired[host::neuron_block] = {};
        if constexpr (is_adaptive<Model>) {
            host::total_adaptation(stage.adaptation, neurons, first, width, adaptation);
        }
        for (Index b = 0; b < stage.input.batch; ++b) {
            host::step_neurons(stage, b, first, width, adaptation, fired);
            host::pack_flags(fired, width, host::bytes_of(stage.spikes + b * words, block));
            if constexpr (is_adaptive<Model>) {
                if (adapts) { host::propose_adaptation(stage, b, first, width, fired); }
            }
        }
        if (adapts) {
            host::keep_mean_adaptation(stage.adaptation, neurons, first, width, stage.input.batch);
        }
    }
}

}  // namespace inferno
