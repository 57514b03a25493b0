//! The host's loops over the inputs of a slice, for any synapse. A program with a synapse of its
//! own instantiates its stages in one file that includes this: docs/examples/own_synapse.
#pragma once

#include <algorithm>
#include <type_traits>

#include "inferno/state/bit_transpose.hpp"
#include "inferno/state/spike_bytes.hpp"
#include "inferno/synapse/stage.hpp"

namespace inferno {
namespace host {

//! A synapse that keeps nothing but spikes.
template <class Dynamics>
inline constexpr bool keeps_spikes_only = std::is_empty_v<typename Dynamics::template State<Real>>;

//! One step of inputs [first, first + width) of sample b.
template <class Dynamics>
void step_synapses(SynapseStage<Dynamics> const& stage, Index b, Slice part)
{
    unsigned char const* const bytes = bytes_of(stage.spikes.row(b), part);
    std::int32_t fired[64];
    Index const width = part.end - part.begin;
    for (Index j = 0; j < width; ++j) {
        fired[j] = (bytes[j / 8] >> (j % 8)) & 1;
    }
    Index const row    = b * stage.spikes.elements + part.begin;
    auto const state   = stage.state;
    auto const params  = stage.params;
    auto const& inject = stage.injections;
#pragma GCC ivdep
    for (Index j = 0; j < width; ++j) {
        auto one = load(state, row + j);
        Dynamics::step(params, one, fired[j] != 0, Real{0});
        store(state, row + j, one);
    }
    if constexpr (Dynamics::takes_current) {
        for (int k = 0; k < inject.count; ++k) {
            Real const* const from = inject.values_na[k] + row;
            for (Index j = 0; j < width; ++j) {
                auto one = load(state, row + j);
                Dynamics::inject(one, from[j]);
                store(state, row + j, one);
            }
        }
    }
}

//! Writes the spikes of eight neighbouring inputs in up to 32 samples, a word an input.
template <class Dynamics>
void keep_eight(SynapseStage<Dynamics> const& stage, Index batch_word, Index first, Index slot)
{
    Index const samples = std::min(stage.spikes.batch - batch_word * word_bits, word_bits);
    SpikeWord word[8]   = {};
    for (Index eight = 0; eight < samples; eight += 8) {
        std::uint64_t rows = 0;
        for (Index j = 0; j < std::min<Index>(samples - eight, 8); ++j) {
            SpikeWord const* const row = stage.spikes.row(batch_word * word_bits + eight + j);
            auto const byte            = reinterpret_cast<unsigned char const*>(row)[first / 8];
            rows |= static_cast<std::uint64_t>(byte) << (8 * j);
        }
        if (rows == 0) { continue; }
        std::uint64_t const columns = transposed(rows);
        for (int i = 0; i < 8; ++i) {
            word[i] |= static_cast<SpikeWord>((columns >> (8 * i)) & 0xFFU) << eight;
        }
    }
    Index const inputs = std::min<Index>(stage.spikes.elements - first, 8);
    for (Index i = 0; i < inputs; ++i) {
        stage.history.row(batch_word, first + i)[slot] = word[i];
    }
}

template <class Dynamics>
void keep_states(SynapseStage<Dynamics> const& stage, Slice slice, Index slot)
{
    auto const from = stage.state;
    for (Index i = slice.begin; i < slice.end; ++i) {
        Index const to = stage.history.state(i, slot, 0);
        for (Index b = 0; b < stage.spikes.batch; ++b) {
            store(stage.history.states, to + b, load(from, b * stage.spikes.elements + i));
        }
    }
}

}  // namespace host

template <class Dynamics>
void SynapseStage<Dynamics>::on_host(SynapseStage const& stage, Slice slice)
{
    Index const words = stage.spikes.row_words();
    for (Index b = 0; b < stage.spikes.batch; ++b) {
        host::copy_spikes(stage.seen + b * words, stage.spikes.row(b), slice);
        if constexpr (!host::keeps_spikes_only<Dynamics>) {
            for (Index first = slice.begin; first < slice.end; first += 64) {
                host::step_synapses(stage, b, {first, std::min<Index>(first + 64, slice.end)});
            }
        }
    }
    if (stage.history.bits == nullptr) { return; }
    Index const now = *stage.history.head;
    for (Index w = 0; w < words_for(stage.spikes.batch); ++w) {
        for (Index first = slice.begin; first < slice.end; first += 8) {
            host::keep_eight(stage, w, first, now);
        }
    }
    if constexpr (!host::keeps_spikes_only<Dynamics>) {
        if (now % steps_between_states<Dynamics> == 0) { host::keep_states(stage, slice, now); }
    }
}

template <class Dynamics>
void LocateDelays<Dynamics>::on_host(LocateDelays const& stage, Slice slice)
{
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.locate_one(k);
    }
}

}  // namespace inferno
