//! Counter-based random numbers: a draw is a pure function of (seed, purpose, element, step).
//!
//! Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC
//! 2011.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

struct Philox4 {
    std::uint32_t word[4];
};

struct PhiloxKey {
    std::uint32_t first, second;
};

inline constexpr int philox_rounds = 10;

INFERNO_HD PhiloxKey next_key(PhiloxKey key)
{
    return {key.first + 0x9E3779B9u, key.second + 0xBB67AE85u};
}

//! One round on the four words of a counter.
INFERNO_HD void philox_round(
    std::uint32_t& w0, std::uint32_t& w1, std::uint32_t& w2, std::uint32_t& w3, PhiloxKey key)
{
    std::uint64_t const a = std::uint64_t{0xD2511F53u} * w0;
    std::uint64_t const b = std::uint64_t{0xCD9E8D57u} * w2;
    w0                    = static_cast<std::uint32_t>(b >> 32) ^ w1 ^ key.first;
    w1                    = static_cast<std::uint32_t>(b);
    w2                    = static_cast<std::uint32_t>(a >> 32) ^ w3 ^ key.second;
    w3                    = static_cast<std::uint32_t>(a);
}

//! Philox4x32-10 of a 128-bit counter under a 64-bit key.
INFERNO_HD Philox4 philox(Philox4 counter, PhiloxKey key)
{
    for (int round = 0; round < philox_rounds; ++round, key = next_key(key)) {
        philox_round(counter.word[0], counter.word[1], counter.word[2], counter.word[3], key);
    }
    return counter;
}

//! What a random number is for; two purposes never share a draw.
enum class Purpose : std::uint16_t {
    encode  = 1,
    weight  = 2,
    bias    = 3,
    delay   = 4,
    test    = 5,
    noise   = 6,
    connect = 7,
    drive   = 8,
    initial = 9,
    order   = 10
};

INFERNO_HD PhiloxKey draw_key(std::uint64_t seed)
{
    return {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
}

//! The counter of (purpose, element, step). Elements up to 2^48, steps up to 2^64.
INFERNO_HD Philox4 draw_counter(Purpose purpose, std::uint64_t element, std::uint64_t step)
{
    auto const high = static_cast<std::uint32_t>(element >> 32) & 0xFFFFu;
    return {{static_cast<std::uint32_t>(element),
             high | (static_cast<std::uint32_t>(purpose) << 16),
             static_cast<std::uint32_t>(step),
             static_cast<std::uint32_t>(step >> 32)}};
}

//! Four random words for (seed, purpose, element, step).
INFERNO_HD Philox4 draw(std::uint64_t seed,
                        Purpose purpose,
                        std::uint64_t element,
                        std::uint64_t step)
{
    return philox(draw_counter(purpose, element, step), draw_key(seed));
}

//! A word as a number in [0, 1), in steps of 2^-24.
INFERNO_HD float uniform(std::uint32_t word) { return static_cast<float>(word >> 8) * 0x1p-24F; }

//! A word as an exponential variate of mean 1: -log of a number in (0, 1].
INFERNO_HD float exponential(std::uint32_t word)
{
    return -math::log(static_cast<float>((word >> 8) + 1) * 0x1p-24F);
}

//! A word as a normal variate of mean 0 and deviation 1, up to 6.4 either way: the inverse of the
//! distribution function, one side of it, to about 1e-6. Rational functions: Wichura, "Algorithm AS
//! 241", Applied Statistics 37 (1988), PPND7.
INFERNO_HD float normal(std::uint32_t word)
{
    float const tail = (static_cast<float>(word >> 1) + 0.5F) * 0x1p-32F;  // (0, 0.5]
    float const q    = 0.5F - tail;
    float const r    = 0.180625F - q * q;
    float const central =
        q * (((59.109374720F * r + 159.29113202F) * r + 50.434271938F) * r + 3.3871327179F) /
        (((67.187563600F * r + 78.757757664F) * r + 17.895169469F) * r + 1.0F);
    float const s = ::sqrtf(-math::log(tail)) - 1.6F;
    float const outer =
        (((0.17023821103F * s + 1.3067284816F) * s + 2.7568153900F) * s + 1.4234372777F) /
        ((0.12021132975F * s + 0.73700164250F) * s + 1.0F);
    float const size = q <= 0.425F ? central : outer;
    return (word & 1U) != 0 ? -size : size;
}

//! The random words of one element in order, four from each draw, from any position on.
class RandomWords {
  public:
    INFERNO_HD RandomWords(std::uint64_t seed,
                           Purpose purpose,
                           std::uint64_t element,
                           std::uint64_t first_draw,
                           std::uint32_t position)
        : seed_(seed), element_(element), first_(first_draw), position_(position), purpose_(purpose)
    {
        if (position % 4 != 0) { fetch(); }
    }

    INFERNO_HD std::uint32_t next()
    {
        std::uint32_t const k = position_ % 4;
        if (k == 0) { fetch(); }
        ++position_;
        std::uint32_t const low  = k == 0 ? four_.word[0] : four_.word[1];
        std::uint32_t const high = k == 2 ? four_.word[2] : four_.word[3];
        return k < 2 ? low : high;
    }
    //! Words taken so far, the start included.
    INFERNO_HD std::uint32_t position() const { return position_; }

  private:
    INFERNO_HD void fetch() { four_ = draw(seed_, purpose_, element_, first_ + position_ / 4); }

    std::uint64_t seed_, element_, first_;
    std::uint32_t position_;
    Purpose purpose_;
    Philox4 four_{};
};

}  // namespace inferno
