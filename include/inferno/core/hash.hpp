//! A 64-bit fingerprint of results, the same on every machine, to compare two runs.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "inferno/core/types.hpp"

namespace inferno {

//! Order-dependent hash of 32-bit words; mixing as in SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
class Hash {
  public:
    void add(std::uint32_t word)
    {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u) ^ word;
        z               = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z               = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        state_          = z ^ (z >> 31);
    }
    void add(std::span<SpikeWord const> words)
    {
        for (SpikeWord const word : words) {
            add(word);
        }
    }
    //! All NaNs count as one: which one arithmetic gives differs between processors.
    void add(std::span<Real const> values)
    {
        for (Real const value : values) {
            add_number(value == value ? value : std::numeric_limits<Real>::quiet_NaN());
        }
    }
    std::uint64_t value() const { return state_; }
    std::string hex() const;

  private:
    void add_number(float value) { add(std::bit_cast<std::uint32_t>(value)); }
    void add_number(double value)
    {
        auto const bits = std::bit_cast<std::uint64_t>(value);
        add(static_cast<std::uint32_t>(bits)), add(static_cast<std::uint32_t>(bits >> 32));
    }
    std::uint64_t state_ = 0;
};

}  // namespace inferno
