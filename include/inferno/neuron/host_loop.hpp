//! The host's loop over the neurons of a slice, for any model. A program with a model of its own
//! includes this where it makes Neurons<Model>.
#pragma once

#include <algorithm>
#include <type_traits>

#include "inferno/neuron/adaptation.hpp"
#include "inferno/neuron/stage.hpp"
#include "inferno/state/spike_bytes.hpp"

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

//! Calls use(lock, params_of): whether the refractory lock holds, as a constant, and the parameters
//! of neuron j of the block.
template <class Model, class Use>
void with_params(NeuronStage<Model> const& stage, Index first, Use const& use)
{
    with_constant(stage.mode.lock, [&](auto lock) {
        if (stage.per_neuron) {
            use(lock, [each = stage.each, first](Index j) { return load(each, first + j); });
        } else {
            use(lock, [common = stage.common](Index) { return common; });
        }
    });
}

//! Currents of sample b, with what flows through the conductances.
template <class Model>
void add_conductances(
    NeuronStage<Model> const& stage, Index b, Index first, Index width, Real* sum_na)
{
    Index const row              = b * stage.input.elements + first;
    Real const* const current_na = stage.input.values;
    Real const* const voltage_mv = stage.state.voltage_mv + row;
    for (Index j = 0; j < width; ++j) {
        sum_na[j] = current_na == nullptr ? Real{0} : current_na[row + j];
    }
    for (int k = 0; k < stage.conductance_count; ++k) {
        auto const [values_us, reversal_mv] = stage.conductances[k];
        for (Index j = 0; j < width; ++j) {
            sum_na[j] += values_us[row + j] * (reversal_mv - voltage_mv[j]);
        }
    }
}

//! One step of neurons [first, first + width) of sample b; notes in fired[] who fired.
template <class Model>
void step_neurons(NeuronStage<Model> const& stage,
                  Index b,
                  Index first,
                  Index width,
                  Real const* input,
                  Real const* adaptation,
                  Flag* fired)
{
    Index const row  = b * stage.input.elements + first;
    auto const state = stage.state;
    with_params(stage, first, [&](auto lock, auto const& params_of) {
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
    });
}

//! Joins the proposals of one more sample to those of the samples before it.
inline void join(
    BatchReduction reduction, bool first_sample, Real const* proposed, Index width, Real* so_far)
{
    if (first_sample) {
        std::copy_n(proposed, width, so_far);
        return;
    }
    with_reduction(reduction, [=]<BatchReduction constant>() {
        for (Index j = 0; j < width; ++j) {
            so_far[j] = joined<constant>(so_far[j], proposed[j]);
        }
    });
}

//! Joins what sample b proposes for each adaptation component.
template <class Model>
void propose_adaptation(
    NeuronStage<Model> const& stage, Index b, Index first, Index width, Flag const* fired)
{
    AdaptationView const view = stage.adaptation;
    Index const neurons       = stage.input.elements;
    Index const row           = b * neurons + first;
    auto const state          = stage.state;
    with_params(stage, first, [&](auto lock, auto const& params_of) {
        NeuronMode mode = stage.mode;
        mode.lock       = lock;
        for (Index k = 0; k < view.components; ++k) {
            auto const component        = load(stage.components, k);
            Real const* const values    = view.values + k * neurons + first;
            Real proposed[neuron_block] = {};
#pragma GCC ivdep
            for (Index j = 0; j < width; ++j) {
                proposed[j] = Model::adapt(
                    params_of(j), component, mode, load(state, row + j), values[j], fired[j] != 0);
            }
            join(view.reduction, b == 0, proposed, width, view.joined + k * neurons + first);
        }
    });
}

//! Keeps what the samples have joined.
inline void keep_adaptation(
    AdaptationView const& view, Index neurons, Index first, Index width, Index batch)
{
    for (Index k = 0; k < view.components; ++k) {
        Real const* const from = view.joined + k * neurons + first;
        Real* const to         = view.values + k * neurons + first;
        with_constant(view.reduction == BatchReduction::mean, [=](auto mean) {
            BatchReduction const reduction = mean ? BatchReduction::mean : BatchReduction::sum;
#pragma GCC ivdep
            for (Index j = 0; j < width; ++j) {
                to[j] = kept(reduction, from[j], batch);
            }
        });
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
        Real adaptation[host::neuron_block], current_na[host::neuron_block];
        host::Flag fired[host::neuron_block] = {};
        if constexpr (is_adaptive<Model>) {
            host::total_adaptation(stage.adaptation, neurons, first, width, adaptation);
        }
        for (Index b = 0; b < stage.input.batch; ++b) {
            Real const* input = current_na;
            if (stage.conductance_count > 0) {
                host::add_conductances(stage, b, first, width, current_na);
            } else {
                input = stage.input.values + b * neurons + first;
            }
            host::step_neurons(stage, b, first, width, input, adaptation, fired);
            host::pack_flags(fired, width, host::bytes_of(stage.spikes + b * words, block));
            if constexpr (is_adaptive<Model>) {
                if (adapts) { host::propose_adaptation(stage, b, first, width, fired); }
            }
        }
        if (adapts) {
            host::keep_adaptation(stage.adaptation, neurons, first, width, stage.input.batch);
        }
    }
}

}  // namespace inferno
