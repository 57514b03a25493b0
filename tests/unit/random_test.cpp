#include "inferno/core/random.hpp"

#include <array>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "inferno/network/initial.hpp"

#include "support/compare.hpp"

namespace inferno::test {
namespace {

using Words = std::array<std::uint32_t, 4>;

Words words(Philox4 const& numbers)
{
    return {numbers.word[0], numbers.word[1], numbers.word[2], numbers.word[3]};
}

// Known answers for philox4x32-10 from the Random123 distribution.
TEST(Philox, GivesTheKnownAnswers)
{
    EXPECT_EQ(words(philox({{0, 0, 0, 0}}, {0, 0})),
              (Words{0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8}));
    EXPECT_EQ(words(philox({{~0U, ~0U, ~0U, ~0U}}, {~0U, ~0U})),
              (Words{0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD}));
    EXPECT_EQ(
        words(philox({{0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344}}, {0xA4093822, 0x299F31D0})),
        (Words{0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1}));
}

TEST(Draw, DiffersInEveryPartOfItsKey)
{
    std::uint64_t const high = std::uint64_t{1} << 32;
    std::set<Words> const all{words(draw(1, Purpose::test, 5, 7)),
                              words(draw(2, Purpose::test, 5, 7)),
                              words(draw(1 + high, Purpose::test, 5, 7)),
                              words(draw(1, Purpose::encode, 5, 7)),
                              words(draw(1, Purpose::test, 6, 7)),
                              words(draw(1, Purpose::test, 5 + high, 7)),
                              words(draw(1, Purpose::test, 5, 8)),
                              words(draw(1, Purpose::test, 5, 7 + high))};
    EXPECT_EQ(all.size(), 8U);
    EXPECT_EQ(words(draw(1, Purpose::test, 5, 7)), words(draw(1, Purpose::test, 5, 7)));
}

TEST(Uniform, StaysBelowOne)
{
    EXPECT_EQ(uniform(0), 0.0F);
    EXPECT_EQ(uniform(0xFFU), 0.0F);
    EXPECT_EQ(uniform(0x100U), 0x1p-24F);
    EXPECT_EQ(uniform(~0U), 1 - 0x1p-24F);
}

TEST(Exponential, IsNeverInfinite)
{
    EXPECT_EQ(exponential(~0U), 0.0F);
    EXPECT_NEAR(exponential(0), 24 * std::log(2.0), 1e-5);
}

TEST(Exponential, HasMeanAndVarianceOne)
{
    double sum = 0, squares = 0;
    std::uint64_t const draws = 100'000;
    for (std::uint64_t k = 0; k < draws; ++k) {
        for (std::uint32_t const word : draw(3, Purpose::test, k, 0).word) {
            double const x = exponential(word);
            sum += x;
            squares += x * x;
        }
    }
    double const count = 4.0 * draws;
    EXPECT_NEAR(sum / count, 1, 5 / std::sqrt(count));             // five standard errors
    EXPECT_NEAR(squares / count, 2, 5 * std::sqrt(20.0 / count));  // var(x^2) = 4! - 2^2
}

TEST(UniformValues, FillsTheRangeAndRepeats)
{
    auto const values      = uniform_values(10'001, -2, 3, 9, Purpose::weight);
    auto const [low, high] = std::minmax_element(values.begin(), values.end());
    EXPECT_GE(*low, -2.0F);
    EXPECT_LT(*high, 3.0F);
    EXPECT_LT(*low, -1.99F);
    EXPECT_GT(*high, 2.99F);
    EXPECT_EQ(values, uniform_values(10'001, -2, 3, 9, Purpose::weight));
    EXPECT_NE(values, uniform_values(10'001, -2, 3, 10, Purpose::weight));
    EXPECT_NE(values, uniform_values(10'001, -2, 3, 9, Purpose::bias));
}

TEST(UniformValues, UsesEveryWordOfEachDraw)
{
    auto const values = uniform_values(8, 0, 1, 9, Purpose::weight);
    for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_EQ(values[i], uniform(draw(9, Purpose::weight, i / 4, 0).word[i % 4]));
    }
}

TEST(UniformValues, StartsTheSameForEveryCount)
{
    auto const many = uniform_values(100, 0, 1, 4, Purpose::test);
    auto const few  = uniform_values(7, 0, 1, 4, Purpose::test);
    EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
}

TEST(Rescaled, ReachesBothEnds)
{
    EXPECT_EQ(rescaled({2, 6, 4}, 0, 1), (std::vector<Real>{0, 1, 0.5F}));
}

TEST(Rescaled, RefusesWhatCannotBeStretched)
{
    EXPECT_EQ(message_of<ArgumentError>([] { rescaled({}, 0, 1); }),
              "rescale: there are no values");
    EXPECT_EQ(message_of<ArgumentError>([] {
                  rescaled({3, 3}, 0, 1);
              }),
              "rescale: all values are 3");
}

}  // namespace
}  // namespace inferno::test
