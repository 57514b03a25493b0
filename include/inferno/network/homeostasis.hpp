//! Linear homeostasis, as a trainer of cells: parameters of a target grow in proportion to how far
//! its rate is below where it should be, and shrink where it is above.
#pragma once

#include "inferno/learn/rate_rule.hpp"
#include "inferno/network/observation.hpp"
#include "inferno/network/trainer.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

struct HomeostasisConfig {
    double plasticity  = 0;         //!< change for a target that is silent; finite
    Values target      = 0.1;       //!< spikes per step, > 0: one, or [outputs] or [batch][outputs]
    std::string trains = "weight";  //!< "weight", "bias" or "delay"; delays go the other way
    BatchReduction reduction = BatchReduction::mean;
    //! As in the original, whose depressing part is negative, so that it raises what it should
    //! lower.
    bool negative_part = false;

    void require_valid() const;
    std::string_view parameter() const { return trains; }
};

struct HomeostasisUnit {
    Cell cell;
    HomeostasisConfig config;
    std::shared_ptr<Monitor> rate;  //!< mean of the spikes since the last clear
    std::shared_ptr<Buffer<Real>> target;

    template <class Visit>
    void for_each_monitor(Visit const& visit) const
    {
        visit("rate", *rate);
    }
};

class LinearHomeostasis final : public CellTrainer<HomeostasisConfig, HomeostasisUnit> {
  public:
    explicit LinearHomeostasis(Config const& config) : CellTrainer("LinearHomeostasis", config) {}

  protected:
    Unit make_unit(Cell const& cell, Config const& config) override;
    void propose(Unit const& unit) override;
};

}  // namespace inferno
