#include "worker_choice.hpp"

#include <algorithm>
#include <numeric>

namespace inferno::host {
namespace {

constexpr Index steps_per_turn  = 16;  // enough to make little of waking a thread
constexpr Index steps_per_piece = 250;
constexpr auto time_to_retry    = std::chrono::milliseconds(400);

}  // namespace

WorkerChoice::WorkerChoice(int most)
{
    for (int workers = 1; workers < most; workers *= 2) {
        options_.push_back({workers});
    }
    options_.push_back({most});
    best_ = options_.size() - 1;
    if (options_.size() == 1) { round_ = rounds; }
}

WorkerChoice::Piece WorkerChoice::next(Index steps)
{
    if (options_.size() > 1 && !trying() && Clock::now() > retry_) { round_ = 0; }
    if (!trying()) { return {options_[best_].workers, std::min(steps, steps_per_piece)}; }
    return {options_[trial_].workers, std::min(steps, steps_per_turn - steps_)};
}

void WorkerChoice::done(Piece piece, double seconds)
{
    if (!trying()) { return; }
    double& taken = options_[trial_].seconds[static_cast<std::size_t>(round_)];
    taken         = (steps_ == 0 ? 0 : taken) + seconds;
    steps_ += piece.steps;
    if (steps_ < steps_per_turn) { return; }
    steps_ = 0;
    if (++trial_ < options_.size()) { return; }
    trial_ = 0;
    if (++round_ == rounds) { choose(); }
}

void WorkerChoice::choose()
{
    auto const cost = [](Option const& option) {
        auto const& all = option.seconds;
        return std::accumulate(all.begin(), all.end(), 0.0) - std::ranges::max(all);
    };
    best_ =
        static_cast<std::size_t>(std::ranges::min_element(options_, {}, cost) - options_.begin());
    retry_ = Clock::now() + time_to_retry;
}

}  // namespace inferno::host
