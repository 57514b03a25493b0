//! One quantity of a running network, written to its file as the run gets on.
#pragma once

#include <functional>

#include "inferno/config/npy.hpp"

#include "config/experiment_network.hpp"
#include "config/experiment_reward_feed.hpp"
#include "config/output_folder.hpp"

namespace inferno {

class Recording {
  public:
    //! Network and rewards outlive it.
    Recording(RecordDescription const& record,
              ExperimentNetwork& network,
              RewardFeed const& rewards,
              OutputFolder& folder);

    //! After so many steps of a batch, of which `done` are past, the run must stop for it.
    Index next_stop(ExperimentPhase phase, Index batch, Index done) const;
    void before_step(ExperimentPhase phase, Index batch, Index step);
    //! `steps` of the batch are past.
    void after_step(ExperimentPhase phase, Index batch, Index steps);
    //! After the last step of a batch, before anything is cleared.
    void before_clear(ExperimentPhase phase, Index batch);
    //! When the batch is over and the hooks have run.
    void after_batch(ExperimentPhase phase, Index batch);
    void close() { writer_->close(); }

  private:
    bool wants(ExperimentPhase phase, Index batch) const;
    bool wants_steps(ExperimentPhase phase, Index batch) const;
    Shape watch(ExperimentNetwork& network, RewardFeed const& rewards);
    Shape watch_parameter(Connection& connection);
    Shape watch_output(Connection const& connection, bool to_targets);
    void write_spikes();

    RecordDescription record_;
    std::function<std::vector<Real>()> read_;  //!< none for spikes
    Raster* raster_       = nullptr;           //!< of spikes
    bool is_parameter_    = false;             //!< weight or bias: changed by hooks, not cleared
    bool is_input_        = false;             //!< at the end of a step it is the next step's
    Index recorded_steps_ = 0;
    std::optional<NpyWriter> writer_;
};

}  // namespace inferno
