//! Barriers and warp collectives: who waits for whom, and what is a fault.
#include <atomic>
#include <bit>
#include <cstdio>
#include <string_view>
#include <thread>
#include <utility>

#include "emulation/block.hpp"
#include "emulation/device_language.hpp"

namespace inferno::emulation {
namespace {

bool same_text(char const* a, char const* b) { return a == b || std::string_view(a) == b; }

bool same_place(Site const& a, Site const& b)
{
    return a.line == b.line && same_text(a.file, b.file) && same_text(a.function, b.function);
}

std::string text_of(uint3 const& index)
{
    return "(" + std::to_string(index.x) + "," + std::to_string(index.y) + "," +
           std::to_string(index.z) + ")";
}

std::string text_of(Site const& site)
{
    return std::string(site.file) + ":" + std::to_string(site.line) + " in " + site.function;
}

std::string text_of_mask(unsigned mask)
{
    char text[16];
    std::snprintf(text, sizeof(text), "%08x", mask);
    return text;
}

char const* name_of(Barrier barrier)
{
    return barrier == Barrier::block ? "__syncthreads" : "the barrier of the grid";
}

}  // namespace

std::string Block::text_of(Thread const& thread) const
{
    return "thread " + emulation::text_of(thread.index) + " of block " + emulation::text_of(index_);
}

//! What a thread is waiting for.
std::string Block::text_of_wait(Thread const& thread) const
{
    switch (thread.state) {
        case State::at_barrier:
            return std::string("waits at ") + name_of(thread.barrier) + ", " +
                   emulation::text_of(thread.site);
        case State::in_collective:
            return std::string("waits in ") + emulation::name_of(thread.request.operation) +
                   " with mask " + text_of_mask(thread.request.mask) + ", " +
                   emulation::text_of(thread.site);
        case State::done:
            return "has exited";
        default:
            return "runs";
    }
}

void Block::wait_at_barrier(Barrier barrier, Site const& site)
{
    Thread& thread = *running_;
    thread.barrier = barrier;
    thread.site    = site;
    thread.state   = State::at_barrier;
    if (ended_last_ != nullptr) {
        note("barrier reached by part of the block: " + text_of(thread) + " " +
             text_of_wait(thread) + ", but " + text_of(*ended_last_) + " has exited");
        leave();
    }
    if (barrier == Barrier::grid && !grid_->kernel().cooperative) {
        note("barrier of a grid that is not launched cooperatively: " + text_of(thread) + " " +
             text_of_wait(thread));
        leave();
    }
    if (at_barrier_ == 0) { first_at_barrier_ = &thread; }
    if (first_at_barrier_->barrier != barrier || !same_place(first_at_barrier_->site, site)) {
        note("barrier reached by part of the block: " + text_of(thread) + " " +
             text_of_wait(thread) + ", but " + text_of(*first_at_barrier_) + " " +
             text_of_wait(*first_at_barrier_));
        leave();
    }
    if (++at_barrier_ == threads_.size()) {
        if (barrier == Barrier::grid && !grid_->wait_for_all_blocks()) { leave(); }
        release_barrier();
    }
    let_others_run();
}

void Block::release_barrier()
{
    at_barrier_                 = 0;
    std::vector<Thread*>& order = start_order_;  // every thread has started
    shuffle_(std::span(order));
    for (Thread* const thread : order) {
        make_ready(*thread);
    }
}

void Block::check_mask(Thread const& thread, Warp const& warp)
{
    unsigned const mask = thread.request.mask;
    char const* const fault_of =
        ((mask >> thread.lane()) & 1U) == 0 ? "a lane is missing from its own mask: "
        : (mask & ~warp.lanes) != 0         ? "a mask names lanes that the block does not have: "
        : (mask & warp.exited) != 0         ? "a mask names a lane that has exited: "
                                            : nullptr;
    if (fault_of != nullptr) {
        note(fault_of + text_of(thread) + " " + text_of_wait(thread));
        leave();
    }
}

std::uint64_t Block::wait_for_lanes(Request const& request, Site const& site)
{
    Thread& thread = *running_;
    Warp& warp     = warps_[thread.warp()];
    thread.request = request;
    thread.site    = site;
    thread.state   = State::in_collective;
    check_mask(thread, warp);
    std::size_t m = 0;
    while (m < warp.meetings.size() && warp.meetings[m].mask != request.mask) {
        ++m;
    }
    if (m == warp.meetings.size()) { warp.meetings.push_back({request.mask, 0}); }
    warp.meetings[m].arrived |= 1U << thread.lane();
    if (warp.meetings[m].arrived == request.mask) {
        Meeting const complete = std::exchange(warp.meetings[m], warp.meetings.back());
        warp.meetings.pop_back();
        meet(warp, complete);
    }
    let_others_run();
    return thread.result;
}

//! All lanes of the mask are there.
void Block::meet(Warp& warp, Meeting meeting)
{
    Thread* const lane_0 = &threads_[static_cast<std::size_t>(&warp - warps_.data()) * warp_size];
    std::array<Thread*, warp_size> lanes{};
    LaneRequests requests{};
    std::size_t count = 0;
    for (unsigned mask = meeting.mask; mask != 0; mask &= mask - 1) {
        auto const lane     = static_cast<unsigned>(std::countr_zero(mask));
        Thread& thread      = lane_0[lane];
        Thread const& first = count == 0 ? thread : *lanes[0];
        lanes[count++]      = &thread;
        requests[lane]      = &thread.request;
        if (thread.request.operation != first.request.operation ||
            thread.request.width != first.request.width) {
            note("lanes disagree on a collective: " + text_of(thread) + " " + text_of_wait(thread) +
                 ", but " + text_of(first) + " " + text_of_wait(first));
            leave();
        }
    }
    LaneResults const results = evaluate(meeting.mask, requests);
    shuffle_(std::span(lanes).first(count));
    for (Thread* const thread : std::span(lanes).first(count)) {
        thread->result = results[thread->lane()];
        make_ready(*thread);
    }
}

//! Nobody may wait for a thread that has exited.
void Block::check_exit(Thread const& thread)
{
    if (at_barrier_ > 0) {
        note("barrier reached by part of the block: " + text_of(*first_at_barrier_) + " " +
             text_of_wait(*first_at_barrier_) + ", but " + text_of(thread) + " exits");
        leave();
    }
    for (Meeting const& meeting : warps_[thread.warp()].meetings) {
        if (((meeting.mask >> thread.lane()) & 1U) == 0) { continue; }
        Thread const& waiting = threads_[thread.warp() * warp_size +
                                         static_cast<unsigned>(std::countr_zero(meeting.arrived))];
        note("a mask names a lane that has exited: " + text_of(waiting) + " " +
             text_of_wait(waiting) + ", but " + text_of(thread) + " exits");
        leave();
    }
}

//! Every thread waits, and none can go on.
void Block::fault_of_deadlock()
{
    for (Thread const& waiting : threads_) {
        if (waiting.state != State::in_collective) { continue; }
        for (unsigned mask = waiting.request.mask; mask != 0; mask &= mask - 1) {
            auto const lane     = static_cast<unsigned>(std::countr_zero(mask));
            Thread const& other = threads_[waiting.warp() * warp_size + lane];
            if (other.in_collective(waiting.request.mask)) { continue; }
            bool const disagree = other.state == State::in_collective;
            note(std::string(disagree ? "lanes disagree on the mask of a collective: "
                                      : "deadlock of a warp collective: ") +
                 text_of(waiting) + " " + text_of_wait(waiting) + ", but " + text_of(other) + " " +
                 text_of_wait(other));
            leave();
        }
    }
    note("deadlock");
    leave();
}

void Block::note(std::string text) { grid_->report({cudaErrorLaunchFailure, std::move(text)}); }

//! Gives the block up: back to the OS thread's own stack, for good. Nothing on this stack is
//! destroyed, so no string may live here.
void Block::leave()
{
    running_->fiber->switch_to(home_);
    __builtin_unreachable();
}

//! A thread that waits for another block: gives the others a chance, and up where a fault keeps
//! them from coming.
void Block::rest()
{
    if (grid_->faulted()) { leave(); }
    std::this_thread::yield();
}

void block_barrier(Site where) { Block::of_this_thread().wait_at_barrier(Barrier::block, where); }
void grid_barrier(Site where) { Block::of_this_thread().wait_at_barrier(Barrier::grid, where); }
void rest() { Block::of_this_thread().rest(); }
void* dynamic_shared_memory() { return Block::of_this_thread().shared_memory(); }

std::uint64_t warp_collective(Request const& request, Site where)
{
    return Block::of_this_thread().wait_for_lanes(request, where);
}

void fence()
{
    static std::atomic<int> everybody{0};  // not a bare fence: the thread sanitizer knows none
    everybody.fetch_add(1, std::memory_order_seq_cst);
}

}  // namespace inferno::emulation
