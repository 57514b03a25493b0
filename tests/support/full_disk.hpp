//! A disk without room, for tests of what is written.
#pragma once

#include <csignal>

#include <sys/resource.h>

namespace inferno::test {

//! Lets files grow to `bytes` at the most while it lives, as a full disk does.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit const limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FullDisk(FullDisk const&)            = delete;
    FullDisk& operator=(FullDisk const&) = delete;

  private:
    void (*handler_)(int);
    rlimit before_{};
};

}  // namespace inferno::test
