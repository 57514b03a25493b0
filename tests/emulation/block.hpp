//! A block of threads on one OS thread. Each thread runs on a fiber until it has to wait: at a
//! barrier for the whole block, in a warp collective for the lanes of its mask. Threads start as
//! late as they can, and one that ends hands its stack to the next.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "collective.hpp"
#include "fiber.hpp"
#include "grid.hpp"
#include "guarded_memory.hpp"
#include "shuffle.hpp"
#include "site.hpp"

namespace inferno::emulation {

enum class State : std::uint8_t { fresh, ready, at_barrier, in_collective, done };
enum class Barrier : std::uint8_t { block, grid };

//! One CUDA thread.
struct Thread {
    uint3 index{};
    unsigned number = 0;
    State state     = State::fresh;
    Fiber* fiber    = nullptr;  //!< from its first to its last line
    Barrier barrier{};          //!< at which it waits, if it does
    Site site{};                //!< where it waits
    Request request{};          //!< what it waits for in a collective
    std::uint64_t result = 0;

    unsigned lane() const { return number % warp_size; }
    unsigned warp() const { return number / warp_size; }
    bool in_collective(unsigned mask) const
    {
        return state == State::in_collective && request.mask == mask;
    }
};

class Block {
  public:
    //! The one that this OS thread uses for all blocks it runs.
    static Block& of_this_thread();

    //! Runs a block of the grid, or as much of it as comes before a fault.
    void run(Grid& grid, std::uint32_t number);

    // For the thread that runs:
    void wait_at_barrier(Barrier barrier, Site const& site);
    std::uint64_t wait_for_lanes(Request const& request, Site const& site);
    void rest();
    void* shared_memory() const { return shared_.data(); }

  private:
    //! A collective that some lanes of its mask have reached.
    struct Meeting {
        unsigned mask, arrived;
    };
    struct Warp {
        unsigned lanes  = 0;  //!< that the block has
        unsigned exited = 0;
        std::vector<Meeting> meetings;
    };
    static constexpr std::size_t queue_size = max_threads_of_block;

    void prepare(Grid& grid, std::uint32_t number);
    void clean_up();

    // block.cpp: who runs next
    static void fiber_main();
    void end_thread();
    void let_others_run();
    Thread* choose_next();
    void start_running(Thread& thread);
    void make_ready(Thread& thread);
    Fiber* take_fiber();

    // rendezvous.cpp: who waits for whom
    void release_barrier();
    void check_mask(Thread const& thread, Warp const& warp);
    void meet(Warp& warp, Meeting meeting);
    void check_exit(Thread const& thread);
    void note(std::string text);
    [[noreturn]] void fault_of_deadlock();
    [[noreturn]] void leave();
    std::string text_of(Thread const& thread) const;
    std::string text_of_wait(Thread const& thread) const;

    Fiber home_;  //!< the OS thread's own stack
    std::vector<std::unique_ptr<Fiber>> fibers_;
    std::vector<Fiber*> idle_fibers_;
    GuardedMemory shared_;

    Grid* grid_ = nullptr;
    uint3 index_{};
    Shuffle shuffle_;
    std::vector<Thread> threads_;
    std::vector<Warp> warps_;
    std::vector<Thread*> start_order_;
    std::size_t started_ = 0;
    std::array<Thread*, queue_size> queue_{};  //!< ready threads, a ring
    std::size_t queue_begin_ = 0, queued_ = 0;
    Thread* running_          = nullptr;
    Thread const* ended_last_ = nullptr;
    std::size_t ended_ = 0, at_barrier_ = 0;
    Thread const* first_at_barrier_ = nullptr;
    bool faulted_                   = false;
};

}  // namespace inferno::emulation
