//! Hands the rewards of an experiment to the trainers that learn from them, while training runs.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "inferno/decode/classifier.hpp"

#include "config/experiment_hits.hpp"
#include "config/experiment_network.hpp"
#include "config/experiment_readout.hpp"

namespace inferno {

//! A reward stays from the step before which it was set to the next such step; a batch is run in
//! pieces between these. All others do nothing.
class RewardFeed {
  public:
    //! All outlive the feed; `results` receives the outcomes.
    RewardFeed(Experiment const& experiment,
               ExperimentNetwork& network,
               Readout const& readout,
               ExperimentResults& results);

    //! Rewards rest unless training begins.
    void begin(ExperimentPhase phase) { training_ = phase == ExperimentPhase::train; }
    //! To be called before this step of a batch, at least for 0 and all next_change().
    void enter(Index batch, Index step);
    //! The first step after this one before which a reward changes; the steps of a sample if none.
    Index next_change(Index batch, Index step) const;
    //! What a reward is in the step that is taken: one number, or one of each sample.
    Watched watch(std::string_view name);

  private:
    struct Feed {
        RewardDescription const* reward;
        std::size_t numbers;                  //!< 1, or one of each sample
        std::optional<HitCurve> curve;        //!< of an outcome
        std::optional<SpikeCounter> counter;  //!< of an outcome by spikes
        Buffer<Real> shown;                   //!< to recordings; often none
    };
    void add(RewardDescription const& reward, OutcomeReward const& outcome);
    bool changes(RewardDescription const& reward, Index batch, Index step) const;
    std::vector<double> values(Feed& feed, Index batch, Index step);
    std::vector<double> outcomes(Feed& feed, Index batch);
    std::vector<bool> told(Feed const& feed, Index batch) const;

    Experiment const* experiment_;
    ExperimentNetwork* network_;
    Readout const* readout_;
    ExperimentResults* results_;
    std::deque<Feed> feeds_;  //!< the network looks at their counters where they are
    bool training_ = false;
};

}  // namespace inferno
