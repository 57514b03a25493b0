//! Call stacks that take turns on one OS thread.
#pragma once

#include <cstddef>

#include "context.hpp"

namespace inferno::emulation {

class Fiber {
  public:
    //! The stack that the calling OS thread came with.
    Fiber();
    //! A stack of its own; the first switch to it calls entry(), which never returns.
    explicit Fiber(void (*entry)());
    Fiber(Fiber const&)            = delete;
    Fiber& operator=(Fiber const&) = delete;
    ~Fiber();

    //! Stops this fiber, which is running, and goes on in the other.
    void switch_to(Fiber& other);
    //! Drops whatever the stack holds; the next switch calls entry() again.
    void restart();

  private:
    static void start();

    void (*entry_)()   = nullptr;
    std::byte* mapped_ = nullptr;  //!< a page that faults, then the stack
    std::byte* stack_  = nullptr;
    std::size_t bytes_ = 0;
    Context context_;
    void* fake_stack_   = nullptr;
    void* race_context_ = nullptr;
};

}  // namespace inferno::emulation
