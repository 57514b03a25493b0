#include "worker_choice.hpp"

#include <algorithm>

namespace inferno::host {
namespace {

constexpr Index steps_per_trial = 64;  // enough to make little of waking a thread
constexpr Index steps_per_piece = 250;
constexpr auto time_to_retry    = std::chrono::milliseconds(400);

}  // namespace

WorkerChoice::WorkerChoice(int most)
{
    for (int workers = 1; workers < most; workers *= 2) {
        options_.push_back({workers, 0, 0});
    }
    options_.push_back({most, 0, 0});
    best_ = options_.size() - 1;
    if (options_.size() == 1) { trial_ = 1; }
}

WorkerChoice::Piece WorkerChoice::next(Index steps)
{
    if (options_.size() > 1 && !trying() && Clock::now() > retry_) { start_trials(); }
    if (!trying()) { return {options_[best_].workers, std::min(steps, steps_per_piece)}; }
    Option const& option = options_[trial_];
    return {option.workers, std::min(steps, steps_per_trial - option.steps)};
}

void WorkerChoice::done(Piece piece, double seconds)
{
    if (!trying()) { return; }
    Option& option = options_[trial_];
    option.seconds += seconds;
    option.steps += piece.steps;
    if (option.steps < steps_per_trial) { return; }
    ++trial_;
    if (!trying()) { choose(); }
}

void WorkerChoice::start_trials()
{
    for (Option& option : options_) {
        option = {option.workers, 0, 0};
    }
    trial_ = 0;
}

void WorkerChoice::choose()
{
    auto const fastest =
        std::min_element(options_.begin(), options_.end(), [](Option const& a, Option const& b) {
            return a.seconds < b.seconds;
        });
    best_  = static_cast<std::size_t>(fastest - options_.begin());
    retry_ = Clock::now() + time_to_retry;
}

}  // namespace inferno::host
