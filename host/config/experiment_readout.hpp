//! Which class the spikes of the result layer say: all of it in backend memory, until somebody
//! asks.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "inferno/config/experiment_run.hpp"
#include "inferno/decode/classifier.hpp"
#include "inferno/network/observation.hpp"

#include "config/experiment_hits.hpp"

namespace inferno {

class Readout {
  public:
    //! `spikes`: of the result layer. `results` receives accuracies and the confusion matrix.
    Readout(Experiment const& experiment, Watched const& spikes, ExperimentResults& results);

    Index neurons() const { return neurons_; }
    //! Submits the stage that counts the spikes of a step.
    void observe();
    void begin(ExperimentPhase phase);
    //! Submits the stages that tell classes and learn, when it is time for them.
    void end_batch();
    //! Learns from what is left of a training phase.
    void end();
    //! So far, of this phase; downloads what has been told since it was last asked.
    std::optional<double> accuracy();
    //! Of each sample of the batch, the class that its spikes so far tell by what was learnt so
    //! far; waits.
    std::vector<Index> classes_now() const;
    //! The classifier, between phases: nothing waits then.
    void visit_state(StateVisitor& state);

  private:
    void settle();
    void read_told();
    void note(std::span<Index const> told, Index first);
    void note_accuracy(Index hits, Index samples);

    Experiment const* experiment_;
    ExperimentResults* results_;
    Index neurons_;
    std::optional<SpikeCounter> counter_;
    std::optional<MaxRateClassifier> classifier_;
    Buffer<Real> rates_;            //!< of the batches that wait, [batches][batch][neurons]
    Buffer<Index> labels_, told_;   //!< of the phase
    std::deque<Index> settled_at_;  //!< samples of the phase, where classes were told and not read
    ExperimentPhase phase_ = ExperimentPhase::train;
    Index shown_ = 0, settled_ = 0, read_ = 0;  //!< samples of the phase
    Index hits_ = 0;
    std::optional<HitCurve> curve_;  //!< of training
};

}  // namespace inferno
