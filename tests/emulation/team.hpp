//! OS threads that run the blocks of a grid.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace inferno::emulation {

//! The threads stay, so that what they keep (stacks, shared memory) is made once.
class Team {
  public:
    Team()                       = default;
    Team(Team const&)            = delete;
    Team& operator=(Team const&) = delete;
    ~Team();

    //! Calls work() on `members` threads at the same time, the caller's one of them, and waits.
    void run(int members, std::function<void()> const& work);

  private:
    void serve(int member);

    std::mutex mutex_;
    std::condition_variable call_, answer_;
    std::function<void()> const* work_ = nullptr;
    int wanted_  = 0;  //!< threads that the present call needs, besides the caller's
    int running_ = 0;
    long calls_  = 0;
    bool ended_  = false;
    std::vector<std::thread> threads_;
};

}  // namespace inferno::emulation
