//! mapping: currents x weights (+ bias) -> input of each neuron.
#pragma once

#include "inferno/runtime/stage.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! Every source reaches every target. y[b][o] = sum over i of current[b][i] * weight[i][o], +
//! bias[o]. The weights of one source lie together, so that only sources that spiked are read; the
//! sum has the order of core/sum.hpp.
struct DenseMapping {
    static constexpr std::string_view name = "dense";
    static constexpr Word word             = Word::mapping;

    SpikeView spikes;
    Real per_spike_na  = 0;        //!< current of one spike, nA
    Real const* weight = nullptr;  //!< [sources][targets]
    Real const* bias   = nullptr;  //!< [targets] or null
    Real* output       = nullptr;  //!< [batch][targets]
    Index targets      = 0;

    Index extent() const { return targets; }
    Index operations() const { return targets * spikes.batch * (4 + spikes.elements / 16); }
    void uses(Uses& list) const
    {
        list.reads_any(spikes.words)
            .reads_any(spikes.head)
            .reads_any(weight)
            .reads_any(bias)
            .writes_own(output);
    }
    static void on_host(DenseMapping const& stage, Slice slice);
};

//! Source n reaches target n only. y[b][n] = current[b][n] * weight[n], + bias[n].
struct DirectMapping {
    static constexpr std::string_view name = "direct";
    static constexpr Word word             = Word::mapping;

    SpikeView spikes;
    Real per_spike_na  = 0;
    Real const* weight = nullptr;  //!< [elements]
    Real const* bias   = nullptr;  //!< [elements] or null
    Real* output       = nullptr;  //!< [batch][elements]

    Index extent() const { return spikes.elements; }
    Index operations() const { return spikes.elements * spikes.batch; }
    void uses(Uses& list) const
    {
        list.reads_own(spikes.words)
            .reads_any(spikes.head)
            .reads_own(weight)
            .reads_own(bias)
            .writes_own(output);
    }
    static void on_host(DirectMapping const& stage, Slice slice);
};

}  // namespace inferno
