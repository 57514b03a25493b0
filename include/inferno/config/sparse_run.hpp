//! Runs an experiment with a sparse network: builds it on a backend, runs, writes the results.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "inferno/config/sparse_experiment.hpp"
#include "inferno/core/hash.hpp"
#include "inferno/stats/population_activity.hpp"

namespace inferno {

//! What one population has done in the time that is measured.
struct PopulationResults {
    std::string name, model;
    stats::PopulationActivity activity;
    ActivityView::Reference reference;  //!< none where the file gives none
};

struct SparseResults {
    std::vector<PopulationResults> populations;
    SparseReport network;          //!< what it takes
    Index spikes       = 0;        //!< of the whole run
    double measured_ms = 0;        //!< biological time
    double bin_ms      = 0;        //!< of rates over time
    double build_s     = 0;        //!< drawing all synapses
    double run_s       = 0;        //!< all steps
    double wall_s      = 0;        //!< of everything
    Hash spike_hash, weight_hash;  //!< of all spikes (step, neuron), and of all learnt weights
    std::vector<std::filesystem::path> files;  //!< written

    //! Wall time over biological time.
    double real_time_factor(double duration_ms) const { return run_s / (duration_ms * 1e-3); }
};

//! Results go to the experiment's folder, all at once when the run is complete. A run that does not
//! get there leaves what its recordings hold until then, as NAME.incomplete.npy, and nothing else.
class SparseRun {
  public:
    //! When the network is built, and after every tenth of a second of biological time, about.
    using Progress = std::function<void(Index steps, Index all_steps)>;

    //! FileError if the folder cannot be written to, ArgumentError if parts do not fit.
    SparseRun(SparseExperiment experiment, BackendPointer backend);
    ~SparseRun();

    SparseExperiment const& experiment() const;
    //! To look at before or after the run.
    SparseNetwork& network();
    //! Builds, runs, writes. To be called once. What `progress` throws ends the run.
    SparseResults run(Progress const& progress = {});
    //! Recordings that a run that failed has left.
    std::vector<std::filesystem::path> const& incomplete() const;

  private:
    class Work;
    std::unique_ptr<Work> work_;
};

}  // namespace inferno
