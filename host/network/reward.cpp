#include "inferno/network/reward.hpp"

#include <cmath>

#include "inferno/network/reward_trainer.hpp"

namespace inferno {
namespace {

void require_scale(double scale)
{
    INFERNO_REQUIRE(std::isfinite(scale), "scale: is " << scale << ", must be finite");
}

}  // namespace

RewardSignal::RewardSignal(BackendPointer const& backend, Index batch, RewardForm form)
    : form_(form), signal_(backend, form == RewardForm::per_sample ? batch : 1)
{
}

void RewardSignal::require(double reward, double scale) const
{
    INFERNO_REQUIRE(form_ == RewardForm::shared,
                    "reward: one number given, the trainer was made for one of each sample ("
                        << signal_.size() << ")");
    INFERNO_REQUIRE(std::isfinite(reward), "reward: is " << reward << ", must be finite");
    require_scale(scale);
    INFERNO_REQUIRE(std::isfinite(static_cast<Real>(reward * std::abs(scale))),
                    "reward: " << reward << " times scale " << scale << " is too large");
}

void RewardSignal::require(std::span<Real const> rewards, double scale) const
{
    INFERNO_REQUIRE(form_ == RewardForm::per_sample,
                    "reward: " << rewards.size()
                               << " numbers given, the trainer was made for one of all samples");
    INFERNO_REQUIRE(std::ssize(rewards) == signal_.size(),
                    "reward: " << rewards.size() << " numbers given, the batch has "
                               << signal_.size() << " samples");
    require_scale(scale);
    for (std::size_t b = 0; b < rewards.size(); ++b) {
        INFERNO_REQUIRE(std::isfinite(rewards[b]),
                        "reward[" << b << "]: is " << rewards[b] << ", must be finite");
        INFERNO_REQUIRE(
            std::isfinite(rewards[b] * static_cast<Real>(std::abs(scale))),
            "reward[" << b << "]: " << rewards[b] << " times scale " << scale << " is too large");
    }
}

void RewardSignal::set(double reward, double scale)
{
    require(reward, scale);
    signal_.fill(static_cast<Real>(reward * std::abs(scale)));
}

void RewardSignal::set(std::span<Real const> rewards, double scale)
{
    require(rewards, scale);
    std::vector<Real> signal;
    for (Real const reward : rewards) {
        signal.push_back(reward * static_cast<Real>(std::abs(scale)));
    }
    signal_.upload(signal);
}

void RewardSignal::visit_state(StateVisitor& state)
{
    state.array("reward", signal_, {signal_.size()});
}

std::shared_ptr<RewardSignal> make_reward(Cell const& cell, RewardForm form)
{
    return std::make_shared<RewardSignal>(
        cell.connection->backend(), cell.connection->batch(), form);
}

}  // namespace inferno
