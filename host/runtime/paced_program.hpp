//! A program whose steps are cut into pieces, so that the pacers of its stages get their turn.
#pragma once

#include <memory>
#include <vector>

#include "inferno/network/plan.hpp"

namespace inferno {

using Pacers = std::vector<std::shared_ptr<Pacer>>;

//! The pacers of a plan. StateError if one has two stages in it.
Pacers pacers_of(Plan const& plan);

class PacedProgram final : public Program {
  public:
    PacedProgram(std::unique_ptr<Program> program, Pacers pacers);

    void run(Index steps) override;
    std::vector<StageTime> profile(Index steps) override;

  private:
    template <class Run>
    void in_pieces(Index steps, Run const& run);

    std::unique_ptr<Program> program_;
    Pacers pacers_;
};

}  // namespace inferno
