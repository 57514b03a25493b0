//! Trainers that learn from rewards.
#pragma once

#include "inferno/network/reward.hpp"
#include "inferno/network/trainer.hpp"

namespace inferno {

//! The reward of a cell.
std::shared_ptr<RewardSignal> make_reward(Cell const& cell, RewardForm form);

//! What a trainer keeps for a cell, and the reward.
template <class Monitors>
struct Rewarded : Monitors {
    std::shared_ptr<RewardSignal> reward;

    template <class Visit>
    void for_each_monitor(Visit const& visit) const
    {
        Monitors::for_each_monitor(visit);
        visit("reward", *reward);
    }
};

//! A trainer whose calls take a reward.
template <class Config, class Unit>
class RewardTrainer : public CellTrainer<Config, Unit> {
  public:
    using CellTrainer<Config, Unit>::operator();
    //! One reward for all samples; changes are scaled by reward * |scale|.
    void operator()(double reward, double scale = 1)
    {
        set_reward(reward, scale);
        (*this)();
    }
    //! One reward for each sample. Changes are scaled before they are reduced over the batch.
    void operator()(std::span<Real const> rewards, double scale = 1)
    {
        set_reward(rewards, scale);
        (*this)();
    }
    //! The reward of all calls from now on; a recorded step reads it when it is replayed. Where it
    //! does not fit one of the cells, no cell's has changed.
    void set_reward(double reward, double scale = 1)
    {
        set_reward_on(this->cell_names(), reward, scale);
    }
    void set_reward(std::span<Real const> rewards, double scale = 1)
    {
        set_reward_on(this->cell_names(), rewards, scale);
    }
    //! The same of these cells only. ArgumentError for an unknown name, naming the nearest.
    void set_reward_on(std::vector<std::string> const& cells, double reward, double scale = 1)
    {
        set_each(cells, reward, scale);
    }
    void set_reward_on(std::vector<std::string> const& cells,
                       std::span<Real const> rewards,
                       double scale = 1)
    {
        set_each(cells, rewards, scale);
    }

  protected:
    using CellTrainer<Config, Unit>::CellTrainer;

  private:
    template <class Given>
    void set_each(std::vector<std::string> const& cells, Given reward, double scale)
    {
        auto const chosen = this->units(cells);
        for (auto const* unit : chosen) {
            unit->reward->require(reward, scale);
        }
        for (auto const* unit : chosen) {
            unit->reward->set(reward, scale);
        }
    }
};

}  // namespace inferno
