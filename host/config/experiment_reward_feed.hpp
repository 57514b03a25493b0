//! Hands the rewards of an experiment to the trainers that learn from them, while training runs.
#pragma once

#include <string>
#include <vector>

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

    //! To be called before this step of a training batch, at least for 0 and all next_change().
    void enter(Index batch, Index step);
    //! The first step after this one before which a reward changes; the steps of a sample if none.
    Index next_change(Index batch, Index step) const;
    //! What a reward is now: one number, or one of each sample.
    std::vector<double> const& now(std::string_view name) const;

  private:
    struct Feed {
        RewardDescription const* reward;
        std::vector<double> now;
        HitCurve curve;  //!< of an outcome
    };
    bool changes(RewardDescription const& reward, Index batch, Index step) const;
    std::vector<double> values(Feed& feed, Index batch, Index step);
    std::vector<double> outcomes(Feed& feed, Index batch);
    std::vector<bool> told(RewardDescription const& reward, Index batch) const;

    Experiment const* experiment_;
    ExperimentNetwork* network_;
    Readout const* readout_;
    ExperimentResults* results_;
    std::vector<Feed> feeds_;
};

}  // namespace inferno
