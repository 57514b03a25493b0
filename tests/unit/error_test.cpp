#include "inferno/core/error.hpp"

#include <array>

#include <gtest/gtest.h>

namespace inferno {
namespace {

constexpr std::array<std::string_view, 4> keys{"reset_mv", "rest_mv", "threshold_mv", "Backend"};

TEST(NearestName, FindsAKeyWithOneWrongLetter)
{
    EXPECT_EQ(nearest_name("reset_mw", keys), "reset_mv");
}

TEST(NearestName, CountsTwoSwappedLettersAsOneEdit)
{
    constexpr std::array<std::string_view, 2> backends{"cuda", "host"};
    EXPECT_EQ(nearest_name("hots", backends), "host");
}

TEST(NearestName, IgnoresCase) { EXPECT_EQ(nearest_name("BACKEND", keys), "Backend"); }

TEST(NearestName, FindsAKeyWithoutItsUnit)
{
    EXPECT_EQ(nearest_name("threshold", keys), "threshold_mv");
}

TEST(NearestName, IsEmptyWhereNothingIsSimilar)
{
    EXPECT_EQ(nearest_name("seed", keys), "");
    EXPECT_EQ(nearest_name("x", keys), "");
    EXPECT_EQ(nearest_name("seed", {}), "");
}

TEST(Suggestion, NamesTheNearest)
{
    EXPECT_EQ(suggestion("reset_mw", keys), " (did you mean \"reset_mv\"?)");
}

TEST(Suggestion, ListsAllWhereNothingIsSimilar)
{
    EXPECT_EQ(suggestion("seed", keys), " (known: reset_mv, rest_mv, threshold_mv, Backend)");
}

TEST(Suggestion, IsEmptyWithoutCandidates) { EXPECT_EQ(suggestion("seed", {}), ""); }

}  // namespace
}  // namespace inferno
