#include "emulation/grid.hpp"

#include <algorithm>
#include <numeric>
#include <thread>

#include "emulation/block.hpp"
#include "emulation/sanitizers.hpp"

namespace inferno::emulation {
namespace {

std::size_t count_of(dim3 const& size) { return std::size_t{size.x} * size.y * size.z; }

}  // namespace

Grid::Grid(Kernel const& kernel, Settings const& settings, std::size_t launch)
    : kernel_(kernel), settings_(settings), launch_(launch), order_(count_of(kernel.grid))
{
    std::iota(order_.begin(), order_.end(), 0U);
    Shuffle shuffle = shuffle_of(~0U);
    shuffle(std::span(order_));
}

Shuffle Grid::shuffle_of(std::uint32_t block) const
{
    return Shuffle(settings_.order, (std::uint64_t{launch_} << 32U) + block);
}

std::optional<Fault> Grid::run(Team& team)
{
    auto const blocks = static_cast<int>(order_.size());
    members_          = kernel_.cooperative ? blocks : std::min(blocks, settings_.os_threads);
    team.run(members_, [this] { run_blocks(); });
    return fault_;
}

//! Waits until every thread has come. One that came late would be ordered after the blocks that had
//! ended by then, through the lock that called it, and the sanitizer would see no race between
//! them.
void Grid::meet_the_others()
{
    started_.fetch_add(1, std::memory_order_relaxed);
    while (started_.load(std::memory_order_relaxed) < members_) {
        std::this_thread::yield();
    }
}

void Grid::run_blocks()
{
    Block& block = Block::of_this_thread();
    if constexpr (thread_sanitizer) { meet_the_others(); }
    // Every thread has blocks of its own, however late it starts. Relaxed: the emulation must not
    // put blocks in an order that the device does not promise.
    for (std::size_t place = next_.fetch_add(1, std::memory_order_relaxed);
         place < order_.size() && !faulted_.load(std::memory_order_relaxed);
         place += static_cast<std::size_t>(members_)) {
        block.run(*this, order_[place]);
        if (!kernel_.cooperative) { continue; }
        std::lock_guard const lock(mutex_);
        ++ended_;
        if (waiting_ > 0 && !fault_) {
            fault_ = Fault{cudaErrorLaunchFailure,
                           "a block exits while others wait for it at the barrier of the grid"};
            faulted_.store(true, std::memory_order_relaxed);
        }
        changed_.notify_all();
        return;
    }
}

void Grid::report(Fault fault)
{
    std::lock_guard const lock(mutex_);
    if (!fault_) { fault_ = std::move(fault); }
    faulted_.store(true, std::memory_order_relaxed);
    changed_.notify_all();
}

bool Grid::wait_for_all_blocks()
{
    std::unique_lock lock(mutex_);
    if (ended_ > 0 && !fault_) {
        fault_ = Fault{cudaErrorLaunchFailure,
                       "the barrier of the grid is reached by a block after another has exited"};
        faulted_.store(true, std::memory_order_relaxed);
        changed_.notify_all();
    }
    long const round = rounds_;
    if (++waiting_ == order_.size()) {
        waiting_ = 0;
        ++rounds_;
        changed_.notify_all();
    }
    changed_.wait(lock, [&] { return rounds_ != round || fault_.has_value(); });
    return !fault_.has_value();
}

}  // namespace inferno::emulation
