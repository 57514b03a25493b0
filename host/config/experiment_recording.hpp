//! One quantity of a running network, written to its file as the run gets on.
#pragma once

#include <functional>

#include "inferno/config/npy.hpp"

#include "config/experiment_network.hpp"
#include "config/output_folder.hpp"

namespace inferno {

class Recording {
  public:
    Recording(RecordDescription const& record, ExperimentNetwork& network, OutputFolder& folder);

    //! True if this batch must be run one step at a time.
    bool needs_steps(ExperimentPhase phase, Index batch) const;
    void before_step(ExperimentPhase phase, Index batch);
    void after_step(ExperimentPhase phase, Index batch);
    //! After the last step of a batch, before anything is cleared.
    void before_clear(ExperimentPhase phase, Index batch);
    //! When the batch is over and the hooks have run.
    void after_batch(ExperimentPhase phase, Index batch);
    void close() { writer_->close(); }

  private:
    bool wants(ExperimentPhase phase, Index batch) const;
    Shape watch(ExperimentNetwork& network);
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
