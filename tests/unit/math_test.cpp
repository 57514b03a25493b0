#include "inferno/core/math.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "inferno/core/random.hpp"

#include "support/compare.hpp"

namespace inferno::test {
namespace {

constexpr float infinity     = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr float smallest     = std::numeric_limits<float>::denorm_min();
constexpr float normal       = std::numeric_limits<float>::min();
constexpr float largest      = std::numeric_limits<float>::max();

//! The largest error of a function over float32 numbers, and where it is.
struct Worst {
    double ulps = 0;
    float at    = 0;
    void see(double error, float x)
    {
        if (!(error <= ulps)) { *this = {error, x}; }  // NaN counts as worst
    }
};

//! Calls visit(x) for float32 numbers of both signs from -high to -low and from low to high.
template <class Visit>
void walk(float low, float high, Visit const& visit)
{
    std::uint32_t const last = std::bit_cast<std::uint32_t>(high);
    for (std::uint32_t i = std::bit_cast<std::uint32_t>(low); i <= last; i += 401) {
        visit(std::bit_cast<float>(i));
        visit(-std::bit_cast<float>(i));
    }
}

TEST(Exp, IsWithinItsBoundWhereTheResultIsNormal)
{
    Worst worst;
    walk(1e-30F, 88.72F, [&](float x) {
        double const exact = std::exp(static_cast<double>(x));
        if (exact >= static_cast<double>(normal)) { worst.see(ulp_error(math::exp(x), exact), x); }
    });
    EXPECT_LE(worst.ulps, 1.01) << "at " << worst.at;
    EXPECT_GT(worst.ulps, 0.5) << "this test measures nothing";
}

TEST(Exp, IsWithinItsBoundWhereTheResultIsSubnormal)
{
    Worst worst;
    for (float x = -87.2F; x > -103.9F; x -= 0.001F) {
        worst.see(ulp_error(math::exp(x), std::exp(static_cast<double>(x))), x);
    }
    EXPECT_LE(worst.ulps, 1.01) << "at " << worst.at;
}

TEST(Exp, KnowsItsEnds)
{
    EXPECT_EQ(math::exp(0.0F), 1.0F);
    EXPECT_EQ(math::exp(-0.0F), 1.0F);
    EXPECT_EQ(math::exp(smallest), 1.0F);
    EXPECT_EQ(math::exp(89.0F), infinity);
    EXPECT_EQ(math::exp(largest), infinity);
    EXPECT_EQ(math::exp(infinity), infinity);
    EXPECT_EQ(math::exp(-104.0F), 0.0F);
    EXPECT_EQ(math::exp(-largest), 0.0F);
    EXPECT_EQ(math::exp(-infinity), 0.0F);
    EXPECT_TRUE(std::isnan(math::exp(not_a_number)));
    EXPECT_TRUE(std::isfinite(math::exp(88.72F)));
    EXPECT_EQ(math::exp(-103.9F), smallest);
}

TEST(Log, IsWithinItsBoundForAllPositiveNumbers)
{
    Worst worst;
    walk(smallest, largest, [&](float x) {
        if (x > 0) { worst.see(ulp_error(math::log(x), std::log(static_cast<double>(x))), x); }
    });
    for (float x = 0.99F; x < 1.01F; x = std::nextafter(x, 2.0F)) {  // small results
        worst.see(ulp_error(math::log(x), std::log(static_cast<double>(x))), x);
    }
    EXPECT_LE(worst.ulps, 0.9) << "at " << worst.at;
    EXPECT_GT(worst.ulps, 0.5) << "this test measures nothing";
}

TEST(Log, KnowsItsEnds)
{
    EXPECT_EQ(math::log(1.0F), 0.0F);
    EXPECT_EQ(math::log(0.0F), -infinity);
    EXPECT_EQ(math::log(-0.0F), -infinity);
    EXPECT_EQ(math::log(infinity), infinity);
    EXPECT_TRUE(std::isnan(math::log(-1.0F)));
    EXPECT_TRUE(std::isnan(math::log(-smallest)));
    EXPECT_TRUE(std::isnan(math::log(-infinity)));
    EXPECT_TRUE(std::isnan(math::log(not_a_number)));
}

TEST(Pow, IsWithinItsBoundForRandomPairs)
{
    Worst worst;
    Index subnormal = 0;
    for (std::uint64_t k = 0; k < 2'000'000; ++k) {
        Philox4 const words = draw(1, Purpose::test, k, 0);
        float const base    = std::bit_cast<float>(words.word[0] & 0x7F7FFFFFU);  // any positive
        float const limit   = k % 2 == 0 ? 4.0F : 200.0F;
        float const power   = (uniform(words.word[1]) - 0.5F) * limit;
        double const exact  = std::pow(static_cast<double>(base), static_cast<double>(power));
        if (base == 0 || exact > static_cast<double>(largest)) { continue; }
        worst.see(ulp_error(math::pow(base, power), exact), base);
        subnormal += exact < static_cast<double>(normal) && exact > 1e-45 ? 1 : 0;
    }
    EXPECT_LE(worst.ulps, 2) << "at " << worst.at;
    EXPECT_GT(subnormal, 1000) << "the range is too narrow";
}

TEST(Pow, IsWithinItsBoundNearOne)
{
    Worst worst;
    for (float base = 0.5F; base < 2; base += 1e-4F) {
        for (float const power : {0.5F, 1.5F, -0.25F, 3.0F, 50.0F, -33.3F}) {
            worst.see(ulp_error(math::pow(base, power),
                                std::pow(static_cast<double>(base), static_cast<double>(power))),
                      base);
        }
    }
    EXPECT_LE(worst.ulps, 2) << "at " << worst.at;
}

TEST(Pow, TreatsSpecialValuesAsTheStandardDoes)
{
    for (float const base : {0.0F,
                             -0.0F,
                             1.0F,
                             -1.0F,
                             2.0F,
                             -2.0F,
                             0.5F,
                             -0.5F,
                             smallest,
                             largest,
                             infinity,
                             -infinity,
                             not_a_number}) {
        for (float const power : {0.0F,
                                  -0.0F,
                                  1.0F,
                                  -1.0F,
                                  2.0F,
                                  -2.0F,
                                  3.0F,
                                  -3.0F,
                                  0.5F,
                                  -0.5F,
                                  1e30F,
                                  -1e30F,
                                  infinity,
                                  -infinity,
                                  not_a_number}) {
            float const got      = math::pow(base, power);
            float const expected = std::pow(base, power);
            if (std::isnan(expected)) {
                EXPECT_TRUE(std::isnan(got)) << base << " ^ " << power << " is " << got;
            } else {
                EXPECT_LE(ulps_between(got, expected), 2) << base << " ^ " << power;
                EXPECT_EQ(std::signbit(got), std::signbit(expected)) << base << " ^ " << power;
            }
        }
    }
}

TEST(Pow, GivesASignedResultForNegativeBases)
{
    EXPECT_EQ(math::pow(-2.0F, 3.0F), -8.0F);
    EXPECT_EQ(math::pow(-2.0F, 4.0F), 16.0F);
    EXPECT_EQ(math::pow(-2.0F, -1.0F), -0.5F);
    EXPECT_TRUE(std::isnan(math::pow(-2.0F, 0.5F)));
    EXPECT_EQ(math::pow(-1.0F, 16777217.0F), std::pow(-1.0F, 16777217.0F));
}

}  // namespace
}  // namespace inferno::test
