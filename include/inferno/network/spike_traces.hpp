//! What trainers that act at spikes share: the traces of both sides of a cell.
#pragma once

#include "inferno/network/delayed_traces.hpp"
#include "inferno/network/trainer.hpp"

namespace inferno {

//! Hyperparameters of a pair rule.
struct PairConfig {
    double lr_post       = 0;   //!< change at a target spike; its sign chooses the direction
    double lr_pre        = 0;   //!< change at a source spike
    double tc_post_ms    = 20;  //!< decay of the targets' traces, > 0
    double tc_pre_ms     = 20;  //!< decay of the sources' traces, > 0
    TraceMode trace_mode = TraceMode::cumulative;
    //! On connections with delays: source spikes and traces are looked up one delay ago in a record
    //! of undelayed ones. Otherwise spikes count as they have arrived at each weight, whatever its
    //! delay was when they did.
    bool delayed = false;
};
//! ArgumentError for rates that are not finite and time constants that are not positive.
void require_valid(PairConfig const& pair);

//! What there is of source traces where they are delayed: their past, or what has arrived.
struct DelayedTraces {
    std::shared_ptr<PastTrace> past;
    std::shared_ptr<ArrivedTrace> arrived;
};

//! How a trace is made.
struct TraceShape {
    double tc_ms, amplitude;
};

//! The fast traces of a cell, with the learning rates as amplitudes, and slow ones of triplets.
struct SpikeTraces {
    std::shared_ptr<TraceMonitor> pre, post;            //!< pre: of spikes as they enter
    std::shared_ptr<TraceMonitor> pre_slow, post_slow;  //!< null for pair rules
    DelayedTraces delayed_pre, delayed_slow;            //!< null without delays

    //! Without rates in the amplitudes these are 1. `more_steps` of the past can be read beyond the
    //! longest delay.
    static SpikeTraces watch(Cell const& cell,
                             PairConfig const& pair,
                             bool rates_in_amplitudes,
                             Index more_steps = 0);
    //! Adds the slow traces of triplets, which need one more step.
    void watch_slow(Cell const& cell, PairConfig const& pair, TraceShape pre, TraceShape post);

    //! The rule of a pair: signs and traces. Of delayed sources, see with_sources().
    SpikeRule rule(PairConfig const& pair, BatchReduction reduction) const;
    //! Calls use(rule) with `rule` itself or, where sources are delayed, what it is then.
    template <class Use>
    void with_sources(SpikeRule const& rule, Use const& use) const
    {
        if (delayed_pre.past || delayed_pre.arrived) {
            use(DelayedSpikeRule::of(rule, delayed_sources()));
        } else {
            use(rule);
        }
    }

    template <class Visit>
    void for_each_monitor(Visit const& visit) const
    {
        auto const show = [&](char const* name, auto const& monitor) {
            if (monitor) { visit(name, *monitor); }
        };
        show("pre", pre);
        show("post", post);
        show("pre_slow", pre_slow);
        show("post_slow", post_slow);
        show("past", delayed_pre.past);
        show("past_slow", delayed_slow.past);
        show("arrived", delayed_pre.arrived);
        show("arrived_slow", delayed_slow.arrived);
    }

  private:
    PastSources delayed_sources() const;
};

//! Proposes changes of the weights; without delays as fast as the kind of connection allows.
template <class Rule>
void propose_weight(Connection& connection, Rule const& rule)
{
    if constexpr (std::is_same_v<Rule, SpikeRule>) {
        connection.propose(rule);
    } else {
        connection.propose("weight", rule);
    }
}

}  // namespace inferno
