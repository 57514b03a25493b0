//! Processor state of a call stack that is not running.
#pragma once

#include <cstddef>

#if !defined(__x86_64__) || defined(INFERNO_EMULATION_UCONTEXT)
#    define INFERNO_EMULATION_USES_UCONTEXT
#    include <ucontext.h>
#endif

namespace inferno::emulation {

class Context {
  public:
    //! The next switch to this context calls entry() on that stack.
    void prepare(void* stack, std::size_t bytes, void (*entry)());
    //! Stops here and goes on there; returns when someone switches back.
    void switch_to(Context& there);

  private:
#ifdef INFERNO_EMULATION_USES_UCONTEXT
    ucontext_t state_{};
#else
    void* stack_pointer_ = nullptr;
#endif
};

}  // namespace inferno::emulation
