//! Orders that a seed chooses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace inferno::emulation {

//! Seed 0 leaves everything as it is. Mixing as in SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
class Shuffle {
  public:
    Shuffle() = default;
    Shuffle(std::uint64_t seed, std::uint64_t purpose)
        : on_(seed != 0), state_(seed * 0x9E3779B97F4A7C15u + purpose)
    {
    }

    template <class T>
    void operator()(std::span<T> items)
    {
        if (!on_) { return; }
        for (std::size_t i = items.size(); i > 1; --i) {
            std::swap(items[i - 1], items[next() % i]);
        }
    }

  private:
    std::uint64_t next()
    {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
        z               = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z               = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }

    bool on_             = false;
    std::uint64_t state_ = 0;
};

}  // namespace inferno::emulation
