//! synapse: spikes -> currents (or conductances), kept for as long as the longest delay.
#pragma once

#include "inferno/runtime/stage.hpp"
#include "inferno/state/columns.hpp"
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

//! How delays that are not on a step, or not in the record, are read.
struct DelayRule {
    Real step_time_ms = 1;
    Real longest_ms   = 0;
    Real tolerance_ms = 0;      //!< times this close to a step are on it
    bool nearest      = false;  //!< the nearest step, otherwise the one before
    bool limit        = false;  //!< read out-of-range delays at the nearest limit; otherwise never
};

//! Steps back to what is read at this delay; `at_ms` is the time since then, 0 on a step.
struct DelayedRead {
    DelaySteps steps;
    Real at_ms;
};

template <class Dynamics>
INFERNO_HD DelayedRead delayed_read(DelayRule const& rule, Real delay_ms)
{
    Real const above     = delay_ms > 0 ? delay_ms : Real{0};
    Real const inside_ms = above < rule.longest_ms ? above : rule.longest_ms;
    if (!rule.limit && ::fabsf(delay_ms - inside_ms) > rule.tolerance_ms) {
        return {never_arrives, 0};
    }
    Located const found = locate(inside_ms, rule.step_time_ms, rule.tolerance_ms, 1);
    bool const on_step  = found.older == found.newer;
    bool const take_next =
        !Dynamics::fades && rule.nearest && !on_step && found.at_ms / rule.step_time_ms > Real{0.5};
    Index const offset = take_next ? found.newer : found.older;
    return {static_cast<DelaySteps>(offset - 1), on_step ? Real{0} : found.at_ms};
}

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
