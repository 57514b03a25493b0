//! Pair spike-timing-dependent plasticity, as a trainer of cells.
//!
//! At a target spike the weight changes by the source's trace, at a source spike by the target's.
//! With lr_post > 0 > lr_pre (Hebbian) "source before target" potentiates. The learning rates are
//! the amplitudes of the traces; see learn/stage.hpp for the sums.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "inferno/learn/stage.hpp"
#include "inferno/network/layer.hpp"

namespace inferno {

class STDP {
  public:
    struct Config {
        double lr_post           = 0;  //!< change at a target spike; its sign chooses the direction
        double lr_pre            = 0;  //!< change at a source spike
        double tc_post_ms        = 20;  //!< decay of the targets' traces, > 0
        double tc_pre_ms         = 20;  //!< decay of the sources' traces, > 0
        TraceMode trace_mode     = TraceMode::cumulative;
        BatchReduction reduction = BatchReduction::mean;
    };

    explicit STDP(Config const& config);

    //! Trains this cell's weights from now on, with `config` in place of the trainer's.
    //! ArgumentError if the name is taken, StateError if the connection has no updater.
    void register_cell(std::string const& name,
                       Cell const& cell,
                       std::optional<Config> config = {});
    //! The monitors of a cell.
    struct Unit {
        Cell cell;
        Config config;
        std::shared_ptr<TraceMonitor> pre, post;
    };
    Unit const& unit(std::string_view name) const;

    //! Proposes changes from what the monitors hold now, for cells in training.
    void operator()();
    //! In evaluation nothing is proposed.
    void train(bool training) { training_ = training; }
    //! Forgets all traces.
    void clear();
    //! The monitors of all cells; rates are settings.
    void visit_state(StateVisitor& state);

  private:
    Config config_;
    std::map<std::string, Unit, std::less<>> units_;
    bool training_ = true;
};

}  // namespace inferno
