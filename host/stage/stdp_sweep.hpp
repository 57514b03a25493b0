//! One pass of a rule at spikes over the sources of a slice, work in proportion to the spikes.
//!
//! Terms at target spikes need the targets that spiked, terms at source spikes the samples in which
//! a source spiked. The sweep takes eight sources at a time: terms of the touched targets are added
//! up for all eight side by side, then each source that spiked gets a full row of parts.
#pragma once

#include <vector>

#include "inferno/state/spike_bytes.hpp"

#include "stdp_terms.hpp"

namespace inferno::host {

//! Targets that spiked in any sample.
struct TouchedTargets {
    std::vector<Index> targets;
    std::vector<Index> counts;        //!< spikes that went into each slot
    std::vector<TargetSpike> spikes;  //!< in batch order
    std::vector<Index> rank_of;       //!< of every target its position in `targets`; -1: silent

    //! With two slots for each target the second is for spikes that depress.
    void find(SpikeRule const& rule, Index slots);
};

//! For each source of a slice the samples in which it spiked: bit b % 32 of word b / 32.
class SourceSamples {
  public:
    void find(SpikeView const& pre, Slice slice);
    //! The spikes of source i; with `directed` those that depress apart. Valid until the next call.
    SourceSpikes of(SpikeRule const& rule, Index i, bool directed);

  private:
    std::vector<SpikeWord> masks_;     //!< [sources from the slice's first word on][batch words]
    std::vector<SourceSpike> spikes_;  //!< [2][batch]: of one source, those that depress last
    Index first_ = 0, batch_words_ = 0;
};

//! Adds up the terms of target spikes for source first + j, or for eight sources from there on:
//! sums[slot][j].
template <class Terms, class T>
void add_target_spikes(SpikeRule const& rule,
                       Terms const& terms,
                       TouchedTargets const& touched,
                       Index first,
                       Index j,
                       Real* sums)
{
    Real const* const traces = rule.pre.seen.values + first + j;
    Index const inputs       = rule.pre.seen.spikes.elements;
    for (TargetSpike const& spike : touched.spikes) {
        Real* const sum = sums + spike.slot * sweep_width + j;
        store_as(
            sum,
            terms.joined(load_as(T{}, sum), spike, load_as(T{}, traces + spike.sample * inputs)));
    }
    for (std::size_t slot = 0; slot < touched.counts.size(); ++slot) {
        Real* const sum = sums + static_cast<Index>(slot) * sweep_width + j;
        if (touched.counts[slot] > 0) {
            store_as(sum, terms.finished(load_as(T{}, sum), touched.counts[slot]));
        }
    }
}

//! What one thread needs during a sweep, kept from step to step.
struct SweepScratch {
    TouchedTargets touched;
    SourceSamples sources;
    std::vector<Real> sums;  //!< [touched targets][slots][sweep_width]
    std::vector<Real> rows;  //!< [sweep_width][slots][targets]: zero at silent targets

    void clear(Index slots, Index targets)
    {
        sums.assign(touched.counts.size() * static_cast<std::size_t>(sweep_width), 0);
        rows.assign(static_cast<std::size_t>(sweep_width * slots * targets), 0);
    }
    //! Spreads the slots of touched targets over full rows, one per source and slot.
    void spread_rows(Index slots, Index targets)
    {
        for (std::size_t k = 0; k < touched.counts.size(); ++k) {
            auto const slot       = static_cast<Index>(k);
            Real const* const sum = sums.data() + slot * sweep_width;
            Real* const column    = rows.data() + slot % slots * targets +
                                 touched.targets[static_cast<std::size_t>(slot / slots)];
            for (Index j = 0; j < sweep_width; ++j) {
                column[j * slots * targets] = sum[j];
            }
        }
    }
};

//! Runs the sweep. `sink` gets, per source i, either
//!   row(i, at): at(o, T{}) are the Parts of target o or, with Lanes, of eight from there on, or
//!   touched(i, targets, at): the targets that spiked; at(k) are the Parts of the k-th.
//! It gets rows of silent sources too where wants_rows(targets that spiked) says so.
template <class Terms, class Sink>
void sweep_sources(SpikeRule const& rule, Slice slice, Sink const& sink)
{
    thread_local SweepScratch scratch;
    constexpr Index slots = Terms::slots;
    Terms const terms(rule);
    Index const targets = rule.post.seen.spikes.elements;
    scratch.touched.find(rule, slots);
    scratch.sources.find(rule.pre.seen.spikes, slice);
    scratch.clear(slots, targets);
    Index const ranks     = std::ssize(scratch.touched.targets);
    bool const wants_rows = sink.wants_rows(ranks);

    for (Index first = slice.begin; first < slice.end; first += sweep_width) {
        Index const width = std::min(sweep_width, slice.end - first);
        Real* const sums  = scratch.sums.data();
        if (width == sweep_width) {
            add_target_spikes<Terms, Lanes>(rule, terms, scratch.touched, first, 0, sums);
        } else {
            for (Index j = 0; j < width; ++j) {
                add_target_spikes<Terms, Real>(rule, terms, scratch.touched, first, j, sums);
            }
        }
        scratch.spread_rows(slots, targets);
        for (Index j = 0; j < width; ++j) {
            SourceSpikes const spikes = scratch.sources.of(rule, first + j, slots > 1);
            if (!spikes.none() || wants_rows) {
                Real const* const post = scratch.rows.data() + j * slots * targets;
                // all by value: a loop that writes weights need not read it again
                sink.row(first + j, [=]<class T>(Index o, T) {
                    return terms.template at<T>(spikes, post, targets, o);
                });
            } else if (ranks > 0) {
                sink.touched(first + j, scratch.touched.targets, [=](std::size_t k) {
                    return terms.at_target(sums + static_cast<Index>(k) * slots * sweep_width + j);
                });
            }
        }
    }
}

//! Calls sweep_sources with the reduction as a compile-time constant.
template <class Sink>
void sweep(SpikeRule const& rule, Slice slice, Sink const& sink)
{
    using enum BatchReduction;
    if (rule.reward.of_sample) {
        return rule.reduction == mean ? sweep_sources<DirectedTerms<mean>>(rule, slice, sink)
                                      : sweep_sources<DirectedTerms<sum>>(rule, slice, sink);
    }
    switch (rule.reduction) {
        case mean:
            return sweep_sources<SideTerms<mean>>(rule, slice, sink);
        case sum:
            return sweep_sources<SideTerms<sum>>(rule, slice, sink);
        case max:
            return sweep_sources<SideTerms<max>>(rule, slice, sink);
        default:  // min: skips_silence() lets no other through
            return sweep_sources<SideTerms<min>>(rule, slice, sink);
    }
}

}  // namespace inferno::host
