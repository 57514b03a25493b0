#include "emulation/block.hpp"

#include "emulation/device_language.hpp"

constinit thread_local uint3 threadIdx{};
constinit thread_local uint3 blockIdx{};
constinit thread_local dim3 blockDim{};
constinit thread_local dim3 gridDim{};

namespace inferno::emulation {
namespace {

uint3 position(std::uint32_t number, dim3 const& size)
{
    return {number % size.x, number / size.x % size.y, number / size.x / size.y};
}

}  // namespace

Block& Block::of_this_thread()
{
    static thread_local Block block;
    return block;
}

void Block::prepare(Grid& grid, std::uint32_t number)
{
    Kernel const& kernel      = grid.kernel();
    std::size_t const threads = std::size_t{kernel.block.x} * kernel.block.y * kernel.block.z;
    grid_                     = &grid;
    index_                    = position(number, kernel.grid);
    shuffle_                  = grid.shuffle_of(number);
    shared_                   = GuardedMemory(kernel.shared_bytes, grid.settings().fill);
    threads_.assign(threads, {});
    warps_.resize((threads + warp_size - 1) / warp_size);
    for (Warp& warp : warps_) {
        warp.lanes = warp.exited = 0;
        warp.meetings.clear();
    }
    start_order_.clear();
    for (Thread& thread : threads_) {
        thread.number = static_cast<unsigned>(&thread - threads_.data());
        thread.index  = position(thread.number, kernel.block);
        warps_[thread.warp()].lanes |= 1U << thread.lane();
        start_order_.push_back(&thread);
    }
    shuffle_(std::span(start_order_));
    started_ = queue_begin_ = queued_ = ended_ = at_barrier_ = 0;
    ended_last_ = first_at_barrier_ = nullptr;
    faulted_                        = false;
}

void Block::run(Grid& grid, std::uint32_t number)
{
    prepare(grid, number);
    blockIdx = index_;
    blockDim = grid.kernel().block;
    gridDim  = grid.kernel().grid;
    start_running(*choose_next());
    home_.switch_to(*running_->fiber);
    clean_up();
}

//! Back on the OS thread's own stack.
void Block::clean_up()
{
    for (Thread& thread : threads_) {
        if (thread.fiber == nullptr) { continue; }
        thread.fiber->restart();  // the block was left in the middle
        idle_fibers_.push_back(thread.fiber);
    }
    if (!shared_.intact()) {
        grid_->report({cudaErrorIllegalAddress,
                       "block " + std::to_string(index_.x) +
                           ": a write beyond the dynamic shared memory of " +
                           std::to_string(shared_.bytes()) + " bytes"});
    }
}

//! What a fiber does: one thread after the other.
void Block::fiber_main()
{
    for (;;) {
        Block& block = of_this_thread();
        block.grid_->kernel().body();
        block.end_thread();
    }
}

//! Ends the running thread; returns on the same fiber when that has a new thread to run.
void Block::end_thread()
{
    Thread& thread = *running_;
    thread.state   = State::done;
    ended_last_    = &thread;
    ++ended_;
    warps_[thread.warp()].exited |= 1U << thread.lane();
    check_exit(thread);
    Fiber& fiber       = *std::exchange(thread.fiber, nullptr);
    Thread* const next = choose_next();
    if (next != nullptr && next->fiber == nullptr) {
        next->fiber = &fiber;
        start_running(*next);
        return;
    }
    if (next == nullptr && ended_ < threads_.size()) {
        thread.fiber = &fiber;
        fault_of_deadlock();
    }
    idle_fibers_.push_back(&fiber);
    if (next != nullptr) { start_running(*next); }
    fiber.switch_to(next == nullptr ? home_ : *next->fiber);
}

//! The running thread waits; returns when it is ready and its turn has come.
void Block::let_others_run()
{
    Thread const& thread = *running_;
    Thread* const next   = choose_next();
    if (next == nullptr) { fault_of_deadlock(); }
    if (next == &thread) { return; }
    start_running(*next);
    thread.fiber->switch_to(*next->fiber);
}

//! A ready thread, else one that has not started, else none.
Thread* Block::choose_next()
{
    if (queued_ > 0) {
        --queued_;
        return queue_[queue_begin_++ % queue_size];
    }
    return started_ < start_order_.size() ? start_order_[started_++] : nullptr;
}

void Block::start_running(Thread& thread)
{
    if (thread.fiber == nullptr) { thread.fiber = take_fiber(); }
    thread.state = State::ready;
    running_     = &thread;
    threadIdx    = thread.index;
}

void Block::make_ready(Thread& thread)
{
    thread.state                                    = State::ready;
    queue_[(queue_begin_ + queued_++) % queue_size] = &thread;
}

Fiber* Block::take_fiber()
{
    if (idle_fibers_.empty()) {
        fibers_.push_back(std::make_unique<Fiber>(&Block::fiber_main));
        return fibers_.back().get();
    }
    Fiber* const fiber = idle_fibers_.back();
    idle_fibers_.pop_back();
    return fiber;
}

}  // namespace inferno::emulation
