//! What the spikes of the result layer say: how many, and which class.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "inferno/config/experiment_run.hpp"
#include "inferno/decode/classifier.hpp"

namespace inferno {

//! Counts the spikes of each neuron in a raster, [batch][neurons].
std::vector<Index> count_spikes(std::span<SpikeWord const> words,
                                Index steps,
                                Index batch,
                                Index neurons);

class Readout {
  public:
    //! `neurons`: of the result layer. `results` receives accuracies and the confusion matrix.
    Readout(Experiment const& experiment, Index neurons, ExperimentResults& results);

    void begin(ExperimentPhase phase);
    //! Takes the spike counts of a batch whose first sample is `first`.
    void add(std::span<Index const> counts, Index first);
    //! Learns from what is left of a training phase.
    void end();
    std::optional<double> accuracy() const;
    //! The classifier, between phases: nothing waits then.
    void visit_state(StateVisitor& state);

  private:
    void settle();
    void note_accuracy(Index hits, Index samples);

    Experiment const* experiment_;
    ExperimentResults* results_;
    std::optional<MaxRateClassifier> classifier_;
    ExperimentPhase phase_ = ExperimentPhase::train;
    Index batches_         = 0;  //!< waiting
    Index hits_ = 0, seen_ = 0;
    std::vector<Real> rates_;
    std::vector<Index> labels_;
    struct Score {
        Index hits, samples;
    };
    std::deque<Score> recent_;
};

}  // namespace inferno
