//! Spikes through delays on a dense connection, source by source; lanes are targets.
//!
//! A word of the record tells for 32 samples whether a spike arrives at a weight: one load each,
//! and terms at source spikes are added for those samples only in which one arrives. Terms at
//! target spikes need a trace of the past for each target that spiked: eight at a time are
//! recomputed from those that are kept. The same operations in the same order as DelayedSpikeRule.
#pragma once

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#include "inferno/learn/delayed_rule.hpp"
#include "inferno/state/spike_bytes.hpp"

#include "delayed_scratch.hpp"
#include "strip.hpp"
#include "traces_of_source.hpp"

namespace inferno::host {

template <Adding adding, bool triplets>
class DelayedRows {
    static constexpr bool directed        = adding == Adding::directions;
    static constexpr Index strips_at_once = triplets ? 1 : 4;

  public:
    DelayedRows(WeightPairs const& pairs, DelayedSpikeRule const& rule, DelayedScratch& scratch)
        : pairs_(pairs),
          rule_(rule),
          past_(rule.pre.past),
          scratch_(scratch),
          width_(padded(rule.post.outputs) + strips_at_once * lanes),
          slow_(slow_past(rule.pre), rule.pre.slow)
    {
        scratch.begin(rule, adding, width_);
    }

    //! Calls use(strip, sums, touched) for eight weights of a row at a time. Sums are those of
    //! target and of source spikes or, by direction, what potentiates and what depresses; not
    //! touched are weights without a spike on either side.
    template <class Use>
    void row(Index source, Slice targets, Use const& use)
    {
        bool const fired = has_fired(source);
        if (fired || scratch_.spike_count > 0) {
            scratch_.places.find(rule_.pre, source * pairs_.filters, targets);
        }
        add_target_spikes(source, targets);
        if (triplets && fired) { slow_.lay_out(source, scratch_.slow); }
        for (Index first = targets.begin; first < targets.end;) {
            bool const many = targets.end - first > (strips_at_once / 2) * lanes;
            Index const end = std::min(first + (many ? strips_at_once : 1) * lanes, targets.end);
            many ? some_strips<strips_at_once>(source, {first, end}, fired, use)
                 : some_strips<1>(source, {first, end}, fired, use);
            first = end;
        }
    }

    //! Calls post(target, sample, term) for the terms of a row at target spikes, and
    //! pre(strip, sample, terms) for those of eight weights at source spikes.
    template <class Post, class Pre>
    void terms(Index source, Slice targets, Post const& post, Pre const& pre)
    {
        Index const first = source * pairs_.filters;
        if (has_own({first + targets.begin, targets.end - targets.begin})) {
            return terms_by_definition(source, targets, post, pre);
        }
        scratch_.places.find(rule_.pre, first, targets);
        for_each_target_term(source, targets, [&](SeenSpike const& spike, Real term) {
            post(spike.target, spike.sample, term);
        });
        if constexpr (triplets) { slow_.lay_out(source, scratch_.slow); }
        for_each_strip(pairs_, source, targets, [&](Strip strip, Index o) {
            SpikeWord arrives[1] = {};
            for_each_source_term<1>(source, o, arrives, [&](Index b, Lanes const(&term)[1]) {
                pre(strip, b, term[0]);
            });
        });
    }

  private:
    //! True if a source has spiked in its record.
    bool has_fired(Index source) const
    {
        SpikeWord any = 0;
        for (Index w = 0; w < words_for(past_.batch); ++w) {
            SpikeWord const* const row = past_.row(w, source);
            for (Index slot = 0; slot < past_.slots; ++slot) {
                any |= row[slot];
            }
        }
        return any != 0;
    }
    template <Index strips, class Use>
    void some_strips(Index source, Slice targets, bool fired, Use const& use)
    {
        Lanes one[strips], other[strips];
        for (Index s = 0; s < strips; ++s) {
            one[s]   = load_lanes(scratch_.post_one.data() + targets.begin + s * lanes);
            other[s] = load_lanes(scratch_.post_two.data() + targets.begin + s * lanes);
        }
        SpikeWord arrives[strips] = {};
        auto const add            = [&](Index b, Lanes const(&terms)[strips]) {
            bool const ups = directed && !falls(b, rule_.signs.pre_potentiates);
            for (Index s = 0; s < strips; ++s) {
                (ups ? one : other)[s] += terms[s];
            }
        };
        if (fired) { for_each_source_term<strips>(source, targets.begin, arrives, add); }
        for_each_strip(pairs_, source, targets, [&](Strip strip, Index o) {
            if (has_own(strip)) { return use(strip, by_definition(strip), true); }
            Index const s = strips == 1 ? 0 : (o - targets.begin) / lanes;
            std::uint64_t spiked;  // eight flags
            std::memcpy(&spiked, scratch_.spiked.data() + o, sizeof(spiked));
            use(strip, LanePair{one[s], other[s]}, arrives[s] != 0 || spiked != 0);
        });
    }

    template <class Post, class Pre>
    void terms_by_definition(Index source, Slice targets, Post const& post, Pre const& pre)
    {
        for (Index o = targets.begin; o < targets.end; ++o) {
            Index const weight = source * pairs_.filters + o;
            for (Index b = 0; b < rule_.batch(); ++b) {
                SpikeTerms const found = rule_.terms(pairs_, weight, b);
                post(o, b, found.post);
                pre(Strip{weight, 1}, b, Lanes{found.pre});
            }
        }
    }
    static History<FadingTrace> slow_past(PastSources const& pre)
    {
        History<FadingTrace> past = pre.past;
        past.states.value         = pre.slow_states;
        return past;
    }
    bool falls(Index sample, bool potentiates) const
    {
        return directed && potentiates == rule_.reward.inverts(sample);
    }
    Real reward(Index sample) const { return directed ? rule_.reward.size(sample) : Real{1}; }

    bool has_own(Strip strip) const
    {
        PastSources const& pre = rule_.pre;
        if (pre.arrived == nullptr || pre.arrived->owns == nullptr) { return false; }
        bool some = false;
        for (Index k = strip.first; k < strip.first + strip.width; ++k) {
            some = some || pre.has_own(k);
        }
        return some;
    }
    LanePair by_definition(Strip strip) const
    {
        LanePair sums{};
        auto const add = [&](Index j, Index b, bool potentiates, Real term, Lanes& side) {
            (directed ? (falls(b, potentiates) ? sums.other : sums.one) : side)[j] +=
                directed ? term * reward(b) : term;
        };
        for (Index j = 0; j < strip.width; ++j) {
            for (Index b = 0; b < rule_.batch(); ++b) {
                Real const post = rule_.terms(pairs_, strip.first + j, b).post;
                add(j, b, rule_.signs.post_potentiates, post, sums.one);
            }
            for (Index b = 0; b < rule_.batch(); ++b) {
                Real const pre = rule_.terms(pairs_, strip.first + j, b).pre;
                add(j, b, rule_.signs.pre_potentiates, pre, sums.other);
            }
        }
        return sums;
    }

    void add_target_spikes(Index source, Slice targets)
    {
        if (scratch_.spike_count == 0) { return; }
        std::fill(scratch_.post_one.begin(), scratch_.post_one.end(), Real{0});
        if (directed) { std::fill(scratch_.post_two.begin(), scratch_.post_two.end(), Real{0}); }
        for_each_target_term(source, targets, [&](SeenSpike const& spike, Real term) {
            auto const o = static_cast<std::size_t>(spike.target);
            (spike.down ? scratch_.post_two : scratch_.post_one)[o] +=
                directed ? term * spike.reward : term;
        });
    }
    template <class Use>
    void for_each_target_term(Index source, Slice targets, Use const& use) const
    {
        for (Index first = 0; first < scratch_.spike_count; first += lanes) {
            SeenSpike const* const spikes = scratch_.spikes.data() + first;
            Lanes const traces =
                traces_at_spikes(past_, rule_.pre.fast.trace, source, spikes, scratch_.places.slot);
            for (Index j = 0; j < std::min(lanes, scratch_.spike_count - first); ++j) {
                SeenSpike const& spike = spikes[j];
                if (spike.target < targets.begin || spike.target >= targets.end) { continue; }
                auto const o = static_cast<std::size_t>(spike.target);
                use(spike, spike.weight * (traces[j] * scratch_.places.left[o]));
            }
        }
    }
    //! Calls use(sample, terms) for some strips from target o on, for the samples in which a spike
    //! arrives at any of their weights. `arrives`: not 0 where it does.
    template <Index strips, class Use>
    void for_each_source_term(Index source,
                              Index o,
                              SpikeWord (&arrives)[strips],
                              Use const& use) const
    {
        std::int32_t const* const slot = scratch_.places.slot.data() + o;
        for (Index w = 0; w < words_for(past_.batch); ++w) {
            SpikeWord const* const row = past_.row(w, source);
            LaneInts words[strips]     = {};
            SpikeWord any              = 0;
            for (Index s = 0; s < strips; ++s) {
                SpikeWord some = 0;
                for (Index j = 0; j < lanes; ++j) {
                    SpikeWord const word = row[slot[s * lanes + j]];
                    words[s][j]          = static_cast<std::int32_t>(word);
                    some |= word;
                }
                arrives[s] |= some;
                any |= some;
            }
            Real const* before[strips * lanes];  // slow traces of the source, by weight
            for (Index j = 0; triplets && j < strips * lanes; ++j) {
                before[j] = slow_.before(slot[j]);
            }
            for (; any != 0; any &= any - 1) {
                int const k        = std::countr_zero(any);
                LaneInts const bit = LaneInts{} + static_cast<std::int32_t>(SpikeWord{1} << k);
                Index const b      = w * word_bits + k;
                Lanes terms[strips];
                for (Index s = 0; s < strips; ++s) {
                    terms[s] = where(mask_of((words[s] & bit) != 0),
                                     term_of(b, o + s * lanes, before + s * lanes));
                }
                use(b, terms);  // where no spike: +0
            }
        }
    }
    //! What a spike that arrives in sample b adds.
    Lanes term_of(Index b, Index o, Real const* const* slow_before) const
    {
        Lanes const brings = load_lanes(scratch_.brings.data() + b * width_ + o);
        if constexpr (!triplets) { return brings; }
        Lanes before{};
        for (Index j = 0; j < lanes; ++j) {
            before[j] = slow_before[j][b];
        }
        Lanes const faded = before * load_lanes(scratch_.places.slow_left.data() + o);
        Lanes const term  = (rule_.pre.pair + rule_.pre.triplet * faded) * brings;
        return directed ? term * reward(b) : term;
    }

    WeightPairs const& pairs_;
    DelayedSpikeRule const& rule_;
    History<FadingTrace> past_;
    DelayedScratch& scratch_;
    Index width_;
    TracesOfSource slow_;
};

//! Calls run(DelayedRows) with what fits a rule.
template <class Run>
void with_delayed_rows(WeightPairs const& pairs,
                       DelayedSpikeRule const& rule,
                       bool by_direction,
                       Run const& run)
{
    using enum Adding;
    thread_local DelayedScratch scratch;
    bool const triplets = rule.pre.slow_states != nullptr;
    if (by_direction && triplets) {
        return run(DelayedRows<directions, true>(pairs, rule, scratch));
    }
    if (by_direction) { return run(DelayedRows<directions, false>(pairs, rule, scratch)); }
    if (triplets) { return run(DelayedRows<sides, true>(pairs, rule, scratch)); }
    run(DelayedRows<sides, false>(pairs, rule, scratch));
}

}  // namespace inferno::host
