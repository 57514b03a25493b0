//! Memory of the emulated device, surrounded by bytes that nobody may touch.
#pragma once

#include <cstddef>
#include <cstdint>

namespace inferno::emulation {

//! With the address sanitizer an allocation of its own; else with guard bytes on both sides.
class GuardedMemory {
  public:
    GuardedMemory() = default;
    //! Filled with the word. bad_alloc where there is no memory.
    GuardedMemory(std::size_t bytes, std::uint32_t fill);
    GuardedMemory(GuardedMemory&& other) noexcept;
    GuardedMemory& operator=(GuardedMemory&& other) noexcept;
    GuardedMemory(GuardedMemory const&)            = delete;
    GuardedMemory& operator=(GuardedMemory const&) = delete;
    ~GuardedMemory();

    std::byte* data() const { return memory_; }
    std::size_t bytes() const { return bytes_; }
    //! False once somebody has written into a guard byte.
    bool intact() const;
    //! Lets nobody, or everybody, touch the memory; only the address sanitizer minds.
    void close() const;
    void open() const;

  private:
    std::byte* memory_ = nullptr;
    std::size_t bytes_ = 0;
};

}  // namespace inferno::emulation
