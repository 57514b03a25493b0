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

//! Hits among samples: all so far, and of the last ones.
class HitCurve {
  public:
    //! `window`: how many samples the last ones are, as far as whole batches allow.
    explicit HitCurve(Index window) : window_(window) {}

    ExperimentResults::Point add(Index hits, Index samples);
    Index window() const { return window_; }

  private:
    struct Score {
        Index hits, samples;
    };
    Index window_;
    Score all_{0, 0};
    std::deque<Score> recent_;
};

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
    //! The class that spike counts, [samples][neurons], tell by what was learned so far.
    std::vector<Index> classify(std::span<Index const> counts) const;
    //! The classifier, between phases: nothing waits then.
    void visit_state(StateVisitor& state);

  private:
    void settle();
    std::vector<Real> rates(std::span<Index const> counts) const;

    Experiment const* experiment_;
    ExperimentResults* results_;
    std::optional<MaxRateClassifier> classifier_;
    ExperimentPhase phase_ = ExperimentPhase::train;
    Index batches_         = 0;  //!< waiting
    Index hits_ = 0, seen_ = 0;
    std::vector<Real> rates_;
    std::vector<Index> labels_;
    HitCurve curve_;  //!< of training
};

}  // namespace inferno
