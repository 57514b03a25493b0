#include "inferno/core/math_double.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "inferno/core/random.hpp"

namespace inferno::test {
namespace {

constexpr double infinity     = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double smallest     = std::numeric_limits<double>::denorm_min();
constexpr double normal       = std::numeric_limits<double>::min();
constexpr double largest      = std::numeric_limits<double>::max();

static_assert(std::numeric_limits<long double>::digits >= 64, "the reference is too coarse");

//! How far a result is from the exact value, in units of the double's spacing there.
double ulp_error(double result, long double exact)
{
    if (static_cast<long double>(result) == exact) { return 0; }
    int exponent = 0;
    std::frexp(exact, &exponent);  // exact = m 2^exponent, m in [1/2, 1)
    long double const spacing = std::ldexp(1.0L, std::max(exponent - 53, -1074));
    return static_cast<double>(std::abs(static_cast<long double>(result) - exact) / spacing);
}

//! The largest error of a function over doubles, and where it is.
struct Worst {
    double ulps = 0;
    double at   = 0;
    void see(double error, double x)
    {
        if (!(error <= ulps)) { *this = {error, x}; }  // NaN counts as worst
    }
};

//! A number in [0, 1) with 53 random bits.
double fraction(std::uint64_t k, std::uint64_t step)
{
    Philox4 const words      = draw(2, Purpose::test, k, step);
    std::uint64_t const bits = (std::uint64_t{words.word[0]} << 21) + (words.word[1] >> 11);
    return static_cast<double>(bits) * 0x1p-53;
}

//! Any positive finite double, all exponents alike.
double any_positive(std::uint64_t k)
{
    auto const bits =
        static_cast<std::uint64_t>(fraction(k, 7) * static_cast<double>(0x7FF0000000000000));
    return std::bit_cast<double>(bits ^ (draw(2, Purpose::test, k, 8).word[0] & 0x3FFu));
}

constexpr std::uint64_t draws = 300'000;

TEST(ExpInDouble, IsWithinItsBoundWhereTheResultIsNormal)
{
    Worst worst;
    for (std::uint64_t k = 0; k < draws; ++k) {
        double const range = k % 3 == 0 ? 708.3 : (k % 3 == 1 ? 20.0 : 0.5);
        double const x     = (2 * fraction(k, 0) - 1) * range;
        worst.see(ulp_error(math::exp(x), std::exp(static_cast<long double>(x))), x);
        ASSERT_EQ(math::exp_of_small(x), math::exp(x)) << x;
    }
    EXPECT_LE(worst.ulps, 1.01) << "at " << worst.at;
    EXPECT_GT(worst.ulps, 0.5) << "this test measures nothing";
}

TEST(ExpInDouble, IsWithinItsBoundWhereTheResultIsSubnormal)
{
    Worst worst;
    for (double x = -708.3; x > -745.1; x -= 0.001) {
        worst.see(ulp_error(math::exp(x), std::exp(static_cast<long double>(x))), x);
    }
    EXPECT_LE(worst.ulps, 1.01) << "at " << worst.at;
}

TEST(ExpInDouble, KnowsItsEnds)
{
    EXPECT_EQ(math::exp(0.0), 1.0);
    EXPECT_EQ(math::exp(-0.0), 1.0);
    EXPECT_EQ(math::exp(smallest), 1.0);
    EXPECT_EQ(math::exp(709.79), infinity);
    EXPECT_EQ(math::exp(largest), infinity);
    EXPECT_EQ(math::exp(infinity), infinity);
    EXPECT_EQ(math::exp(-745.14), 0.0);
    EXPECT_EQ(math::exp(-largest), 0.0);
    EXPECT_EQ(math::exp(-infinity), 0.0);
    EXPECT_TRUE(std::isnan(math::exp(not_a_number)));
    EXPECT_TRUE(std::isfinite(math::exp(709.78)));
    EXPECT_EQ(math::exp(-745.13), smallest);
}

TEST(LogInDouble, IsWithinItsBoundForAllPositiveNumbers)
{
    Worst worst;
    auto const see = [&](double x) {
        if (x > 0) { worst.see(ulp_error(math::log(x), std::log(static_cast<long double>(x))), x); }
    };
    see(smallest);
    see(largest);
    for (std::uint64_t k = 0; k < draws; ++k) {
        see(any_positive(k));
        see(0.5 + 1.5 * fraction(k, 1));
        see(1 + (fraction(k, 2) - 0.5) * std::ldexp(1.0, -static_cast<int>(k % 50)));
        see(normal * fraction(k, 3));  // subnormal
    }
    EXPECT_LE(worst.ulps, 0.51) << "at " << worst.at;
    EXPECT_GT(worst.ulps, 0.49) << "this test measures nothing";
}

TEST(LogInDouble, KnowsItsEnds)
{
    EXPECT_EQ(math::log(1.0), 0.0);
    EXPECT_EQ(math::log(0.0), -infinity);
    EXPECT_EQ(math::log(-0.0), -infinity);
    EXPECT_EQ(math::log(infinity), infinity);
    EXPECT_TRUE(std::isnan(math::log(-1.0)));
    EXPECT_TRUE(std::isnan(math::log(-smallest)));
    EXPECT_TRUE(std::isnan(math::log(-infinity)));
    EXPECT_TRUE(std::isnan(math::log(not_a_number)));
}

TEST(PowInDouble, IsWithinItsBoundForRandomPairs)
{
    Worst worst;
    Index subnormal = 0, huge = 0;
    for (std::uint64_t k = 0; k < draws; ++k) {
        double const base       = k % 2 == 0 ? any_positive(k) : 0.5 + 1.5 * fraction(k, 4);
        double const limit      = k % 2 == 0 ? 4.0 : 2000.0;
        double const power      = (fraction(k, 5) - 0.5) * limit;
        long double const exact = std::pow(static_cast<long double>(base), power);
        if (base == 0 || exact > static_cast<long double>(largest)) { continue; }
        worst.see(ulp_error(math::pow(base, power), exact), base);
        subnormal += exact < static_cast<long double>(normal) && exact > 1e-323L ? 1 : 0;
        huge += exact > 1e290L ? 1 : 0;
    }
    EXPECT_LE(worst.ulps, 1.5) << "at " << worst.at;
    EXPECT_GT(worst.ulps, 0.5) << "this test measures nothing";
    EXPECT_GT(subnormal, 100) << "the range is too narrow";
    EXPECT_GT(huge, 100) << "the range is too narrow";
}

TEST(PowInDouble, TreatsSpecialValuesAsTheStandardDoes)
{
    for (double const size : {0.0, 1.0, 2.0, 0.5, smallest, largest, infinity, not_a_number}) {
        for (double const power :
             {0.0, 1.0, 2.0, 3.0, 0.5, 1e30, 9007199254740991.0, infinity, not_a_number}) {
            for (double const base : {size, -size}) {
                for (double const to : {power, -power}) {
                    double const got      = math::pow(base, to);
                    double const expected = std::pow(base, to);
                    if (std::isnan(expected)) {
                        EXPECT_TRUE(std::isnan(got)) << base << " ^ " << to << " is " << got;
                    } else {
                        EXPECT_LE(ulp_error(got, expected), 2) << base << " ^ " << to;
                        EXPECT_EQ(std::signbit(got), std::signbit(expected)) << base << " ^ " << to;
                    }
                }
            }
        }
    }
}

}  // namespace
}  // namespace inferno::test
