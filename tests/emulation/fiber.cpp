#include "emulation/fiber.hpp"

#include <new>

#include <pthread.h>
#include <sys/mman.h>

#include "emulation/sanitizers.hpp"

namespace inferno::emulation {
namespace {

constexpr std::size_t page_bytes  = 4096;
constexpr std::size_t stack_bytes = (address_sanitizer || thread_sanitizer) ? 256 << 10 : 64 << 10;

//! The fiber that runs on this OS thread, for start().
constinit thread_local Fiber* running = nullptr;

//! Stacks of equal alignment would all use the same lines of the cache.
std::size_t next_offset()
{
    static thread_local std::size_t fibers = 0;
    return ++fibers % 61 * 64;
}

}  // namespace

Fiber::Fiber() : race_context_(this_race_context())
{
    if constexpr (address_sanitizer) {
        pthread_attr_t attributes;
        void* bottom = nullptr;
        pthread_getattr_np(pthread_self(), &attributes);
        pthread_attr_getstack(&attributes, &bottom, &bytes_);
        pthread_attr_destroy(&attributes);
        stack_ = static_cast<std::byte*>(bottom);
    }
}

Fiber::Fiber(void (*entry)()) : entry_(entry)
{
    int const flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void* const area =
        mmap(nullptr, stack_bytes + 2 * page_bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (area == MAP_FAILED) { throw std::bad_alloc(); }
    mprotect(area, page_bytes, PROT_NONE);
    mapped_ = static_cast<std::byte*>(area);
    stack_  = mapped_ + page_bytes;
    bytes_  = stack_bytes + next_offset();
    restart();
}

Fiber::~Fiber()
{
    if (mapped_ == nullptr) { return; }
    allow_access(stack_, bytes_);
    if (race_context_ != nullptr) { drop_race_context(race_context_); }
    munmap(mapped_, stack_bytes + 2 * page_bytes);
}

void Fiber::restart()
{
    allow_access(stack_, bytes_);
    if (race_context_ != nullptr) { drop_race_context(race_context_); }
    race_context_ = make_race_context();
    fake_stack_   = nullptr;
    context_.prepare(stack_, bytes_, &Fiber::start);
}

void Fiber::switch_to(Fiber& other)
{
    running = &other;
    start_switch(&fake_stack_, other.stack_, other.bytes_);
    enter_race_context(other.race_context_);
    context_.switch_to(other.context_);
    finish_switch(fake_stack_);
}

void Fiber::start()
{
    finish_switch(nullptr);
    running->entry_();
}

}  // namespace inferno::emulation
