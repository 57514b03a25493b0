//! How often what was told was right, while a run gets on.
#pragma once

#include <deque>

#include "inferno/config/experiment_run.hpp"

namespace inferno {

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

}  // namespace inferno
