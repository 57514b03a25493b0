//! The spikes of the result layer, added up while the run gets on.
#pragma once

#include "inferno/core/hash.hpp"
#include "inferno/network/recording.hpp"

#include "config/report.hpp"

namespace inferno {

class ResultSpikes {
  public:
    explicit ResultSpikes(Watched const& spikes);

    void observe() { recording_.observe(); }
    //! A phase starts. What the first sample of the batch fires in so many steps is to be shown.
    void begin(Index shown_steps);
    //! Waits for all spikes of the phase; returns their number.
    Index end();

    // Of all phases that have ended.
    Hash const& hash() const { return hash_; }
    std::vector<Report::Spike> const& shown() const { return shown_; }

  private:
    void take(RecordedSteps const& steps);

    Index row_words_, batch_;
    Index shown_from_ = 0, shown_until_ = 0;  //!< steps
    Hash hash_;
    Index count_ = 0;
    std::vector<Report::Spike> shown_;
    Recording recording_;
};

}  // namespace inferno
