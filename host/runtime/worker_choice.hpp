//! How many threads pay off right now. Small steps and busy machines want fewer; the results are
//! the same.
#pragma once

#include <chrono>
#include <vector>

#include "inferno/core/types.hpp"

namespace inferno::host {

//! Tries 1, 2, 4, ... threads for a few steps each, keeps the fastest, and looks again now and
//! then.
class WorkerChoice {
  public:
    explicit WorkerChoice(int most);

    struct Piece {
        int workers;
        Index steps;
    };
    //! What to run next, of `steps` that are left.
    Piece next(Index steps);
    //! How long that took.
    void done(Piece piece, double seconds);

  private:
    using Clock = std::chrono::steady_clock;
    struct Option {
        int workers;
        double seconds;  //!< of the steps tried
        Index steps;
    };
    bool trying() const { return trial_ < options_.size(); }
    void start_trials();
    void choose();

    std::vector<Option> options_;
    std::size_t trial_ = 0;
    std::size_t best_  = 0;
    Clock::time_point retry_;
};

}  // namespace inferno::host
