//! The past of a synapse, for as long as the longest delay: every spike as one bit and, for
//! synapses with a memory of their own, their state after every few steps. The states between are
//! recomputed when they are read: the same operations on the same numbers, hence the same bits.
#pragma once

#include <cstdint>

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"
#include "inferno/state/columns.hpp"

namespace inferno {

using DelaySteps = std::uint16_t;  //!< a delay in steps

inline constexpr DelaySteps never_arrives = 0xFFFF;  //!< a delay that the record does not reach
inline constexpr Index most_delay_steps   = 0xFFFE;

//! Steps between two states that are kept: all of them if a state depends on more than spikes.
template <class Dynamics>
inline constexpr Index steps_between_states = Dynamics::takes_current ? 1 : 8;

//! Slots of a ring from which the last `steps` steps can be read, whatever its head is.
template <class Dynamics>
constexpr Index history_slots(Index steps)
{
    constexpr Index between = steps_between_states<Dynamics>;
    return (steps + 2 * (between - 1)) / between * between;
}

template <class Dynamics>
struct History {
    //! [words of 32 samples][elements][slots + 1]: bit b of a word is a sample. The last entry of a
    //! row is no slot; it stays silent.
    SpikeWord* bits = nullptr;
    //! [elements][slots / steps_between_states][batch]
    typename Dynamics::template State<Real*> states;
    Index elements    = 0;
    Index batch       = 0;
    Index slots       = 0;
    Index const* head = nullptr;  //!< slot of the present step

    INFERNO_HD SpikeWord* row(Index batch_word, Index element) const
    {
        return bits + (batch_word * elements + element) * (slots + 1);
    }
    //! Where the states of the step in `slot` or of one shortly before it are.
    INFERNO_HD Index state(Index element, Index slot, Index sample) const
    {
        Index const kept = slots / steps_between_states<Dynamics>;
        return (element * kept + slot / steps_between_states<Dynamics>)*batch + sample;
    }
};

//! The spikes of a history alone, to be looked at.
struct SpikeHistory {
    SpikeWord const* bits = nullptr;  //!< as of History
    Index elements        = 0;
    Index batch           = 0;
    Index slots           = 0;
    Index const* head     = nullptr;

    static constexpr bool fades = false;  //!< between two steps

    INFERNO_HD SpikeWord const* row(Index batch_word, Index element) const
    {
        return bits + (batch_word * elements + element) * (slots + 1);
    }
};

//! The slot `back` steps before the present one; the silent entry for never_arrives.
INFERNO_HD Index history_slot(Index now, DelaySteps back, Index slots)
{
    Index const slot = now - back;
    return back == never_arrives ? slots : (slot < 0 ? slot + slots : slot);
}

//! The state of one element in one sample after the step in `slot`; `row` holds its bits.
template <class Dynamics>
INFERNO_HD typename Dynamics::template State<Real> state_at(History<Dynamics> const& history,
                                                            typename Dynamics::Params const& params,
                                                            SpikeWord const* row,
                                                            Index element,
                                                            Index slot,
                                                            Index sample)
{
    auto state       = load(history.states, history.state(element, slot, sample));
    Index const kept = slot - slot % steps_between_states<Dynamics>;
    for (Index k = kept + 1; k <= slot; ++k) {
        Dynamics::step(params, state, ((row[k] >> (sample % word_bits)) & 1U) != 0, Real{0});
    }
    return state;
}

}  // namespace inferno
