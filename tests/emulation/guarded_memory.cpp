#include "emulation/guarded_memory.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

#include "emulation/sanitizers.hpp"

namespace inferno::emulation {
namespace {

constexpr std::size_t alignment   = 256;
constexpr std::size_t guard_bytes = address_sanitizer ? 0 : alignment;
constexpr std::byte guard{0xA5};

bool all_guards(std::byte const* first, std::byte const* last)
{
    return std::all_of(first, last, [](std::byte byte) { return byte == guard; });
}

}  // namespace

GuardedMemory::GuardedMemory(std::size_t bytes, std::uint32_t fill) : bytes_(bytes)
{
    void* area = nullptr;
    if (posix_memalign(&area, alignment, std::max<std::size_t>(bytes, 1) + 2 * guard_bytes) != 0) {
        throw std::bad_alloc();
    }
    memory_ = static_cast<std::byte*>(area) + guard_bytes;
    std::fill(memory_ - guard_bytes, memory_, guard);
    std::fill(memory_ + bytes, memory_ + bytes + guard_bytes, guard);
    for (std::size_t i = 0; i < bytes; ++i) {
        memory_[i] = static_cast<std::byte>(fill >> (8 * (i % sizeof(fill))));
    }
}

GuardedMemory::GuardedMemory(GuardedMemory&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), bytes_(std::exchange(other.bytes_, 0))
{
}

GuardedMemory& GuardedMemory::operator=(GuardedMemory&& other) noexcept
{
    std::swap(memory_, other.memory_);
    std::swap(bytes_, other.bytes_);
    return *this;
}

GuardedMemory::~GuardedMemory()
{
    if (memory_ == nullptr) { return; }
    open();
    std::free(memory_ - guard_bytes);
}

bool GuardedMemory::intact() const
{
    return memory_ == nullptr || (all_guards(memory_ - guard_bytes, memory_) &&
                                  all_guards(memory_ + bytes_, memory_ + bytes_ + guard_bytes));
}

void GuardedMemory::close() const { forbid_access(memory_, bytes_); }

void GuardedMemory::open() const { allow_access(memory_, bytes_); }

}  // namespace inferno::emulation
