//! mapping of what arrives in the step itself, for synapses with a memory and for convolutions.
#pragma once

#include "inferno/mapping/windows.hpp"
#include "inferno/runtime/stage.hpp"
#include "inferno/state/columns.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! Notes what a mapping by windows reads and writes, its currents excepted.
inline void uses_of(WindowWeights const& map, Uses& list)
{
    list.reads_any(map.weight).reads_any(map.bias);
    map.windows.whole != 0 ? list.writes_own(map.output) : list.writes_any(map.output);
}

//! Spikes of a convolution; DenseMapping does the rest.
struct WindowSpikes {
    static constexpr std::string_view name = "convolution";
    static constexpr Word word             = Word::mapping;

    WindowWeights map;
    SpikeView spikes;
    Real per_spike_na = 0;

    Index extent() const { return map.extent(); }
    Index operations() const { return map.extent() * spikes.batch * 4; }
    void uses(Uses& list) const
    {
        uses_of(map, list);
        list.reads_any(spikes.words).reads_any(spikes.head);
    }
    static void on_host(WindowSpikes const& stage, Slice slice);
};

//! Currents of synapses with a memory.
template <class Model>
struct CurrentMapping {
    using Dynamics                         = Model;
    static constexpr std::string_view name = "currents";
    static constexpr Word word             = Word::mapping;

    WindowWeights map;
    typename Dynamics::Params params;
    SpikeView spikes;                                      //!< of this step
    typename Dynamics::template State<Real const*> state;  //!< [batch][inputs]

    Index extent() const { return map.extent(); }
    Index operations() const { return map.extent() * spikes.batch * map.windows.taps() / 4; }
    void uses(Uses& list) const
    {
        uses_of(map, list);
        list.reads_any(spikes.words).reads_any(spikes.head);
        Dynamics::template State<Real>::fields(
            [&list](char const*, Real const* column) { list.reads_any(column); }, state);
    }
    static void on_host(CurrentMapping const& stage, Slice slice);

    INFERNO_HD Real current(Index sample, Index input) const
    {
        SpikeWord const fired = spikes.row(sample)[input / word_bits];
        return Dynamics::output(params,
                                load(state, sample * spikes.elements + input),
                                ((fired >> (input % word_bits)) & 1U) != 0);
    }
};

//! The same, one to one.
template <class Model>
struct DirectCurrents {
    using Dynamics                         = Model;
    static constexpr std::string_view name = "direct currents";
    static constexpr Word word             = Word::mapping;

    CurrentMapping<Dynamics> from;  //!< its weights are [elements]

    INFERNO_HD Index extent() const { return from.spikes.elements; }
    Index operations() const { return extent() * from.spikes.batch * 2; }
    void uses(Uses& list) const
    {
        list.reads_own(from.map.weight).reads_own(from.map.bias).writes_own(from.map.output);
        list.reads_own(from.spikes.words).reads_any(from.spikes.head);
        Dynamics::template State<Real>::fields(
            [&list](char const*, Real const* column) { list.reads_own(column); }, from.state);
    }
    static void on_host(DirectCurrents const& stage, Slice slice);

    INFERNO_HD Real target_input(Index sample, Index n) const
    {
        Real const weighted = from.current(sample, n) * from.map.weight[n];
        return weighted + (from.map.bias != nullptr ? from.map.bias[n] : Real{0});  // never -0
    }
};

}  // namespace inferno
