//! Threads that wait for work, and a barrier among them.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

namespace inferno::host {

//! All `workers` wait until the last has come. Spins first: two barriers per step are common.
class Barrier {
  public:
    explicit Barrier(int workers) : workers_(workers) {}
    void wait();

  private:
    int const workers_;
    alignas(64) std::atomic<int> arrived_{0};
    alignas(64) std::atomic<unsigned> round_{0};
};

//! `threads - 1` threads parked until run() hands them a job; the caller is worker 0.
class ThreadPool {
  public:
    explicit ThreadPool(int threads);
    ThreadPool(ThreadPool const&)            = delete;
    ThreadPool& operator=(ThreadPool const&) = delete;
    ~ThreadPool();

    int threads() const { return static_cast<int>(threads_.size()) + 1; }
    //! Calls job(worker) once for every worker below `workers` and returns when all are done.
    void run(int workers, std::function<void(int)> const& job);

  private:
    void serve(int worker);

    std::vector<std::thread> threads_;
    std::function<void(int)> const* job_ = nullptr;
    int workers_                         = 0;
    bool stop_                           = false;
    alignas(64) std::atomic<unsigned> round_{0};
    alignas(64) std::atomic<int> busy_{0};
};

//! Processors that this process may run on.
int available_processors();

}  // namespace inferno::host
