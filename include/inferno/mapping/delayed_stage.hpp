//! mapping with a delay of its own for every weight. Nothing of size batch x inputs x outputs is
//! ever made: the past is read where a weight needs it.
#pragma once

#include "inferno/mapping/current_stage.hpp"
#include "inferno/state/history.hpp"

namespace inferno {

//! Leaves this part of every field of a state.
template <template <class> class State>
INFERNO_HD void fade(State<Real>& state, State<Real> const& left)
{
    State<Real>::fields(
        [](char const*, Real& field, Real part) { field = field * part; }, state, left);
}

//! The past of the inputs and how far back each weight reads.
template <class Dynamics>
struct DelayedInputs {
    typename Dynamics::Params params;
    History<Dynamics> history;
    DelaySteps const* steps = nullptr;                    //!< [taps][filters], or [elements]
    typename Dynamics::template State<Real const*> left;  //!< likewise, only where Dynamics fades
    Real never_na = 0;  //!< current read where the record does not reach

    void uses(Uses& list, bool own) const
    {
        auto const reads = [&list, own](char const*, void const* memory) {
            own ? list.reads_own(memory) : list.reads_any(memory);
        };
        reads("bits", history.bits);
        reads("steps", steps);
        list.reads_any(history.head);
        Dynamics::template State<Real>::fields(reads, history.states);
        Dynamics::template State<Real>::fields(reads, left);
    }

    //! The current of `input` in `sample` that weight k reads, `now` being the present slot.
    INFERNO_HD Real current(Index k, Index input, Index sample, Index now) const
    {
        if (steps[k] == never_arrives) { return never_na; }
        Index const slot           = history_slot(now, steps[k], history.slots);
        SpikeWord const* const row = history.row(sample / word_bits, input);
        auto state                 = state_at(history, params, row, input, slot, sample);
        return faded_output(k, state, ((row[slot] >> (sample % word_bits)) & 1U) != 0);
    }

    //! What is left of a state that weight k reads.
    INFERNO_HD Real faded_output(Index k,
                                 typename Dynamics::template State<Real>& state,
                                 bool spike) const
    {
        if constexpr (Dynamics::fades) { fade(state, load(left, k)); }
        return Dynamics::output(params, state, spike);
    }
};

//! Delayed mapping by windows, dense or convolution.
template <class Model>
struct DelayedMapping {
    using Dynamics                         = Model;
    static constexpr std::string_view name = "delayed";
    static constexpr Word word             = Word::mapping;

    WindowWeights map;
    DelayedInputs<Dynamics> inputs;

    Index extent() const { return map.extent(); }
    Index operations() const
    {
        return map.extent() * map.windows.taps() * (4 + inputs.history.batch);
    }
    void uses(Uses& list) const
    {
        uses_of(map, list);
        inputs.uses(list, false);
    }
    static void on_host(DelayedMapping const& stage, Slice slice);
};

//! The same, one to one.
template <class Model>
struct DelayedDirect {
    using Dynamics                         = Model;
    static constexpr std::string_view name = "delayed direct";
    static constexpr Word word             = Word::mapping;

    DelayedInputs<Dynamics> inputs;
    Real const* weight = nullptr;  //!< [elements]
    Real const* bias   = nullptr;  //!< [elements] or null
    Real* output       = nullptr;  //!< [batch][elements]

    INFERNO_HD Index extent() const { return inputs.history.elements; }
    Index operations() const { return extent() * inputs.history.batch * 10; }
    void uses(Uses& list) const
    {
        list.reads_own(weight).reads_own(bias).writes_own(output);
        inputs.uses(list, true);
    }
    static void on_host(DelayedDirect const& stage, Slice slice);

    INFERNO_HD Real target_input(Index sample, Index n, Index now) const
    {
        Real const weighted = inputs.current(n, n, sample, now) * weight[n];
        return weighted + (bias != nullptr ? bias[n] : Real{0});  // never -0
    }
};

}  // namespace inferno
