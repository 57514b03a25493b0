//! Spikes through delays on a dense connection, source by source; lanes are targets.
//!
//! A word of the record tells for 32 samples whether a spike arrives at a weight: one load each,
//! and terms at source spikes are added for those samples only in which one arrives. Terms at
//! target spikes need a trace of the past for each target that spiked: eight at a time are
//! recomputed from those that are kept. The same operations in the same order as DelayedSpikeRule.
#pragma once

#include <algorithm>
#include <bit>
#include <vector>

#include "inferno/learn/delayed_rule.hpp"
#include "inferno/state/spike_bytes.hpp"

#include "delayed_places.hpp"
#include "strip.hpp"
#include "traces_at_spikes.hpp"
#include "traces_of_source.hpp"

namespace inferno::host {

//! What one thread needs, kept from step to step.
struct DelayedScratch {
    std::vector<SeenSpike> spikes;     //!< of the targets; filled up to whole lanes
    Index spike_count = 0;             //!< of these
    std::vector<std::uint8_t> spiked;  //!< [padded targets]: in any sample
    std::vector<Real> brings;  //!< [batch][padded targets]: what an arriving spike adds, or of
                               //!< triplets what it is multiplied with
    std::vector<Real> post_one, post_two;  //!< [padded targets]: sums of terms at target spikes
    std::vector<Real> slow;                //!< slow traces of a source
    RowPlaces places;
};

//! How spikes are added up: by side or, under rewards of samples, by direction.
enum class Adding { sides, directions };

template <Adding adding, bool triplets>
class DelayedRows {
    static constexpr bool directed = adding == Adding::directions;

  public:
    DelayedRows(WeightPairs const& pairs, DelayedSpikeRule const& rule, DelayedScratch& scratch)
        : pairs_(pairs),
          rule_(rule),
          past_(rule.pre.past),
          scratch_(scratch),
          width_(padded(rule.post.outputs) + lanes),
          slow_(slow_past(rule.pre), rule.pre.slow)
    {
        prepare();
        find_target_spikes();
    }

    //! Calls use(strip, sums, touched) for eight weights of a row at a time. Sums are those of
    //! target and of source spikes or, by direction, what potentiates and what depresses; not
    //! touched are weights without a spike on either side.
    template <class Use>
    void row(Index source, Slice targets, Use const& use)
    {
        scratch_.places.find(rule_.pre, source * pairs_.filters, targets);
        add_target_spikes(source, targets);
        if constexpr (triplets) { slow_.lay_out(source, scratch_.slow); }
        for_each_strip(pairs_, source, targets, [&](Strip strip, Index o) {
            if (has_own(strip)) { return use(strip, by_definition(strip), true); }
            LanePair sums{load_lanes(scratch_.post_one.data() + o),
                          load_lanes(scratch_.post_two.data() + o)};
            bool touched = for_each_source_term(source, o, [&](Index b, Lanes term) {
                bool const ups = directed && !falls(b, rule_.signs.pre_potentiates);
                (ups ? sums.one : sums.other) += term;
            });
            for (Index j = 0; !touched && j < strip.width; ++j) {
                touched = scratch_.spiked[static_cast<std::size_t>(o + j)] != 0;
            }
            use(strip, sums, touched);
        });
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
            for_each_source_term(source, o, [&](Index b, Lanes term) { pre(strip, b, term); });
        });
    }

  private:
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

    void prepare()
    {
        auto const width    = static_cast<std::size_t>(width_);
        Index const outputs = rule_.post.outputs;
        scratch_.spiked.assign(width, 0);
        scratch_.brings.assign(static_cast<std::size_t>(rule_.batch()) * width, 0);
        scratch_.post_one.assign(width, 0);
        scratch_.post_two.assign(width, 0);
        scratch_.places.clear(rule_.pre, width);
        for (Index b = 0; b < rule_.batch(); ++b) {
            Real const* const trace = rule_.post.trace + b * outputs;
            Real* const brings      = scratch_.brings.data() + b * width_;
            Real const pair = rule_.pre.pair, size = reward(b);
            for (Index o = 0; o < outputs; ++o) {
                brings[o] = triplets ? trace[o] : pair * trace[o] * size;
            }
        }
    }
    void find_target_spikes()
    {
        Index const outputs = rule_.post.outputs;
        scratch_.spikes.clear();
        for (Index b = 0; b < rule_.batch(); ++b) {
            SpikeWord const* const words = rule_.post.words + b * words_for(outputs);
            for_each_spike(words, {0, outputs}, [&](Index o) {
                scratch_.spikes.push_back({o,
                                           b,
                                           rule_.post.weight_of_spike(b * outputs + o),
                                           reward(b),
                                           falls(b, rule_.signs.post_potentiates)});
                scratch_.spiked[static_cast<std::size_t>(o)] = 1;
            });
        }
        scratch_.spike_count = std::ssize(scratch_.spikes);
        scratch_.spikes.resize(static_cast<std::size_t>(padded(scratch_.spike_count)));
    }

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
    //! Calls use(sample, terms) for eight weights from target o on; false where no spike arrives.
    template <class Use>
    bool for_each_source_term(Index source, Index o, Use const& use) const
    {
        std::int32_t const* const slot = scratch_.places.slot.data() + o;
        bool arrives                   = false;
        for (Index w = 0; w < words_for(past_.batch); ++w) {
            SpikeWord const* const row = past_.row(w, source);
            LaneInts words{};
            SpikeWord any = 0;
            for (Index j = 0; j < lanes; ++j) {
                words[j] = static_cast<std::int32_t>(row[slot[j]]);
                any |= row[slot[j]];
            }
            arrives |= any != 0;
            for (; any != 0; any &= any - 1) {
                int const k         = std::countr_zero(any);
                LaneInts const bit  = LaneInts{} + static_cast<std::int32_t>(SpikeWord{1} << k);
                LaneInts const here = (words & bit) != 0;
                Index const b       = w * word_bits + k;
                use(b, (Lanes)(here & (LaneInts)term_of(b, o)));  // where no spike: +0
            }
        }
        return arrives;
    }
    //! What a spike that arrives in sample b adds.
    Lanes term_of(Index b, Index o) const
    {
        Lanes const brings = load_lanes(scratch_.brings.data() + b * width_ + o);
        if constexpr (!triplets) { return brings; }
        Lanes before{};
        for (Index j = 0; j < lanes; ++j) {
            std::int32_t const slot = scratch_.places.slot[static_cast<std::size_t>(o + j)];
            before[j]               = slow_.at(slot == 0 ? past_.slots - 1 : slot - 1, b);
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
