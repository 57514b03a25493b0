//! The host's loops over plastic synapses, for any rule. A program with a rule of its own includes
//! this where it connects with it.
#pragma once

#include <algorithm>

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

inline constexpr int plastic_block            = 64;  //!< synapses that learn side by side
inline constexpr std::uint32_t plastic_rounds = 4;   //!< spikes of a target that do, too

//! Neighbouring synapses of a source while they learn. What DeliverPlastic::learned() does with
//! one, in parts: what waits in memory is looked up for all of them, then numbers are computed in
//! loops that are vectorised. The same numbers, in the same order for each synapse.
template <class Rule>
class PlasticBlock {
  public:
    //! Synapses of a source as its last spike left it, up to step `until`, in which it spikes or
    //! does not.
    PlasticBlock(DeliverPlastic<Rule> const& stage,
                 SourceTrace const& source,
                 std::uint32_t origin,
                 std::uint32_t until,
                 bool spikes)
        : stage_(stage), source_(source), origin_(origin), until_(until), spikes_(spikes)
    {
    }

    //! All synapses of a row learn; calls use(synapses, count) for some of them at a time.
    template <class Use>
    void learn(SparseRows::Range row, Use const& use)
    {
        for (std::uint32_t first = 0; first < row.count; first += plastic_block) {
            PlasticSynapse* const synapses = stage_.view.synapses + row.begin + first;
            auto const count =
                static_cast<int>(std::min<std::uint32_t>(plastic_block, row.count - first));
            learn_some(synapses, count);
            use(synapses, count);
        }
    }

  private:
    //! Spikes of targets, one for a synapse.
    struct Round {
        int count = 0;
        int which[plastic_block];            //!< synapse
        std::uint32_t since[plastic_block];  //!< steps since the source's last spike
        std::int32_t meets[plastic_block];   //!< 1: a spike of the source
        Real slow[plastic_block];
    };

    void learn_some(PlasticSynapse* synapses, int count)
    {
        TargetHistory const& past = stage_.view.history;
        for (int j = 0; j < count; ++j) {
            Index const target = stage_.target_of(synapses[j], origin_);
            __builtin_prefetch(past.marks + past.at(target, past.counts[target] - 1));
        }
        for (int j = 0; j < count; ++j) {
            weight_[j] = synapses[j].weight;
            look_up(synapses[j], j);
        }
        for (std::uint32_t k = plastic_rounds; k > 0; --k) {
            potentiate(rounds_[k - 1]);
        }
        if (spikes_) { depress(count); }
        for (int j = 0; j < count; ++j) {
            synapses[j].weight = weight_[j];
        }
    }

    //! Which spikes of its target reach a synapse, and the target's trace in the end.
    void look_up(PlasticSynapse synapse, int j)
    {
        TargetHistory const& past  = stage_.view.history;
        Index const target         = stage_.target_of(synapse, origin_);
        std::uint32_t const delay  = stage_.delay_of(synapse);
        std::uint32_t const count  = past.counts[target];
        std::uint32_t const oldest = past.oldest(count);
        std::uint32_t end          = stage_.first_after(until_, target, delay, oldest, count);
        std::uint32_t taken        = 0;
        for (; taken < plastic_rounds && end - taken > oldest; ++taken) {
            std::uint32_t const k       = end - taken - 1;
            std::uint32_t const reached = stage_.arrival(target, k, delay);
            if (!is_after(reached, source_.settled)) { break; }
            Round& round              = rounds_[taken];
            round.which[round.count]  = j;
            round.since[round.count]  = reached - source_.last;
            round.meets[round.count]  = spikes_ && reached == until_ ? 1 : 0;
            round.slow[round.count++] = past.slow_at(target, k);
        }
        if (taken == plastic_rounds) {  // there rarely are earlier ones; they come first
            std::uint32_t const last = end - taken;
            std::uint32_t k = stage_.first_after(source_.settled, target, delay, oldest, last);
            for (; k < last; ++k) {
                weight_[j] = stage_.potentiated(weight_[j], source_, target, k, delay, false);
            }
        }
        if (!spikes_) { return; }
        if (!Rule::together && end > oldest && stage_.arrival(target, end - 1, delay) == until_) {
            --end;
        }
        TargetMark const mark = stage_.last_before(target, end, delay, until_);
        trace_[j]             = mark.fast;
        steps_[j]             = mark.step;
    }

    [[gnu::flatten]] void potentiate(Round& round)
    {
        Rule const rule            = stage_.rule;
        PlasticTiming const timing = stage_.timing;
        Real const fast            = source_.fast;
        Real moved[plastic_block];
        for (int e = 0; e < round.count; ++e) {
            moved[e] = weight_[round.which[e]];
        }
        for (int e = 0; e < round.count; ++e) {
            Real trace = timing.faded(fast, timing.source_fast, round.since[e]);
            if (Rule::together) { trace = round.meets[e] != 0 ? timing.raised(trace) : trace; }
            moved[e] = rule.potentiated(moved[e], trace, round.slow[e]);
        }
        for (int e = 0; e < round.count; ++e) {
            weight_[round.which[e]] = moved[e];
        }
        round.count = 0;
    }

    [[gnu::flatten]] void depress(int count)
    {
        Rule const rule            = stage_.rule;
        PlasticTiming const timing = stage_.timing;
        Real const slow = timing.faded(source_.slow, timing.source_slow, until_ - source_.last);
        for (int j = 0; j < count; ++j) {
            Real const trace = timing.faded(trace_[j], timing.target_fast, steps_[j]);
            weight_[j]       = rule.depressed(weight_[j], trace, slow);
        }
    }

    DeliverPlastic<Rule> const& stage_;
    SourceTrace const source_;
    std::uint32_t const origin_, until_;
    bool const spikes_;
    Real weight_[plastic_block];
    Real trace_[plastic_block];  //!< of the target, so many steps ago:
    std::uint32_t steps_[plastic_block];
    Round rounds_[plastic_rounds];  //!< the latest spikes first
};

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
    std::uint32_t const now      = row.step << ring.target_bits;
    PlasticBlock<Rule> block(stage, source, view.origins[partition], row.step, true);
    block.learn({row.begin, row.count}, [&](PlasticSynapse const* synapses, int count) {
        for (int j = 0; j < count; ++j) {
            arrivals[(now + synapses[j].place) & mask] += stage.counts_of(synapses[j].weight);
        }
    });
    source = stage.after_spike(source, row.step);
}

//! Brings rows that have not been touched for long up to the end of the last window.
template <class Rule>
void settle_rows(DeliverPlastic<Rule> const& stage, Index partition)
{
    PlasticView const& view = stage.view;
    SparseRows const rows   = view.delivery.rows;
    std::uint32_t goal      = 0;
    if (!view.overdue(partition, goal)) { return; }
    std::uint32_t const latest = view.now(partition) - 1;
    for (Index s = 0; s < rows.sources; ++s) {
        SourceTrace& source = view.source(partition, s);
        if (!is_after(goal, source.settled)) { continue; }
        PlasticBlock<Rule> block(stage, source, view.origins[partition], latest, false);
        block.learn(rows.of(s, partition), [](PlasticSynapse const*, int) {});
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
