//! The functions of core/math_double.hpp next to those of long double.
#include "inferno/core/math_double.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace inferno {
namespace {

//! Units in the last place of a double by which a number is off.
double ulps(double found, long double exact)
{
    int exponent = 0;
    std::frexp(exact, &exponent);
    long double const unit = std::ldexp(1.0L, std::max(exponent, -1021) - 53);
    return static_cast<double>(std::abs(found - exact) / unit);
}

//! Numbers from low to high that lie densely and are no round ones.
template <class Visit>
void for_each_between(double low, double high, Visit const& visit)
{
    constexpr int many = 200'000;
    for (int k = 0; k <= many; ++k) {
        visit(low + (high - low) * (k + 0.31830988618) / (many + 1));
    }
}

TEST(MathDouble, ExpIsGoodToOneUlp)
{
    double worst = 0;
    for (auto const [low, high] : {std::pair{-708.0, 709.7}, {-1.0, 1.0}, {-1e-8, 1e-8}}) {
        for_each_between(low, high, [&worst](double x) {
            worst = std::max(worst, ulps(math::exp(x), std::exp(static_cast<long double>(x))));
        });
    }
    EXPECT_LT(worst, 1.05);
    EXPECT_EQ(math::exp(0.0), 1.0);
    EXPECT_EQ(math::exp(710.0), std::numeric_limits<double>::infinity());
    EXPECT_EQ(math::exp(-746.0), 0.0);
    EXPECT_EQ(math::exp(-744.5), 4.9406564584124654e-324);
    EXPECT_TRUE(std::isnan(math::exp(std::numeric_limits<double>::quiet_NaN())));
}

TEST(MathDouble, LogIsGoodToOneUlp)
{
    double worst = 0;
    for (auto const [low, high] : {std::pair{1e-3, 4.0}, {0.999, 1.001}, {1.0, 1e9}}) {
        for_each_between(low, high, [&worst](double x) {
            worst = std::max(worst, ulps(math::log(x), std::log(static_cast<long double>(x))));
        });
    }
    for_each_between(-1000, 1000, [&worst](double exponent) {
        double const x = std::exp2(exponent);
        worst          = std::max(worst, ulps(math::log(x), std::log(static_cast<long double>(x))));
    });
    EXPECT_LT(worst, 1);
    EXPECT_EQ(math::log(1.0), 0.0);
    EXPECT_EQ(math::log(0.0), -std::numeric_limits<double>::infinity());
    EXPECT_TRUE(std::isnan(math::log(-1.0)));
    EXPECT_EQ(math::log(std::numeric_limits<double>::infinity()),
              std::numeric_limits<double>::infinity());
}

TEST(MathDouble, PowIsGoodToTwoUlps)
{
    double worst = 0;
    for (double const base : {0.01, 0.7, 0.99999, 1.00001, 1.5, 20.0}) {
        for_each_between(-40, 40, [&](double y) {
            long double const exact = std::pow(static_cast<long double>(base), y);
            worst                   = std::max(worst, ulps(math::pow(base, y), exact));
        });
    }
    EXPECT_LT(worst, 2);
    EXPECT_EQ(math::pow(-2.0, 3.0), -8.0);
    EXPECT_EQ(math::pow(-2.0, 2.0), 4.0);
    EXPECT_EQ(math::pow(0.0, 0.0), 1.0);
    EXPECT_EQ(math::pow(0.0, -1.0), std::numeric_limits<double>::infinity());
    EXPECT_TRUE(std::isnan(math::pow(-2.0, 0.5)));
}

}  // namespace
}  // namespace inferno
