//! Triplet spike-timing-dependent plasticity (Pfister and Gerstner 2006), as a trainer of cells.
//!
//! As pair STDP, but a spike weighs more the more its own side has spiked before: at a target spike
//! post = A2+ x_fast (1 + A3+/A2+ y_slow), at a source spike pre = A2- y_fast (1 + A3-/A2- x_slow),
//! with the slow traces as they were before this step.
#pragma once

#include "inferno/network/spike_traces.hpp"

namespace inferno {

struct TripletStdpConfig {
    double lr_post_pair      = 0;    //!< A2+; its sign chooses the direction
    double lr_post_triplet   = 0;    //!< A3+, its magnitude
    double lr_pre_pair       = 0;    //!< A2-
    double lr_pre_triplet    = 0;    //!< A3-, its magnitude
    double tc_post_fast_ms   = 20;   //!< > 0
    double tc_post_slow_ms   = 100;  //!< > tc_post_fast_ms
    double tc_pre_fast_ms    = 20;   //!< > 0
    double tc_pre_slow_ms    = 100;  //!< > tc_pre_fast_ms
    TraceMode trace_mode     = TraceMode::cumulative;
    BatchReduction reduction = BatchReduction::mean;
    //! The rates scale traces of amplitude 1 when they are read. Otherwise they are amplitudes, and
    //! a pair rate of 0 needs a triplet rate of 0: that side changes nothing.
    bool stable  = false;
    bool delayed = false;  //!< as of PairConfig

    PairConfig pair() const
    {
        return {lr_post_pair, lr_pre_pair, tc_post_fast_ms, tc_pre_fast_ms, trace_mode, delayed};
    }
    void require_valid() const;
    static std::string_view parameter() { return "weight"; }
};

struct TripletStdpUnit : SpikeTraces {
    Cell cell;
    TripletStdpConfig config;
};

class TripletSTDP final : public CellTrainer<TripletStdpConfig, TripletStdpUnit> {
  public:
    explicit TripletSTDP(Config const& config) : CellTrainer("TripletSTDP", config) {}

  protected:
    Unit make_unit(Cell const& cell, Config const& config) override;
    void propose(Unit const& unit) override;
};

}  // namespace inferno
