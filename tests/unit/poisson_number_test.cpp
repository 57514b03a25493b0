//! Poisson-distributed whole numbers and normal numbers, against their distributions.
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "inferno/core/poisson.hpp"

namespace inferno::test {
namespace {

constexpr int draws = 200000;

std::vector<double> numbers(Real mean)
{
    RandomWords words(7, Purpose::test, 11, 0, 0);
    std::vector<double> drawn;
    for (int i = 0; i < draws; ++i) {
        drawn.push_back(double{poisson_number(mean, math::exp(-mean), words)});
    }
    return drawn;
}

double probability(double k, double mean)
{
    return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
}

class PoissonNumberTest : public testing::TestWithParam<double> {};
INSTANTIATE_TEST_SUITE_P(
    Means,
    PoissonNumberTest,
    testing::Values(0.01, 0.5, 3.0, 9.9, 10.0, 12.5, 33.3, 200.0, 5000.0, 1e5, 4e6));

TEST_P(PoissonNumberTest, HasMeanAndVariance)
{
    double const mean = double{static_cast<Real>(GetParam())};
    double sum = 0, squares = 0;
    for (double const k : numbers(static_cast<Real>(mean))) {
        EXPECT_TRUE(k >= 0 && k == std::floor(k)) << k;
        sum += k - mean;
        squares += (k - mean) * (k - mean);
    }
    EXPECT_NEAR(sum / draws, 0, 5 * std::sqrt(mean / draws));
    EXPECT_NEAR(squares / draws / mean, 1, 5 * std::sqrt((2 + 1 / mean) / draws));
}

//! Chi-squared of the counts of every number that is expected at least 20 times.
TEST_P(PoissonNumberTest, HasTheDistribution)
{
    double const mean = double{static_cast<Real>(GetParam())};
    if (mean > 1000) { GTEST_SKIP() << "no number comes often enough to be counted"; }
    std::map<double, double> seen;
    for (double const k : numbers(static_cast<Real>(mean))) {
        seen[k] += 1;
    }
    double chi_squared = 0, cells = 0, rest = draws, rest_expected = draws;
    for (double k = 0; k < mean + 20 * std::sqrt(mean) + 20; ++k) {
        double const expected = draws * probability(k, mean);
        if (expected < 20) { continue; }
        chi_squared += (seen[k] - expected) * (seen[k] - expected) / expected;
        cells += 1;
        rest -= seen[k];
        rest_expected -= expected;
    }
    EXPECT_LT(chi_squared, cells + 4 * std::sqrt(2 * cells)) << cells << " cells";
    EXPECT_NEAR(rest, rest_expected, 5 * std::sqrt(rest_expected + 1)) << "numbers in the tails";
}

TEST(PoissonProbability, IsThatOfTheFormula)
{
    for (double const mean : {10.0, 33.25, 1000.0, 1e5, 4e6}) {
        double const reach = 6 * std::sqrt(mean);
        for (double k = std::floor(std::max(0.0, mean - reach)); k < mean + reach;
             k += std::ceil(reach / 40)) {
            double const expected = probability(k, mean);
            if (expected < 1e-9) { continue; }
            double const got = poisson_probability(
                static_cast<Real>(k), static_cast<Real>(mean), math::exp(-static_cast<Real>(mean)));
            EXPECT_NEAR(got / expected, 1, 2e-5) << k << " at mean " << mean;
        }
    }
}

TEST(PoissonNumber, IsZeroAtMeanZero)
{
    RandomWords words(1, Purpose::test, 0, 0, 0);
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(poisson_number(0, 1, words), 0);
    }
}

TEST(PoissonNumber, EndsForEveryWord)
{
    EXPECT_EQ(inverted_poisson(9.99F, math::exp(-9.99F), 0xFFFFFFFFu), 30)
        << "the largest uniform number";
    EXPECT_EQ(inverted_poisson(9.99F, math::exp(-9.99F), 0), 0);
}

TEST(RandomWords, GoOnFromAnyPosition)
{
    RandomWords all(3, Purpose::test, 5, 70, 0);
    std::vector<std::uint32_t> expected;
    for (int i = 0; i < 23; ++i) {
        expected.push_back(all.next());
    }
    EXPECT_EQ(expected[6], draw(3, Purpose::test, 5, 71).word[2]);
    for (std::uint32_t from = 0; from < 20; ++from) {
        RandomWords later(3, Purpose::test, 5, 70, from);
        EXPECT_EQ(later.next(), expected[from]);
        EXPECT_EQ(later.next(), expected[from + 1]);
        EXPECT_EQ(later.position(), from + 2);
    }
}

TEST(Normal, InvertsTheDistributionFunction)
{
    for (std::uint64_t word = 0; word < (std::uint64_t{1} << 32); word += 65538) {  // even
        double const x        = normal(static_cast<std::uint32_t>(word));
        double const tail     = (static_cast<double>(word >> 1) + 0.5) * 0x1p-32;
        double const density  = std::exp(-x * x / 2) / std::sqrt(2 * 3.14159265358979);
        double const mismatch = 0.5 * std::erfc(x / std::sqrt(2.0)) - tail;
        ASSERT_LT(std::fabs(mismatch / density), 2e-6) << "word " << word << ", " << x;
        ASSERT_EQ(normal(static_cast<std::uint32_t>(word | 1)),
                  -normal(static_cast<std::uint32_t>(word)));
    }
    EXPECT_NEAR(normal(0), 6.338, 0.001);
}

TEST(Normal, HasTheMomentsOfANormalDistribution)
{
    double sum = 0, squares = 0, fourth = 0;
    for (std::uint64_t i = 0; i < draws; ++i) {
        double const x = normal(draw(2, Purpose::test, i, 0).word[1]);
        sum += x, squares += x * x, fourth += x * x * x * x;
    }
    EXPECT_NEAR(sum / draws, 0, 5 / std::sqrt(draws));
    EXPECT_NEAR(squares / draws, 1, 5 * std::sqrt(2.0 / draws));
    EXPECT_NEAR(fourth / draws, 3, 5 * std::sqrt(96.0 / draws));
}

}  // namespace
}  // namespace inferno::test
