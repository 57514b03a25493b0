//! The loop over the neurons of a slice, for any model.
#pragma once

#include <algorithm>
#include <type_traits>

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

//! Calls use(constant) with the flag as a compile-time constant: loops then have no branch on it.
template <class Use>
void with_constant(bool flag, Use const& use)
{
    flag ? use(std::true_type{}) : use(std::false_type{});
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
    Index const row         = b * stage.input.elements + first;
    Real const* const input = stage.input.values + row;
    auto const state        = stage.state;
    auto const step         = [&](auto lock, auto const& params_of) {
        NeuronMode mode = stage.mode;
        mode.lock       = lock;
#pragma GCC ivdep
        for (Index j = 0; j < width; ++j) {
            auto neuron = load(state, row + j);
            if constexpr (is_adaptive<Model>) {
                fired[j] = Model::step(params_of(j), mode, neuron, input[j], adaptation[j]) ? 1 : 0;
            } else {
                fired[j] = Model::step(params_of(j), mode, neuron, input[j]) ? 1 : 0;
            }
            store(state, row + j, neuron);
        }
    };
    with_constant(stage.mode.lock, [&](auto lock) {
        if (stage.per_neuron) {
            step(lock, [each = stage.each, first](Index j) { return load(each, first + j); });
        } else {
            step(lock, [common = stage.common](Index) { return common; });
        }
    });
}

//! Adds what sample b proposes for each adaptation component.
template <class Model>
void propose_adaptation(
    NeuronStage<Model> const& stage, Index b, Index first, Index width, Flag const* fired)
{
    AdaptationView const view = stage.adaptation;
    Index const neurons       = stage.input.elements;
    auto const state          = stage.state;
    with_constant(stage.mode.lock, [&](auto lock) {
        NeuronMode mode = stage.mode;
        mode.lock       = lock;
        for (Index k = 0; k < view.components; ++k) {
            Real const decay         = view.decay[k];
            Real const increment     = view.increment[k];
            Real* const sum          = view.sums + k * neurons + first;
            Real const* const values = view.values + k * neurons + first;
#pragma GCC ivdep
            for (Index j = 0; j < width; ++j) {
                auto const neuron = load(state, b * neurons + first + j);
                sum[j] += Model::adapt(neuron, mode, values[j], decay, increment, fired[j] != 0);
            }
        }
    });
}

inline void clear_sums(AdaptationView const& view, Index neurons, Index first, Index width)
{
    for (Index k = 0; k < view.components; ++k) {
        std::fill_n(view.sums + k * neurons + first, width, Real{0});
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
        if (adapts) { host::clear_sums(stage.adaptation, neurons, first, width); }
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
