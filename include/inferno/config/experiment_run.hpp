//! Runs an experiment: builds its network on a backend, trains, tests, writes the results.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "inferno/config/experiment.hpp"
#include "inferno/core/hash.hpp"

namespace inferno {

//! How far a run has come; given before every batch and at the end of a phase.
struct ExperimentProgress {
    ExperimentPhase phase = ExperimentPhase::train;
    Index samples = 0, all_samples = 0;  //!< of this phase
    Index steps = 0;                     //!< taken in this phase
    std::optional<double> accuracy;      //!< so far
};

//! What one phase came to.
struct PhaseResults {
    Index samples = 0, spikes = 0;  //!< spikes of the result layer
    std::optional<double> accuracy;
    double seconds = 0;

    double spikes_per_sample() const;
    double samples_per_s() const;
};

struct ExperimentResults {
    PhaseResults train, test;
    //! Training accuracy after so many samples.
    struct Point {
        Index samples;
        double running, recent;
    };
    std::vector<Point> accuracy;
    Index recent_samples = 0;  //!< over how many samples `recent` is taken
    //! How often a reward that is an outcome was for being right, in training.
    struct Outcome {
        std::string reward;
        Index recent_samples = 0;
        std::vector<Point> curve;
    };
    std::vector<Outcome> outcomes;
    std::vector<Index> confusion;  //!< of the test, [true class][predicted class]
    std::vector<std::pair<std::string, double>> timings_s;  //!< by word of the pipeline
    Index timed_batches = 0;                                //!< from which their shares come
    std::vector<std::pair<std::string, double>> largest_weight, mean_of_adaptation;  //!< by name
    Hash spikes, weights;  //!< of all result spikes, and of the weights at the end
    double wall_s = 0;
    std::vector<std::filesystem::path> files;  //!< written
};

//! Results go to the experiment's folder, all at once when the run is complete. A run that does not
//! get there leaves what its recordings hold until then, as NAME.incomplete.npy, and nothing else.
class ExperimentRun {
  public:
    struct Options {
        bool replay = true;  //!< false: every stage on its own, slower, the same bits
    };
    using Progress = std::function<void(ExperimentProgress const&)>;

    //! FileError if the folder cannot be written to, ArgumentError if parts do not fit. `backend`
    //! is in its first state: nothing is recorded on it.
    ExperimentRun(Experiment experiment, BackendPointer backend, Options options);
    ExperimentRun(Experiment experiment, BackendPointer backend)
        : ExperimentRun(std::move(experiment), std::move(backend), Options{})
    {
    }
    ~ExperimentRun();

    Experiment const& experiment() const;
    //! Trains, tests, writes. To be called once. What `progress` throws ends the run.
    ExperimentResults run(Progress const& progress = {});
    //! Recordings that a run that failed has left.
    std::vector<std::filesystem::path> const& incomplete() const;

    //! Parts of the network, by name, to look at before or after the run.
    NeuronGroup& neurons(std::string_view name) const;
    Connection& connection(std::string_view name) const;

  private:
    class Work;
    std::unique_ptr<Work> work_;
};

}  // namespace inferno
