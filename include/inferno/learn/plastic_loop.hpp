//! The host's loops over plastic synapses, for any rule. A program with a rule of its own includes
//! this where it connects with it.
#pragma once

#include "inferno/learn/plastic.hpp"
#include "inferno/mapping/sparse_loop.hpp"

namespace inferno {
namespace host {

//! Notes the spikes that the partition's own targets fired in the last window, once.
inline void note_targets(PlasticView const& view, PlasticTiming const& timing, Index partition)
{
    ExchangeView const& exchange = view.delivery.exchange;
    TargetHistory const& history = view.history;
    PlasticClock& clock          = view.clocks[partition];
    std::uint32_t const parity   = view.parity(partition);
    Fired const* const list      = exchange.list(parity, partition);
    for (std::uint32_t k = 0; k < exchange.count(parity, partition); ++k) {
        Index const target = Index{list[k].neuron} - history.first_target;
        if (target < 0 || target >= history.targets || is_after(clock.noted, list[k].step)) {
            continue;
        }
        std::uint32_t const count = history.note(timing, target, list[k].step);
        std::uint32_t lost        = 0;
        if (view.endangered(target, count, lost) &&
            is_after(lost + view.longest_delay, clock.must)) {
            clock.must = lost + view.longest_delay;
        }
    }
    clock.noted = view.now(partition);
}

//! Delivers a spike, unless the row has seen it: settling may have been first.
template <class Rule>
void deliver_row(DeliverPlastic<Rule> const& stage, Index partition, Reached const& row)
{
    PlasticView const& view = stage.view;
    SourceTrace& source     = view.source(partition, row.source);
    if (!is_after(row.step, source.last)) { return; }
    RingView const ring          = view.delivery.ring;
    std::int32_t* const arrivals = ring.of(partition);
    std::uint32_t const mask     = ring.place_mask();
    std::uint32_t const targets  = (std::uint32_t{1} << ring.target_bits) - 1;
    std::uint32_t const now      = row.step << ring.target_bits;
    std::uint32_t const origin   = view.origins[partition];
    SourceTrace const before     = source;
    for (std::uint64_t k = row.begin; k < row.begin + row.count; ++k) {
        PlasticSynapse& synapse    = view.synapses[k];
        std::uint32_t const target = (synapse.place & targets) - origin;
        synapse.weight             = stage.learned(synapse, target, before, row.step, true);
        arrivals[(now + synapse.place) & mask] += stage.counts_of(synapse.weight);
    }
    source = stage.after_spike(before, row.step);
}

//! Brings rows that have not been touched for long up to the end of the last window.
template <class Rule>
void settle_rows(DeliverPlastic<Rule> const& stage, Index partition)
{
    PlasticView const& view = stage.view;
    SparseRows const rows   = view.delivery.rows;
    std::uint32_t goal      = 0;
    if (!view.overdue(partition, goal)) { return; }
    std::uint32_t const latest  = view.now(partition) - 1;
    std::uint32_t const targets = (std::uint32_t{1} << view.delivery.ring.target_bits) - 1;
    for (Index s = 0; s < rows.sources; ++s) {
        SourceTrace& source = view.source(partition, s);
        if (!is_after(goal, source.settled)) { continue; }
        SparseRows::Range const row = rows.of(s, partition);
        for (std::uint64_t k = row.begin; k < row.begin + row.count; ++k) {
            PlasticSynapse& synapse    = view.synapses[k];
            std::uint32_t const target = (synapse.place & targets) - view.origins[partition];
            synapse.weight             = stage.learned(synapse, target, source, latest, false);
        }
        source.settled = latest;
    }
    view.clocks[partition].settled = goal;
}

}  // namespace host

template <class Rule>
void DeliverPlastic<Rule>::on_host(DeliverPlastic const& stage, Slice slice)
{
    for_each_partition(slice, [&](Index partition) {
        host::note_targets(stage.view, stage.timing, partition);
        host::for_each_reached(
            stage.view.delivery,
            stage.view.parity(partition),
            stage.view.synapses,
            partition,
            [&](host::Reached const& row) { host::deliver_row(stage, partition, row); });
        host::settle_rows(stage, partition);
    });
}

}  // namespace inferno
