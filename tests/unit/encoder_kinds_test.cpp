//! What each kind of encoder draws: rates, intervals and their spread, with seeds that do not
//! change.
#include <algorithm>
#include <cmath>
#include <limits>

#include "inferno/network/encoder.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class EncoderKindsTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(EncoderKindsTest);

TEST_P(EncoderKindsTest, BernoulliHasTheProbabilityOfTheRate)
{
    constexpr Index many = 1000;
    HomogeneousPoissonApproxEncoder encoder(backend, 1, {100}, {many, 0.5, 300}, 1);
    for (double const intensity : {1.0, 0.2}) {
        encoder.encode(Reals(100, static_cast<Real>(intensity)));
        Fired const fired = encoder.raster().download();
        double const p = 0.15 * intensity, trials = 100.0 * many;
        EXPECT_NEAR(static_cast<double>(std::count(fired.begin(), fired.end(), 1)),
                    p * trials,
                    5 * std::sqrt(trials * p * (1 - p)));
        EXPECT_GT(std::count(fired.begin(), fired.begin() + 100, 1), 0) << "the first step too";
    }
}

TEST(GeometricIntervals, HaveTheExactLogarithmOfTheComplement)
{
    for (double const p : {1e-12, 1e-7, 3e-4, 0.1, 0.5, 0.999, 0.9999999}) {
        Real const rounded = static_cast<Real>(p);
        double const exact = std::log1p(-double{rounded});
        EXPECT_NEAR(log_of_complement(rounded) / exact, 1, 1e-6) << p;
    }
    EXPECT_EQ(log_of_complement(1), -std::numeric_limits<Real>::infinity());
    EXPECT_EQ(log_of_complement(0), 0);
}

TEST_P(EncoderKindsTest, BernoulliNeverExceedsOneSpikePerStep)
{
    HomogeneousPoissonApproxEncoder encoder(backend, 1, {40}, {30, 1, 5000}, 1);
    encoder.encode(Reals(40, 1));
    EXPECT_EQ(encoder.raster().download(), Fired(30 * 40, 1));
}

//! Gaps of a geometric distribution: chi-squared with a fixed seed.
TEST_P(EncoderKindsTest, BernoulliStepsAreIndependent)
{
    constexpr Index many = 5000;
    HomogeneousPoissonApproxEncoder encoder(backend, 1, {20}, {many, 1, 250}, 2);
    encoder.encode(Reals(20, 1));
    Fired const fired = encoder.raster().download();
    std::vector<double> seen(12);
    double gaps = 0;
    for (std::size_t i = 0; i < 20; ++i) {
        std::size_t gap = 0;
        bool started    = false;
        for (std::size_t t = 0; t < many; ++t) {
            ++gap;
            if (fired[t * 20 + i] == 0) { continue; }
            if (started) { seen[std::min<std::size_t>(gap, 12) - 1] += 1, gaps += 1; }
            started = true, gap = 0;
        }
    }
    double chi_squared = 0, left = 1;
    for (std::size_t k = 0; k < seen.size(); ++k) {
        double const p = k + 1 < seen.size() ? left * 0.25 : left;
        left -= p;
        chi_squared += (seen[k] - gaps * p) * (seen[k] - gaps * p) / (gaps * p);
    }
    EXPECT_LT(chi_squared, 11 + 4 * std::sqrt(22.0));
}

TEST_P(EncoderKindsTest, InhomogeneousInputsChangeFromStepToStep)
{
    InhomogeneousBernoulliEncoder encoder(backend, 2, {10}, {4, 1, 1000}, 1);
    Reals values(4 * 2 * 10, 0);
    Fired expected(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        bool const on = (i / 20 + i % 10) % 3 == 0;
        values[i]     = on ? 1 : 0;
        expected[i]   = on ? 1 : 0;
    }
    encoder.encode(values);
    EXPECT_EQ(encoder.raster().download(), expected);
}

//! Mean and variance of the intervals, both 1000 / (rate dt) steps.
TEST_P(EncoderKindsTest, PoissonIntervalsHaveTheMeanAndSpreadOfTheRate)
{
    constexpr Index many = 3000;
    for (double const rate_hz : {250.0, 40.0}) {
        PoissonIntervalEncoder encoder(backend, 1, {60}, {many, 1, rate_hz}, 1);
        encoder.encode(Reals(60, 1));
        Fired const fired = encoder.raster().download();
        double const mean = 1000 / rate_hz;
        double sum = 0, squares = 0, intervals = 0;
        for (std::size_t i = 0; i < 60; ++i) {
            double last = -1;
            for (std::size_t t = 0; t < many; ++t) {
                if (fired[t * 60 + i] == 0) { continue; }
                double const interval = static_cast<double>(t) - last;
                sum += interval, squares += (interval - mean) * (interval - mean), ++intervals;
                last = static_cast<double>(t);
            }
        }
        double const raised = std::exp(-mean);  // intervals of 0 that count as 1
        EXPECT_NEAR(sum / intervals, mean + raised, 5 * std::sqrt(mean / intervals)) << rate_hz;
        EXPECT_NEAR(squares / intervals / mean, 1, 0.1) << rate_hz;
    }
}

TEST_P(EncoderKindsTest, TheLastStepOfPoissonIntervalsIsLikeAnyOther)
{
    PoissonIntervalEncoder encoder(backend, 1, {1000}, {50, 1, 30}, 1);
    encoder.encode(Reals(1000, 1));
    Fired const fired = encoder.raster().download();
    auto const last   = std::count(fired.end() - 1000, fired.end(), 1);
    EXPECT_NEAR(static_cast<double>(last), 30, 5 * std::sqrt(30.0));
}

TEST_P(EncoderKindsTest, ShortPoissonIntervalsAreOneStep)
{
    PoissonIntervalEncoder encoder(backend, 1, {5}, {40, 1, 1e7}, 1);
    encoder.encode(Reals(5, 1));
    EXPECT_EQ(encoder.raster().download(), Fired(200, 1));
}

}  // namespace
}  // namespace inferno::test
