//! What trainers that act at spikes share: the traces of both sides of a cell.
#pragma once

#include "inferno/learn/spike_rule.hpp"
#include "inferno/network/trainer.hpp"

namespace inferno {

//! Hyperparameters of a pair rule.
struct PairConfig {
    double lr_post       = 0;   //!< change at a target spike; its sign chooses the direction
    double lr_pre        = 0;   //!< change at a source spike
    double tc_post_ms    = 20;  //!< decay of the targets' traces, > 0
    double tc_pre_ms     = 20;  //!< decay of the sources' traces, > 0
    TraceMode trace_mode = TraceMode::cumulative;
};
//! ArgumentError for rates that are not finite and time constants that are not positive.
void require_valid(PairConfig const& pair);

//! The fast traces of a cell, with the learning rates as amplitudes, and slow ones of triplets.
struct SpikeTraces {
    std::shared_ptr<TraceMonitor> pre, post;
    std::shared_ptr<TraceMonitor> pre_slow, post_slow;  //!< null for pair rules

    //! Without rates in the amplitudes these are 1. Source spikes are seen as they enter the
    //! connection, before its delays.
    static SpikeTraces watch(Cell const& cell, PairConfig const& pair, bool rates_in_amplitudes);
    //! The rule of a pair: signs and traces.
    SpikeRule rule(PairConfig const& pair, BatchReduction reduction) const;

    template <class Visit>
    void for_each_monitor(Visit const& visit) const
    {
        visit("pre", *pre);
        visit("post", *post);
        if (pre_slow) { visit("pre_slow", *pre_slow); }
        if (post_slow) { visit("post_slow", *post_slow); }
    }
};

}  // namespace inferno
