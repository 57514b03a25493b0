#include "emulation/team.hpp"

namespace inferno::emulation {

Team::~Team()
{
    {
        std::lock_guard const lock(mutex_);
        ended_ = true;
    }
    call_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

void Team::run(int members, std::function<void()> const& work)
{
    int const helpers = members - 1;
    if (helpers > 0) {
        std::lock_guard const lock(mutex_);
        while (static_cast<int>(threads_.size()) < helpers) {
            threads_.emplace_back(&Team::serve, this, static_cast<int>(threads_.size()));
        }
        work_    = &work;
        wanted_  = helpers;
        running_ = helpers;
        ++calls_;
    }
    call_.notify_all();
    work();
    std::unique_lock lock(mutex_);
    answer_.wait(lock, [this] { return running_ == 0; });
    wanted_ = 0;
}

void Team::serve(int member)
{
    long served = 0;
    std::unique_lock lock(mutex_);
    for (;;) {
        call_.wait(lock, [&] { return ended_ || (calls_ != served && member < wanted_); });
        if (ended_) { return; }
        served = calls_;
        lock.unlock();
        (*work_)();
        lock.lock();
        if (--running_ == 0) { answer_.notify_one(); }
    }
}

}  // namespace inferno::emulation
