#include "inferno/state/values.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "support/compare.hpp"

namespace inferno::test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Values, OfOneNumberAreTheSameForAllElements)
{
    Values const rest_mv = -65;
    EXPECT_TRUE(rest_mv.uniform());
    EXPECT_EQ(rest_mv.at(0), -65);
    EXPECT_EQ(rest_mv.at(99), -65);
}

TEST(Values, OfSeveralNumbersBelongToTheirElements)
{
    Values const rest_mv{-65, -60, -55};
    EXPECT_FALSE(rest_mv.uniform());
    EXPECT_EQ(rest_mv.at(2), -55);
    EXPECT_EQ(rest_mv.map([](double x) { return -x; }).list(), (std::vector<double>{65, 60, 55}));
}

TEST(Values, MustBeOneOrOnePerElement)
{
    EXPECT_NO_THROW(require_values("x", {1, 2, 3}, 3));
    EXPECT_NO_THROW(require_values("x", 1, 3));
    EXPECT_EQ(message_of<ArgumentError>([] {
                  require_values("x", {1, 2}, 3);
              }),
              "x: has 2 values, must have 1 or 3");
    EXPECT_EQ(message_of<ArgumentError>([] { require_values("x", std::vector<double>{}, 3); }),
              "x: has 0 values, must have 1 or 3");
}

TEST(Values, MustBeFinite)
{
    EXPECT_EQ(message_of<ArgumentError>([] { require_values("x", infinity, 1); }),
              "x: is inf, must be finite");
    EXPECT_EQ(message_of<ArgumentError>([] {
                  require_values("x", {0, -infinity}, 2);
              }),
              "x[1]: is -inf, must be finite");
    EXPECT_THROW(require_values("x", std::numeric_limits<double>::quiet_NaN(), 1), ArgumentError);
}

TEST(Values, MayBeRequiredToBePositive)
{
    EXPECT_EQ(message_of<ArgumentError>([] { require_positive("tau", 0, 1); }),
              "tau: is 0, must be greater than 0");
    EXPECT_EQ(message_of<ArgumentError>([] {
                  require_positive("tau", {1, -2}, 2);
              }),
              "tau[1]: is -2, must be greater than 0");
    EXPECT_EQ(message_of<ArgumentError>([] {
                  require_nonnegative("wait", {0, -2}, 2);
              }),
              "wait[1]: is -2, must be 0 or more");
    EXPECT_NO_THROW(require_nonnegative("wait", {0, 2}, 2));
}

TEST(Values, AreComparedElementByElement)
{
    EXPECT_NO_THROW(require_below("rest", {1, 2}, "threshold", {2, 3}));
    EXPECT_EQ(message_of<ArgumentError>([] {
                  require_below("rest", 3, "threshold", {4, 3});
              }),
              "rest: is 3, must be less than threshold (3)");
    EXPECT_EQ(message_of<ArgumentError>([] {
                  require_below("rest", {1, 5}, "threshold", 4);
              }),
              "rest[1]: is 5, must be less than threshold (4)");
}

}  // namespace
}  // namespace inferno::test
