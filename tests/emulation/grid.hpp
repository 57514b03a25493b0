//! One launch of a kernel, block by block.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "runtime_types.hpp"
#include "settings.hpp"
#include "shuffle.hpp"
#include "team.hpp"

namespace inferno::emulation {

//! A kernel with its parameters, and how it is launched.
struct Kernel {
    dim3 grid, block;
    std::size_t shared_bytes;
    bool cooperative;
    std::function<void()> body;  //!< what one thread does
};

//! What a kernel has done that it must not.
struct Fault {
    cudaError_t code;
    std::string text;
};

class Grid {
  public:
    //! The number of the launch, so that launches do not all have the same order.
    Grid(Kernel const& kernel, Settings const& settings, std::size_t launch);

    Kernel const& kernel() const { return kernel_; }
    Settings const& settings() const { return settings_; }
    //! The order of the threads of a block.
    Shuffle shuffle_of(std::uint32_t block) const;
    //! Runs all blocks, or those before the first fault.
    std::optional<Fault> run(Team& team);

    //! Notes a fault; the first one counts. No further block starts.
    void report(Fault fault);
    bool faulted() const { return faulted_.load(std::memory_order_relaxed); }
    //! Waits until every block has called it. False where a fault keeps them from coming.
    bool wait_for_all_blocks();

  private:
    void run_blocks();
    void meet_the_others();

    Kernel const& kernel_;
    Settings const& settings_;
    std::size_t launch_;
    std::vector<std::uint32_t> order_;  //!< of the blocks
    std::atomic<std::size_t> next_{0};  //!< place in the order
    std::atomic<int> started_{0};       //!< threads that have come
    int members_ = 1;                   //!< threads that run blocks
    std::atomic<bool> faulted_{false};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Fault> fault_;
    std::size_t waiting_ = 0;  //!< blocks at the grid's barrier
    std::size_t ended_   = 0;
    long rounds_         = 0;
};

}  // namespace inferno::emulation
