//! Source spikes as they arrive at each weight, after the delay that it has then.
//!
//! While a delay stays the same, what has arrived at a weight is what its source did a delay ago,
//! and so is the trace of that: a record of the sources serves all of their weights. Where a delay
//! has changed, a weight keeps its traces itself, until they have become those of its source again.
#pragma once

#include "inferno/learn/pairs.hpp"
#include "inferno/runtime/stage.hpp"
#include "inferno/state/delayed_read.hpp"
#include "inferno/trace/past.hpp"

namespace inferno {

//! What is kept for each weight. The pointers lie in backend memory themselves: a step that has
//! been recorded finds what was added later.
struct ArrivedAtWeights {
    DelaySteps* steps = nullptr;  //!< [weights]: delays as of the last step
    //! [batch][weights][positions]: traces `lag` steps ago; null until a delay changes.
    Real* own          = nullptr;
    std::uint8_t* owns = nullptr;  //!< [weights]: 1 where a weight has traces of its own; or null

    INFERNO_HD bool has_own(Index weight) const { return owns != nullptr && owns[weight] != 0; }
};

//! Takes in the delays as they are now, in steps, and brings own traces to this step. Element k is
//! weight k.
struct FollowDelays {
    static constexpr std::string_view name = "arrivals";
    static constexpr Word word             = Word::trace;

    WeightPairs pairs;
    FadingTrace::Params params;
    History<FadingTrace> past;  //!< of the sources; its head is at this step
    DelayRule rule;
    Index lag                       = 0;  //!< own traces are those of so many steps ago; 0 or 1
    Real const* delay_ms            = nullptr;  //!< [weights]
    ArrivedAtWeights const* arrived = nullptr;
    bool first                      = false;  //!< nothing has arrived yet

    Index extent() const { return pairs.weights(); }
    Index operations() const { return extent(); }
    void uses(Uses& list) const
    {
        list.reads_any(past.bits).reads_any(past.states.value).reads_any(past.head);
        list.reads_own(delay_ms).writes_own(arrived);
    }
    static void on_host(FollowDelays const& stage, Slice slice);

    //! False as long as no delay has changed since something has arrived.
    INFERNO_HD bool has_work() const { return first || arrived->own != nullptr; }
    INFERNO_HD void step_one(Index k) const
    {
        ArrivedAtWeights const at_weights = *arrived;
        DelaySteps const last             = at_weights.steps[k];
        DelaySteps const next             = delayed_read<SpikeHistory>(rule, delay_ms[k]).steps;
        at_weights.steps[k]               = next;
        if (at_weights.own == nullptr) { return; }
        if (next != last && at_weights.owns[k] == 0) {
            at_weights.owns[k] = 1;
            for_each_sample(k, [&](PairOf at) {
                at_weights.own[at.place] = source_trace(slot_of(last, lag + 1), at);
            });
        }
        if (at_weights.owns[k] == 0) { return; }
        Index const arrives = slot_of(lag == 0 ? next : last, lag);
        for_each_sample(k, [&](PairOf at) {
            SpikeWord const fired = past.row(at.sample / word_bits, at.input)[arrives];
            bool const spike      = ((fired >> (at.sample % word_bits)) & 1U) != 0;
            Real& value           = at_weights.own[at.place];
            value                 = trace_step(params.trace, value, spike);
        });
        if (is_source_trace(at_weights.own, k, slot_of(next, lag))) { at_weights.owns[k] = 0; }
    }

  private:
    struct PairOf {
        Index input, sample, place;
    };
    template <class Visit>
    INFERNO_HD void for_each_sample(Index k, Visit const& visit) const
    {
        pairs.for_each(k, [&](Index input, Index output) {
            Index const place = pairs.at(k, output);
            for (Index b = 0; b < past.batch; ++b) {
                visit(PairOf{input, b, b * pairs.size() + place});
            }
        });
    }
    //! What arrived `ago` steps ago.
    INFERNO_HD Index slot_of(DelaySteps delay, Index ago) const
    {
        Index const then = *past.head - ago;
        return history_slot(then < 0 ? then + past.slots : then, delay, past.slots);
    }
    INFERNO_HD Real source_trace(Index slot, PairOf at) const
    {
        if (slot == past.slots) { return 0; }
        SpikeWord const* const row = past.row(at.sample / word_bits, at.input);
        return state_at(past, params, row, at.input, slot, at.sample).value;
    }
    //! Looks only where nothing has to be recomputed.
    INFERNO_HD bool is_source_trace(Real const* own, Index k, Index slot) const
    {
        if (slot == past.slots || slot % steps_between_states<FadingTrace> != 0) { return false; }
        bool same = true;
        for_each_sample(k, [&](PairOf at) {
            Real const kept = past.states.value[past.state(at.input, slot, at.sample)];
            same            = same && kept == own[at.place];
        });
        return same;
    }
};

//! Times since the last spike at every pair of a weight. Element k is weight k.
struct ArrivalAges {
    static constexpr std::string_view name = "time since arrival";
    static constexpr Word word             = Word::trace;

    WeightPairs pairs;
    TimeSinceSpike::Params params;
    SpikeHistory spikes;  //!< of the sources; its head is at the next step
    DelayRule rule;
    Real const* delay_ms = nullptr;  //!< [weights]
    Real* value          = nullptr;  //!< [batch][weights][positions], ms

    Index extent() const { return pairs.weights(); }
    Index operations() const { return extent() * pairs.positions() * spikes.batch * 4; }
    void uses(Uses& list) const
    {
        list.reads_any(spikes.bits).reads_any(spikes.head).reads_own(delay_ms).writes_own(value);
    }
    static void on_host(ArrivalAges const& stage, Slice slice);

    INFERNO_HD void step_one(Index k) const
    {
        DelayedRead const read = delayed_read<SpikeHistory>(rule, delay_ms[k]);
        Index const slot       = history_slot(*spikes.head - 1, read.steps, spikes.slots);
        pairs.for_each(k, [&](Index input, Index output) {
            for (Index b = 0; b < spikes.batch; ++b) {
                SpikeWord const fired = spikes.row(b / word_bits, input)[slot];
                Real& age             = value[b * pairs.size() + pairs.at(k, output)];
                TimeSinceSpike::State<Real> state{age};
                TimeSinceSpike::step(
                    params, state, ((fired >> (b % word_bits)) & 1U) != 0, Real{0});
                age = state.value;
            }
        });
    }
};

}  // namespace inferno
