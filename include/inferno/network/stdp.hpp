//! Pair spike-timing-dependent plasticity, as a trainer of cells.
//!
//! At a target spike the weight changes by the source's trace, at a source spike by the target's.
//! With lr_post > 0 > lr_pre (Hebbian) "source before target" potentiates. The learning rates are
//! the amplitudes of the traces; see learn/stage.hpp for the sums. In a convolution the changes at
//! all positions add up.
#pragma once

#include "inferno/network/spike_traces.hpp"

namespace inferno {

struct StdpConfig : PairConfig {
    BatchReduction reduction = BatchReduction::mean;
    bool stable              = false;  //!< the rates scale traces of amplitude 1 when they are read

    void require_valid() const { inferno::require_valid(*this); }
    static std::string_view parameter() { return "weight"; }
};

struct StdpUnit : SpikeTraces {
    Cell cell;
    StdpConfig config;
};

class STDP final : public CellTrainer<StdpConfig, StdpUnit> {
  public:
    explicit STDP(Config const& config) : CellTrainer("STDP", config) {}

  protected:
    Unit make_unit(Cell const& cell, Config const& config) override;
    void propose(Unit const& unit) override;
};

}  // namespace inferno
