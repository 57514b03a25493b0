#include "emulation/context.hpp"

#include <cstdint>

#ifdef INFERNO_EMULATION_USES_UCONTEXT

namespace inferno::emulation {

void Context::prepare(void* stack, std::size_t bytes, void (*entry)())
{
    getcontext(&state_);
    state_.uc_stack.ss_sp   = stack;
    state_.uc_stack.ss_size = bytes;
    state_.uc_link          = nullptr;
    makecontext(&state_, entry, 0);
}

void Context::switch_to(Context& there) { swapcontext(&state_, &there.state_); }

}  // namespace inferno::emulation

#else

//! Saves what a function must preserve on this stack, and takes it from the other one.
extern "C" void inferno_emulation_switch(void** save, void* load);
asm(R"(
.text
.type inferno_emulation_switch,@function
inferno_emulation_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size inferno_emulation_switch,.-inferno_emulation_switch
)");

namespace inferno::emulation {

void Context::prepare(void* stack, std::size_t bytes, void (*entry)())
{
    constexpr int saved_registers = 6;
    auto const end = (reinterpret_cast<std::uintptr_t>(stack) + bytes) & ~std::uintptr_t{15};
    auto** top     = reinterpret_cast<void**>(end);
    *--top         = nullptr;  // where entry() would return to; keeps the stack aligned
    *--top         = reinterpret_cast<void*>(entry);
    for (int r = 0; r < saved_registers; ++r) {
        *--top = nullptr;
    }
    stack_pointer_ = top;
}

void Context::switch_to(Context& there)
{
    inferno_emulation_switch(&stack_pointer_, there.stack_pointer_);
}

}  // namespace inferno::emulation

#endif
