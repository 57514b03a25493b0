//! synapse: spikes -> currents, kept for as long as the longest delay.
#pragma once

#include "inferno/runtime/stage.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! Currents of a delta synapse: a spike gives charge / dt during one step, nothing after it.
struct DeltaCurrentView {
    SpikeView spikes;
    Real per_spike_na = 0;
};

//! Writes the step's spikes into the slot that a record overwrites next.
struct PushSpikes {
    static constexpr std::string_view name = "push spikes";
    static constexpr Word word             = Word::synapse;

    SpikeView spikes;             //!< this step's input
    SpikeWord* record = nullptr;  //!< [slots][batch][words]
    Index slots       = 1;
    Index const* head = nullptr;  //!< slot to overwrite; null: 0

    Index extent() const { return spikes.elements; }
    Index operations() const { return words_for(spikes.elements) * spikes.batch; }
    void uses(Uses& list) const
    {
        list.reads_own(spikes.words).reads_any(spikes.head).writes_own(record).reads_any(head);
    }
    static void on_host(PushSpikes const& stage, Slice slice);
};

//! Moves the head of a ring on by one slot: the last thing that happens to a record in a step.
struct AdvanceRing {
    static constexpr std::string_view name = "advance ring";
    static constexpr Word word             = Word::synapse;

    Index* head = nullptr;
    Index slots = 1;

    Index extent() const { return 1; }
    Index operations() const { return 1; }
    void uses(Uses& list) const { list.writes_any(head); }
    static void on_host(AdvanceRing const& stage, Slice slice);
};

}  // namespace inferno
