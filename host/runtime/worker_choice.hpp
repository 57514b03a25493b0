//! How many threads pay off right now. Small steps and busy machines want fewer; the results are
//! the same.
#pragma once

#include <array>
#include <chrono>
#include <vector>

#include "inferno/core/types.hpp"

namespace inferno::host {

//! Tries 1, 2, 4, ... threads in turns, some steps each, keeps the fastest, and looks again now and
//! then. The slowest turn of each number does not count: something else may have run meanwhile.
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
    using Clock                 = std::chrono::steady_clock;
    static constexpr int rounds = 4;
    struct Option {
        int workers;
        std::array<double, rounds> seconds{};
    };
    bool trying() const { return round_ < rounds; }
    void choose();

    std::vector<Option> options_;
    int round_         = 0;
    std::size_t trial_ = 0;  //!< the option whose turn it is
    Index steps_       = 0;  //!< of its turn that are done
    std::size_t best_  = 0;
    Clock::time_point retry_;
};

}  // namespace inferno::host
