#include "inferno/stats/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "inferno/core/hash.hpp"

#include "stats/portable.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

using namespace inferno::stats;

constexpr double infinity = std::numeric_limits<double>::infinity();

//! Within a relative 4e-13, or an absolute one below 1.
void expect_close(double got, double expected)
{
    EXPECT_LE(std::abs(got - expected), 4e-13 * std::max(1.0, std::abs(expected)))
        << got << " instead of " << expected;
}

// exact values: mpmath 1.4.1 with 40 digits; scipy 1.17.1 agrees where it does not underflow
TEST(Distribution, PoissonHasTheExactProbabilities)
{
    struct Row {
        Index k;
        double rate, logpmf, cdf, logcdf;
    };
    for (Row const& row : {
             Row{0, 2, -2.0, 0.135335283236612692, -2.0},
             Row{1, 2, -1.30685281944005469, 0.406005849709838076, -0.901387711331890309},
             Row{3, 2, -1.71231792754821907, 0.857123460498547049, -0.154173309501669231},
             Row{7, 0.5, -13.8771916249850315, 0.999999937803091363, -6.21969105715142852e-8},
             Row{20, 30, -4.31166882751037752, 0.035284618454228643, -3.34430814784475366},
             Row{25, 3, -33.5382980062777777, 0.999999999999999647, -3.52829339015802848e-16},
             Row{30, 30, -2.62231489896550312, 0.548351512577911426, -0.600838751362815734},
             Row{100, 120.5, -5.07440026249252154, 0.031404709193681179, -3.4607974229918969},
             Row{1000, 900, -9.73341516385259805, 0.999509367267142406, -0.000490753132479810605},
             Row{1000000,
                 1000500,
                 -7.95165224447222906,
                 0.308801604190122301,
                 -1.17505626592881031},
             Row{40, 1e-3, -386.631850874042877, 1.0, 0.0},
         }) {
        SCOPED_TRACE(std::to_string(row.k) + " at " + std::to_string(row.rate));
        Poisson const poisson(row.rate);
        expect_close(poisson.logpmf(row.k), row.logpmf);
        expect_close(poisson.pmf(row.k), std::exp(row.logpmf));
        expect_close(poisson.cdf(static_cast<double>(row.k)), row.cdf);
        expect_close(poisson.cdf(static_cast<double>(row.k) + 0.99), row.cdf);
        expect_close(poisson.logcdf(static_cast<double>(row.k)), row.logcdf);
    }
    expect_close(Poisson(1000).logcdf(10), -946.016819629632794);
    EXPECT_NEAR(Poisson(3).logcdf(25), -3.52829339015802848e-16, 1e-28);
}

TEST(Distribution, PoissonSumsToOne)
{
    for (double const rate : {0.01, 1.0, 8.5, 40.0, 300.0}) {
        double sum = 0;
        for (Index k = 0; k < 1000; ++k) {
            sum += Poisson(rate).pmf(k);
            EXPECT_NEAR(Poisson(rate).cdf(static_cast<double>(k)), sum, 1e-12);
        }
    }
}

TEST(Distribution, PoissonKnowsItsLimits)
{
    EXPECT_EQ(Poisson(3).pmf(-1), 0);
    EXPECT_EQ(Poisson(3).logpmf(-1), -infinity);
    EXPECT_EQ(Poisson(3).cdf(-0.5), 0);
    EXPECT_EQ(Poisson(3).cdf(infinity), 1);
    EXPECT_TRUE(std::isnan(Poisson(3).cdf(std::nan(""))));
    EXPECT_EQ(Poisson(0).pmf(0), 1);
    EXPECT_EQ(Poisson(0).pmf(1), 0);
    EXPECT_EQ(Poisson(0).cdf(0), 1);
    EXPECT_EQ(Poisson(0).sample(3, 1, Purpose::test), std::vector<Index>(3));
}

TEST(Distribution, NormalHasTheExactDensities)
{
    struct Row {
        double x, logpdf, cdf, logcdf;
    };
    Normal const normal(0.5, 2);
    for (Row const& row :
         {Row{-40, -206.643335713764618, 1.77619986494957003e-91, -208.96076728764924},
          Row{-25, -82.8933357137646181, 1.55872628888119921e-37, -84.751779434507209},
          Row{-5, -5.39333571376461805, 0.00297976323505455675, -5.81591143294522184},
          Row{-1, -1.89333571376461805, 0.226627352376868199, -1.48444822991965629},
          Row{0.5, -1.61208571376461805, 0.5, -0.693147180559945309},
          Row{3, -2.39333571376461805, 0.894350226333144742, -0.111657828472925171},
          Row{9, -10.6433357137646181, 0.999989311474225066, -0.0000106885828976330798}}) {
        SCOPED_TRACE(row.x);
        expect_close(normal.logpdf(row.x), row.logpdf);
        expect_close(normal.pdf(row.x), std::exp(row.logpdf));
        expect_close(normal.cdf(row.x), row.cdf);
        expect_close(normal.logcdf(row.x), row.logcdf);
    }
    EXPECT_NEAR(normal.cdf(-40) / 1.77619986494957003e-91, 1, 1e-12);
    EXPECT_NEAR(normal.logcdf(9) / -0.0000106885828976330798, 1, 1e-12);
    expect_close(Normal(0, 1).logcdf(-41), -845.133104601774617);
    expect_close(Normal(0, 1).logcdf(-60), -1805.01356068056714);
    expect_close(Normal(0, 1).logcdf(-200), -20006.2172808981904);
    EXPECT_EQ(normal.mean(), 0.5);
    EXPECT_EQ(normal.variance(), 4);
    EXPECT_EQ(Normal::from_moments(1, 9).scale(), 3);
}

TEST(Distribution, NormalQuantilesInvertTheCdf)
{
    struct Row {
        double p, z;
    };
    for (Row const& row : {Row{1e-300, -37.0470962993611992},
                           Row{1e-20, -9.26234008979840758},
                           Row{1e-10, -6.3613409024040562},
                           Row{0.001, -3.09023230616781354},
                           Row{0.02, -2.05374891063182304},
                           Row{0.074, -1.44663206715897851},
                           Row{0.076, -1.43250272082581162},
                           Row{0.3, -0.524400512708040816},
                           Row{0.5, 0},
                           Row{0.7, 0.524400512708040656},
                           Row{0.999, 3.09023230616781328},
                           Row{1 - 0x1p-53, 8.20953615160138686}}) {
        SCOPED_TRACE(row.p);
        expect_close(Normal(0, 1).quantile(row.p), row.z);
    }
    EXPECT_EQ(Normal(0, 1).quantile(0), -infinity);
    EXPECT_EQ(Normal(0, 1).quantile(1), infinity);
    for (double p = 0.0005; p < 1; p += 0.001) {
        EXPECT_NEAR(Normal(3, 7).cdf(Normal(3, 7).quantile(p)), p, 1e-14);
    }
}

TEST(Distribution, LogNormalHasTheExactDensities)
{
    struct Row {
        double x, logpdf, cdf, logcdf;
    };
    LogNormal const dist(0.5, 0.75);
    for (Row const& row :
         {Row{1e-5, -117.394222753053932, 4.84321745021322577e-58, -131.972356131342039},
          Row{0.1, -5.31043421528990697, 0.0000931958888447526281, -9.28080694835345655},
          Row{1, -0.853478682975114037, 0.252492537546922913, -1.37637358497307079},
          Row{2.5, -1.70158983568866436, 0.710571243111728023, -0.341686064674919291},
          Row{30, -11.5141838400713548, 0.999945193337668535, -0.0000548081642714611622}}) {
        SCOPED_TRACE(row.x);
        expect_close(dist.logpdf(row.x), row.logpdf);
        expect_close(dist.pdf(row.x), std::exp(row.logpdf));
        expect_close(dist.cdf(row.x), row.cdf);
        expect_close(dist.logcdf(row.x), row.logcdf);
    }
    EXPECT_EQ(dist.pdf(0), 0);
    EXPECT_EQ(dist.logpdf(-1), -infinity);
    EXPECT_EQ(dist.cdf(-1), 0);
    EXPECT_EQ(dist.logcdf(0), -infinity);
    expect_close(dist.mean(), 2.18420081081561792);
    expect_close(dist.variance(), 3.6021643061596619);
    auto const again = LogNormal::from_moments(3, 2);
    expect_close(again.loc(), 0.998276940937034111);
    expect_close(again.scale(), 0.447962828214742792);
    expect_close(again.mean(), 3);
    expect_close(again.variance(), 2);
}

template <class T>
void expect_moments(std::vector<T> const& samples, double mean, double variance)
{
    double sum = 0, squares = 0;
    for (T const sample : samples) {
        sum += static_cast<double>(sample);
        squares += (static_cast<double>(sample) - mean) * (static_cast<double>(sample) - mean);
    }
    auto const number = static_cast<double>(samples.size());
    EXPECT_NEAR(sum / number, mean, 4 * std::sqrt(variance / number));
    EXPECT_NEAR(squares / number, variance, 0.05 * variance);
}

//! The largest difference between how often values up to x came and how often they should.
template <class T, class Dist>
double largest_gap(std::vector<T> samples, Dist const& dist)
{
    std::ranges::sort(samples);
    double gap = 0;
    for (std::size_t n = 0; n < samples.size(); ++n) {
        if (n + 1 < samples.size() && samples[n] == samples[n + 1]) { continue; }
        double const came = static_cast<double>(n + 1) / static_cast<double>(samples.size());
        gap = std::max(gap, std::abs(came - dist.cdf(static_cast<double>(samples[n]))));
    }
    return gap;
}

TEST(Distribution, SamplesFollowTheirDistribution)
{
    Index const number = 20000;
    double const close = 1.63 / std::sqrt(static_cast<double>(number));  // Kolmogorov, 1 %
    for (double const rate : {0.2, 3.0, 9.9, 10.0, 25.5, 1000.0, 1e6}) {
        SCOPED_TRACE(rate);
        auto const samples = Poisson(rate).sample(number, 3, Purpose::test);
        expect_moments(samples, rate, rate);
        EXPECT_LT(largest_gap(samples, Poisson(rate)), close);
    }
    Normal const normal(-2, 3);
    expect_moments(normal.sample(number, 4, Purpose::test), -2, 9);
    EXPECT_LT(largest_gap(normal.sample(number, 4, Purpose::test), normal), close);
    auto const log_normal = LogNormal::from_moments(3, 2);
    expect_moments(log_normal.sample(number, 5, Purpose::test), 3, 2);
    EXPECT_LT(largest_gap(log_normal.sample(number, 5, Purpose::test), log_normal), close);
}

TEST(Distribution, SamplesDependOnSeedPurposeElementAndStepAlone)
{
    Normal const normal(0, 1);
    auto const all = normal.sample(100, 1, Purpose::weight, 7);
    auto const few = normal.sample(10, 1, Purpose::weight, 7);
    EXPECT_TRUE(std::equal(few.begin(), few.end(), all.begin()));
    EXPECT_NE(normal.sample(10, 2, Purpose::weight, 7), few);
    EXPECT_NE(normal.sample(10, 1, Purpose::bias, 7), few);
    EXPECT_NE(normal.sample(10, 1, Purpose::weight, 8), few);
}

TEST(Distribution, SamplesHaveTheSameBitsOnEveryMachine)
{
    Hash hash;
    hash.add(Normal(0.5, 2).sample(5000, 1, Purpose::test));
    hash.add(LogNormal(-1, 0.7).sample(5000, 1, Purpose::test));
    for (double const rate : {0.5, 9.0, 77.0, 123456.0}) {
        for (Index const sample : Poisson(rate).sample(5000, 1, Purpose::test)) {
            hash.add(static_cast<std::uint32_t>(sample));
        }
    }
    EXPECT_EQ(hash.hex(), "173e031c2ddbddde");
}

TEST(Distribution, SamplesCannotBeInfinite)
{
    EXPECT_EQ(open_uniform(0, 0), 0x1p-53);
    EXPECT_EQ(open_uniform(~0U, ~0U), 1 - 0x1p-53);
}

TEST(Distribution, PortableFunctionsAreAsGoodAsTheLibrarys)
{
    for (double x = 1e-300; x < 1e300; x *= 1.37) {
        EXPECT_NEAR(portable_log(x), std::log(x), 4e-16 * std::max(1.0, std::abs(std::log(x))));
    }
    for (double x = -740; x < 709; x += 0.77) {
        EXPECT_NEAR(portable_exp(x), std::exp(x), 4e-16 * std::exp(x) + 5e-324);
    }
    EXPECT_EQ(portable_exp(-800), 0);
    EXPECT_EQ(portable_exp(800), infinity);
    for (double k = 0; k < 200; ++k) {
        double const exact = std::lgamma(k + 1);
        EXPECT_NEAR(portable_log_factorial(k), exact, 2e-15 * std::max(1.0, exact)) << k;
    }
}

TEST(Distribution, RefusesWrongParameters)
{
    auto const wrong = [](auto const& call) { return message_of<ArgumentError>(call); };
    EXPECT_EQ(wrong([] { Poisson(-1); }), "rate: is -1, must be 0 or more");
    EXPECT_EQ(wrong([] { Poisson(std::nan("")); }), "rate: is nan, must be 0 or more");
    EXPECT_EQ(wrong([] { Poisson(1e20).sample(1, 1, Purpose::test); }),
              "rate: is 1e+20, samples need at most 2^52");
    EXPECT_EQ(wrong([] { Poisson(1).sample(-1, 1, Purpose::test); }),
              "count: is -1, must be 0 or more");
    EXPECT_EQ(wrong([] { Normal(0, 0); }), "scale: is 0, must be greater than 0");
    EXPECT_EQ(wrong([] { Normal(infinity, 1); }), "loc: is inf, must be finite");
    EXPECT_EQ(wrong([] { Normal::from_moments(0, -1); }),
              "variance: is -1, must be greater than 0");
    EXPECT_EQ(wrong([] { (void)Normal(0, 1).quantile(1.5); }), "p: is 1.5, must be from 0 to 1");
    EXPECT_EQ(wrong([] { LogNormal::from_moments(0, 1); }), "mean: is 0, must be greater than 0");
    EXPECT_EQ(wrong([] { LogNormal::from_moments(1, 0); }),
              "variance: is 0, must be greater than 0");
}

}  // namespace
}  // namespace inferno::test
