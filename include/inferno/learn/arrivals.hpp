//! Source spikes as they arrive at each weight, after its delay, and what is kept of them there.
#pragma once

#include "inferno/learn/pairs.hpp"
#include "inferno/runtime/stage.hpp"
#include "inferno/state/delayed_read.hpp"

namespace inferno {

//! Keeps a number and the spikes of a step for every pair of a weight. Dynamics is what becomes of
//! the number (trace/past.hpp). Element k is weight k.
template <class Dynamics>
struct ArrivalStage {
    static constexpr std::string_view name = "arrivals";
    static constexpr Word word             = Word::trace;

    WeightPairs pairs;
    typename Dynamics::Params params;
    SpikeHistory spikes;  //!< of the sources; its head is at the next step
    DelayRule rule;
    Real const* delay_ms = nullptr;  //!< [weights]
    Real* value          = nullptr;  //!< [batch][weights][positions]
    Real* before         = nullptr;  //!< the same before this step; or null
    //! [words of 32 samples][weights][positions]: bit b of a word is a sample.
    SpikeWord* arrived = nullptr;

    Index extent() const { return pairs.weights(); }
    Index operations() const { return extent() * pairs.positions() * spikes.batch * 4; }
    void uses(Uses& list) const
    {
        list.reads_any(spikes.bits).reads_any(spikes.head).reads_own(delay_ms);
        list.writes_own(value).writes_own(before).writes_own(arrived);
    }
    static void on_host(ArrivalStage const& stage, Slice slice);

    //! Writes down which spikes arrive at weight k; pairs in the padding have none.
    INFERNO_HD void arrive(Index k) const
    {
        DelayedRead const read = delayed_read<SpikeHistory>(rule, delay_ms[k]);
        Index const slot       = history_slot(*spikes.head - 1, read.steps, spikes.slots);
        pairs.for_each(k, [&](Index input, Index output) {
            for (Index w = 0; w < words_for(spikes.batch); ++w) {
                arrived[w * pairs.size() + pairs.at(k, output)] = spikes.row(w, input)[slot];
            }
        });
    }
    //! Takes a step with a pair in one sample.
    INFERNO_HD void step(Index pair, Index sample) const
    {
        Index const at          = sample * pairs.size() + pair;
        SpikeWord const samples = arrived[sample / word_bits * pairs.size() + pair];
        typename Dynamics::template State<Real> state{value[at]};
        if (before != nullptr) { before[at] = state.value; }
        Dynamics::step(params, state, ((samples >> (sample % word_bits)) & 1U) != 0, Real{0});
        value[at] = state.value;
    }
};

}  // namespace inferno
