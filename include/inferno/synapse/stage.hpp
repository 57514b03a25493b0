//! synapse: spikes -> currents (or conductances), kept for as long as the longest delay.
#pragma once

#include "inferno/runtime/stage.hpp"
#include "inferno/state/columns.hpp"
#include "inferno/state/delayed_read.hpp"
#include "inferno/state/history.hpp"
#include "inferno/state/interpolation.hpp"
#include "inferno/state/record.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! Currents from outside, added in this order.
struct Injections {
    static constexpr int capacity = 4;
    Real const* values_na[capacity]{};  //!< [batch][elements] each
    int count = 0;
};

//! One step of a synapse on every input. Element i of every sample belongs to input i.
template <class Model>
struct SynapseStage {
    using Dynamics                         = Model;
    static constexpr std::string_view name = Dynamics::name;
    static constexpr Word word             = Word::synapse;

    typename Dynamics::Params params;
    SpikeView spikes;           //!< this step's input
    SpikeWord* seen = nullptr;  //!< [batch][words]: a copy that stays until the next step
    Injections injections;
    typename Dynamics::template State<Real*> state;  //!< [batch][elements]
    History<Dynamics> history;                       //!< without bits if there are no delays

    Index extent() const { return spikes.elements; }
    Index operations() const { return spikes.elements * spikes.batch * 4; }
    void uses(Uses& list) const
    {
        list.reads_own(spikes.words).reads_any(spikes.head).writes_own(seen);
        list.writes_own(history.bits).reads_any(history.head);
        for (int k = 0; k < injections.count; ++k) {
            list.reads_own(injections.values_na[k]);
        }
        auto const writes = [&list](char const*, Real* column) { list.writes_own(column); };
        Dynamics::template State<Real>::fields(writes, state);
        Dynamics::template State<Real>::fields(writes, history.states);
    }
    static void on_host(SynapseStage const& stage, Slice slice);
};

//! What a synapse reads for every weight: how far back, and what has faded since.
template <class Dynamics>
struct DelayTable {
    DelaySteps* steps = nullptr;                    //!< [weights]
    typename Dynamics::template State<Real*> left;  //!< [weights] each, only where Dynamics fades
};

//! Refreshes a table after delays have changed. Element k is weight k.
template <class Model>
struct LocateDelays {
    using Dynamics                         = Model;
    static constexpr std::string_view name = "locate delays";
    static constexpr Word word             = Word::update;

    typename Dynamics::Params params;
    DelayRule rule;
    Real const* delay_ms = nullptr;  //!< [weights]
    DelayTable<Dynamics> table;
    Index weights = 0;

    Index extent() const { return weights; }
    Index operations() const { return weights * 20; }
    void uses(Uses& list) const
    {
        list.reads_own(delay_ms).writes_own(table.steps);
        Dynamics::template State<Real>::fields(
            [&list](char const*, Real* column) { list.writes_own(column); }, table.left);
    }
    static void on_host(LocateDelays const& stage, Slice slice);

    INFERNO_HD void locate_one(Index k) const
    {
        DelayedRead const read = delayed_read<Dynamics>(rule, delay_ms[k]);
        table.steps[k]         = read.steps;
        if constexpr (Dynamics::fades) {
            auto left = Dynamics::fade(params, read.at_ms);
            if (read.at_ms == 0) {
                Dynamics::template State<Real>::fields([](char const*, Real& field) { field = 1; },
                                                       left);
            }
            store(table.left, k, left);
        }
    }
};

}  // namespace inferno
