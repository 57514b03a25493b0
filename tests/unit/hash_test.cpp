#include "inferno/core/hash.hpp"

#include <array>

#include <gtest/gtest.h>

namespace inferno {
namespace {

std::uint64_t hash_of(std::span<SpikeWord const> words)
{
    Hash hash;
    hash.add(words);
    return hash.value();
}

// From a few lines of Python with the constants of SplitMix64.
TEST(Hash, GivesKnownAnswers)
{
    EXPECT_EQ(hash_of({}), 0U);
    EXPECT_EQ(hash_of(std::array<SpikeWord, 1>{0}), 0xE220A8397B1DCDAFU);
    EXPECT_EQ(hash_of(std::array<SpikeWord, 3>{1, 2, 3}), 0xEABCFA2C623C5A59U);
}

TEST(Hash, DependsOnTheOrder)
{
    EXPECT_NE(hash_of(std::array<SpikeWord, 2>{1, 2}), hash_of(std::array<SpikeWord, 2>{2, 1}));
    EXPECT_NE(hash_of(std::array<SpikeWord, 1>{0}), hash_of(std::array<SpikeWord, 2>{0, 0}));
}

TEST(Hash, MayBeFedInPieces)
{
    Hash pieces;
    pieces.add(1U);
    pieces.add(std::array<SpikeWord, 2>{2, 3});
    EXPECT_EQ(pieces.value(), hash_of(std::array<SpikeWord, 3>{1, 2, 3}));
}

TEST(Hash, SeesTheBitsOfNumbers)
{
    Hash zero, negative_zero;
    zero.add(std::array<Real, 1>{0.0F});
    negative_zero.add(std::array<Real, 1>{-0.0F});
    EXPECT_EQ(zero.value(), hash_of(std::array<SpikeWord, 1>{0}));
    EXPECT_NE(zero.value(), negative_zero.value());
}

TEST(Hash, IsSixteenHexadecimalDigits)
{
    Hash hash;
    EXPECT_EQ(hash.hex(), "0000000000000000");
    hash.add(0U);
    EXPECT_EQ(hash.hex(), "e220a8397b1dcdaf");
}

}  // namespace
}  // namespace inferno
