//! Rules that act at spikes where weights have delays: a source spike counts when it arrives.
#pragma once

#include "inferno/learn/arrivals.hpp"
#include "inferno/learn/spike_rule.hpp"
#include "inferno/trace/past.hpp"

namespace inferno {

//! One pair of a weight in one sample.
struct PairAt {
    Index place;  //!< [batch][weights][positions]
    Index input, sample;
};

//! Sources as a weight sees them, in a record of undelayed spikes and traces. Either one delay ago:
//! on a step both are those of that step; between two steps spikes are those of the step before,
//! and traces have faded since. Or as spikes have arrived, whatever the delay was when they did:
//! then a weight reads at a whole number of steps, and may have traces of its own.
struct PastSources {
    History<FadingTrace> past;                       //!< its head is at this step
    Real* slow_states                    = nullptr;  //!< as of `past`, of the same spikes; or null
    Real const* delay_ms                 = nullptr;  //!< [weights]: looked up one delay ago
    ArrivedAtWeights const* arrived      = nullptr;  //!< or as they have arrived
    ArrivedAtWeights const* arrived_slow = nullptr;  //!< likewise, of slow traces
    FadingTrace::Params fast, slow;
    DelayRule rule;
    Real pair    = 1;  //!< as of SpikeSide
    Real triplet = 0;

    //! Where a weight reads.
    struct Place {
        Index slot;
        Real at_ms;
        Real const* own      = nullptr;  //!< its own traces, if it has any
        Real const* own_slow = nullptr;
    };

    INFERNO_HD Index batch() const { return past.batch; }
    void uses(Uses& list) const
    {
        list.reads_any(past.bits).reads_any(past.states.value).reads_any(past.head);
        list.reads_any(slow_states).reads_own(delay_ms);
        list.reads_own(arrived).reads_own(arrived_slow);
    }
    //! True if what is kept for a weight alone must be read.
    INFERNO_HD bool has_own(Index weight) const
    {
        return arrived != nullptr && (arrived->has_own(weight) ||
                                      (arrived_slow != nullptr && arrived_slow->has_own(weight)));
    }
    INFERNO_HD Place place(Index weight) const
    {
        if (arrived == nullptr) {
            DelayedRead const read = delayed_read<FadingTrace>(rule, delay_ms[weight]);
            return {history_slot(*past.head, read.steps, past.slots), read.at_ms};
        }
        Place where{history_slot(*past.head, arrived->steps[weight], past.slots), 0};
        if (arrived->has_own(weight)) { where.own = arrived->own; }
        if (arrived_slow != nullptr && arrived_slow->has_own(weight)) {
            where.own_slow = arrived_slow->own;
        }
        return where;
    }
    INFERNO_HD bool spiked(Place where, PairAt const& at) const
    {
        SpikeWord const word = past.row(at.sample / word_bits, at.input)[where.slot];
        return ((word >> (at.sample % word_bits)) & 1U) != 0;
    }
    INFERNO_HD Real trace(Place where, PairAt const& at) const
    {
        if (where.own != nullptr) { return where.own[at.place]; }
        if (where.slot == past.slots) { return 0; }
        return FadingTrace::later(fast, kept(past, fast, where.slot, at), where.at_ms);
    }
    //! Of a spike that arrives; slow traces are read one step further back.
    INFERNO_HD Real weight_of_spike(Place where, PairAt const& at) const
    {
        return slow_states == nullptr ? pair : pair + triplet * slow_before(where, at);
    }

  private:
    INFERNO_HD Real slow_before(Place where, PairAt const& at) const
    {
        if (where.own_slow != nullptr) { return where.own_slow[at.place]; }
        History<FadingTrace> history = past;
        history.states.value         = slow_states;
        Index const before           = where.slot == 0 ? past.slots - 1 : where.slot - 1;
        return FadingTrace::later(slow, kept(history, slow, before, at), where.at_ms);
    }
    INFERNO_HD static Real kept(History<FadingTrace> const& history,
                                FadingTrace::Params const& params,
                                Index slot,
                                PairAt const& at)
    {
        SpikeWord const* const row = history.row(at.sample / word_bits, at.input);
        return state_at(history, params, row, at.input, slot, at.sample).value;
    }
};

//! The targets' side, with fewer bytes than a SpikeSide.
struct TargetSide {
    SpikeWord const* words  = nullptr;  //!< [batch][words]
    Real const* trace       = nullptr;  //!< [batch][outputs]
    Real const* slow_before = nullptr;  //!< likewise; or null
    Index outputs           = 0;
    Real pair               = 1;
    Real triplet            = 0;

    INFERNO_HD bool spiked(Index sample, Index n) const
    {
        SpikeWord const word = words[sample * words_for(outputs) + n / word_bits];
        return ((word >> (n % word_bits)) & 1U) != 0;
    }
    INFERNO_HD Real weight_of_spike(Index at) const
    {
        return slow_before != nullptr ? pair + triplet * slow_before[at] : pair;
    }
    void uses(Uses& list) const { list.reads_any(words).reads_any(trace).reads_any(slow_before); }
};

//! SpikeRule where weights have delays.
struct DelayedSpikeRule {
    static constexpr std::string_view name = "STDP through delays";
    using Anew                             = ReducedAnew<DelayedSpikeRule>;

    PastSources pre;
    TargetSide post;
    StdpSigns signs;
    BatchReduction reduction = BatchReduction::mean;
    Reward reward;

    //! The rule `undelayed` with other sources. Of its targets the spikes of one step are seen.
    static DelayedSpikeRule of(SpikeRule const& undelayed, PastSources sources)
    {
        SpikeSide const& post = undelayed.post;
        sources.pair          = undelayed.pre.pair;
        sources.triplet       = undelayed.pre.triplet;
        return {sources,
                {post.seen.spikes.words,
                 post.seen.values,
                 post.slow_before,
                 post.seen.spikes.elements,
                 post.pair,
                 post.triplet},
                undelayed.signs,
                undelayed.reduction,
                undelayed.reward};
    }

    void uses(Uses& list) const
    {
        pre.uses(list);
        post.uses(list);
        list.reads_any(reward.signal);
    }
    INFERNO_HD Index batch() const { return pre.batch(); }
    Index operations_per_weight() const { return batch() * 12; }

    //! Sums of one sample over the pairs of a weight.
    INFERNO_HD SpikeTerms terms(WeightPairs const& pairs, Index weight, Index sample) const
    {
        return terms(pairs, weight, pre.place(weight), sample);
    }
    template <bool common = true>
    INFERNO_HD Change change(WeightPairs const& pairs, Index weight) const
    {
        PastSources::Place const place = pre.place(weight);
        return reduced_change<common>(signs, reduction, reward, batch(), [&](Index sample) {
            return terms(pairs, weight, place, sample);
        });
    }

  private:
    INFERNO_HD SpikeTerms terms(WeightPairs const& pairs,
                                Index weight,
                                PastSources::Place const& place,
                                Index sample) const
    {
        SpikeTerms sum;
        pairs.for_each(weight, [&](Index input, Index output) {
            PairAt const at{sample * pairs.size() + pairs.at(weight, output), input, sample};
            Index const o = sample * post.outputs + output;
            if (post.spiked(sample, output)) {
                sum.post += post.weight_of_spike(o) * pre.trace(place, at);
            }
            if (pre.spiked(place, at)) {
                sum.pre += pre.weight_of_spike(place, at) * post.trace[o];
            }
        });
        return sum;
    }
};

}  // namespace inferno
