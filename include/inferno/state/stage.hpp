//! Keeping what a step produced: recordings are rings that a stage writes one slot of.
#pragma once

#include "inferno/runtime/stage.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

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

//! Writes real values of this step into the slot that a recording overwrites next.
struct PushReals {
    static constexpr std::string_view name = "push values";
    static constexpr Word word             = Word::trace;

    Real const* values = nullptr;  //!< [rows][elements]
    Index rows         = 1;
    Index elements     = 0;
    Real* record       = nullptr;  //!< [slots][rows][elements]
    Index const* head  = nullptr;  //!< slot to overwrite; null: 0

    Index extent() const { return elements; }
    Index operations() const { return elements * rows; }
    void uses(Uses& list) const { list.reads_own(values).writes_own(record).reads_any(head); }
    static void on_host(PushReals const& stage, Slice slice);
};

//! Moves the head of a ring on by one slot: the last thing that happens to it in a step.
struct AdvanceRing {
    static constexpr std::string_view name = "advance ring";
    static constexpr Word word             = Word::synapse;

    Index* head = nullptr;
    Index slots = 1;
    Index after = 0;  //!< the slot that follows the last: the first, or the last to stay there

    Index extent() const { return 1; }
    Index operations() const { return 1; }
    void uses(Uses& list) const { list.writes_any(head); }
    static void on_host(AdvanceRing const& stage, Slice slice);
};

}  // namespace inferno
