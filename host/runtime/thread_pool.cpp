#include "thread_pool.hpp"

#include <algorithm>

#ifdef __linux__
#    include <sched.h>
#endif

namespace inferno::host {
namespace {

constexpr int spins_before_sleep = 1000;  // about 20 microseconds

void pause_briefly()
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

//! Waits until `value` is no longer `old`.
void await_change(std::atomic<unsigned> const& value, unsigned old)
{
    for (int spin = 0; spin < spins_before_sleep; ++spin) {
        if (value.load(std::memory_order_acquire) != old) { return; }
        pause_briefly();
    }
    value.wait(old, std::memory_order_acquire);
}

}  // namespace

void Barrier::wait()
{
    unsigned const round = round_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == workers_) {
        arrived_.store(0, std::memory_order_relaxed);
        round_.store(round + 1, std::memory_order_release);
        round_.notify_all();
    } else {
        await_change(round_, round);
    }
}

ThreadPool::ThreadPool(int threads)
{
    for (int worker = 1; worker < threads; ++worker) {
        threads_.emplace_back([this, worker] { serve(worker); });
    }
}

ThreadPool::~ThreadPool()
{
    stop_ = true;
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

void ThreadPool::run(int workers, std::function<void(int)> const& job)
{
    workers_ = std::min(workers, threads());
    if (workers_ <= 1) {
        job(0);
        return;
    }
    job_ = &job;
    busy_.store(static_cast<int>(threads_.size()), std::memory_order_relaxed);
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
    job(0);
    for (int left = busy_.load(std::memory_order_acquire); left != 0;
         left     = busy_.load(std::memory_order_acquire)) {
        busy_.wait(left, std::memory_order_acquire);
    }
}

void ThreadPool::serve(int worker)
{
    for (unsigned round = 0;; ++round) {
        await_change(round_, round);
        if (stop_) { return; }
        if (worker < workers_) { (*job_)(worker); }
        if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) { busy_.notify_one(); }
    }
}

int available_processors()
{
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) == 0) { return std::max(1, CPU_COUNT(&set)); }
#endif
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace inferno::host
