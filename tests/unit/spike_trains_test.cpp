#include "inferno/stats/spike_trains.hpp"

#include <array>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

using namespace inferno::stats;
using Doubles = std::vector<double>;

constexpr double infinity = std::numeric_limits<double>::infinity();

//! One train over 100 ms.
SpikeTrains train(Doubles const& times_ms)
{
    return trains_of_list(std::vector<Index>(times_ms.size()), times_ms, 1, 100);
}

TEST(SpikeTrains, ComeFromRastersAndLists)
{
    Fired const fired{1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0};  // 4 steps of 3 trains
    SpikeTrains const raster = trains_of_raster(fired, 4, 3, 0.5);
    EXPECT_EQ(raster.duration_ms, 2);
    EXPECT_EQ(raster.times_ms, (std::vector<Doubles>{{0, 1, 1.5}, {1}, {}}));
    SpikeTrains const list =
        trains_of_list(std::array<Index, 4>{0, 1, 0, 0}, Doubles{1.5, 1, 0, 1}, 3, 2);
    EXPECT_EQ(list.times_ms, raster.times_ms);
    EXPECT_EQ(rates_hz(list), (Doubles{1500, 500, 0}));
    EXPECT_EQ(intervals_ms(list), (std::vector<Doubles>{{1, 0.5}, {}, {}}));
}

TEST(SpikeTrains, AClockIsRegular)
{
    SpikeTrains const clock = train({10, 20, 30, 40, 50, 60, 70, 80, 90});
    EXPECT_EQ(interval_cv(clock), Doubles{0});
    EXPECT_EQ(interval_cv2(clock), Doubles{0});
}

TEST(SpikeTrains, MeasureIrregularity)
{
    // intervals 1, 3, 8: mean 4, variance (9 + 1 + 16) / 3; CV2 (2 * 2 / 4 + 2 * 5 / 11) / 2
    SpikeTrains const uneven = train({0, 1, 4, 12});
    EXPECT_DOUBLE_EQ(interval_cv(uneven)[0], std::sqrt(26.0 / 3) / 4);
    EXPECT_DOUBLE_EQ(interval_cv2(uneven)[0], (1 + 10.0 / 11) / 2);
    EXPECT_TRUE(std::isnan(interval_cv(train({1, 5}))[0]));
    EXPECT_TRUE(std::isnan(interval_cv2(train({}))[0]));
}

TEST(SpikeTrains, APoissonProcessHasACvAndAFanoFactorOfOne)
{
    Index const steps    = 200000;
    SpikeTrains const it = trains_of_raster(random_spikes(steps * 2, 0.01, 3), steps, 2, 1);
    for (Index n : {0, 1}) {
        auto const k = static_cast<std::size_t>(n);
        EXPECT_NEAR(rates_hz(it)[k], 10, 0.7);
        EXPECT_NEAR(interval_cv(it)[k], 1, 0.06);
        EXPECT_NEAR(interval_cv2(it)[k], 1, 0.06);
        EXPECT_NEAR(fano_factor(it, 500)[k], 1, 0.2);
    }
    EXPECT_NEAR(count_correlation(it, 100)[1], 0, 0.1);
}

TEST(SpikeTrains, AreCountedInWindows)
{
    SpikeTrains const two =
        trains_of_list(std::array<Index, 6>{0, 0, 0, 1, 1, 0}, Doubles{0, 1, 9.9, 5, 10, 3}, 2, 11);
    SpikeCounts const counts = spike_counts(two, 5);
    EXPECT_EQ(counts.windows, 2) << "the last ms is no whole window";
    EXPECT_EQ(counts.counts, (std::vector<Index>{3, 1, 0, 1}));
    EXPECT_EQ(spike_counts(two, 11).counts, (std::vector<Index>{4, 2}));
    EXPECT_DOUBLE_EQ(fano_factor(two, 5)[0], 0.5) << "counts 3 and 1: variance 1, mean 2";
    EXPECT_DOUBLE_EQ(fano_factor(two, 5)[1], 0.5) << "counts 0 and 1";
    EXPECT_TRUE(std::isnan(fano_factor(train({}), 10)[0]));
}

TEST(SpikeTrains, PutASpikeOnAnEdgeIntoTheLaterWindow)
{
    Fired fired(10, 1);  // 3 * 0.1 / 0.3 is a little less than 1
    SpikeCounts const counts = spike_counts(trains_of_raster(fired, 10, 1, 0.1), 0.3);
    EXPECT_EQ(counts.counts, (std::vector<Index>{3, 3, 3}));
}

TEST(SpikeTrains, CorrelateByTheirCounts)
{
    SpikeTrains const three =
        trains_of_list(std::array<Index, 6>{0, 0, 0, 1, 1, 2}, Doubles{1, 2, 21, 11, 31, 0}, 3, 40);
    // counts 2 0 1 0, 0 1 0 1, 1 0 0 0
    Doubles const r = count_correlation(three, 10);
    EXPECT_DOUBLE_EQ(r[0], 1);
    EXPECT_DOUBLE_EQ(r[1], -0.375 / std::sqrt(0.6875 * 0.25));
    EXPECT_DOUBLE_EQ(r[2], (0.5 - 0.75 * 0.25) / std::sqrt(0.6875 * 0.1875));
    EXPECT_EQ(r[1], r[3]);
    EXPECT_TRUE(std::isnan(count_correlation(train({}), 10)[0]));
}

TEST(SpikeTrains, GiveAHistogramOverSamples)
{
    // batch of 2, 2 elements, 4 steps of 1 ms: [steps][batch][elements]
    Fired const fired{1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1};
    SpikeTrains const all = trains_of_raster(fired, 4, 4, 1);
    EXPECT_EQ(psth_hz(all, 2, 2), (Doubles{750, 0, 0, 500}));
    EXPECT_EQ(psth_hz(all, 2), (Doubles{375, 250}));
    EXPECT_EQ(psth_hz(all, 4, 4), (Doubles{500, 0, 250, 500}));
}

TEST(SpikeTrains, HaveIntervalsAsAnArray)
{
    Array const found = isi(Fired{1, 0, 0, 0, 1, 1, 1, 0}, {4, 2}, 0.5);
    EXPECT_EQ(found.shape, (Shape{2, 2}));
    EXPECT_EQ(found.values[0], 1.0F);
    EXPECT_EQ(found.values[2], 0.5F);
    EXPECT_TRUE(std::isnan(found.values[1]) && std::isnan(found.values[3]));
    Array const last = isi(Fired{0, 1, 0, 1, 1, 0, 1, 1}, {2, 4}, 1, false);
    EXPECT_EQ(last.shape, (Shape{2, 2}));
    EXPECT_EQ(last.values[0], 2);
    EXPECT_TRUE(std::isnan(last.values[1]));
    EXPECT_EQ(last.values[2], 2);
    EXPECT_EQ(last.values[3], 1);
    EXPECT_EQ(isi(Fired(6), {3, 2}, 1).shape, (Shape{0, 2}));
}

TEST(VictorPurpura, GivesTheWorkedExample)
{
    EXPECT_EQ(victor_purpura_distance(Doubles{1, 3}, Doubles{2}, Doubles{0, 0.5, infinity}),
              (Doubles{1, 1.5, 3}));
}

TEST(VictorPurpura, IsAMetric)
{
    auto const times = [](std::uint64_t seed) {
        Doubles result;
        double now = 0;
        for (Real const step : random_reals(12, 0, 9, seed)) {
            result.push_back(now += static_cast<double>(step));
        }
        return result;
    };
    Doubles const a = times(1), b = times(2), c = times(3);
    for (double const cost : {0.01, 0.1, 0.5, 3.0}) {
        double const ab = victor_purpura_distance(a, b, cost);
        EXPECT_EQ(victor_purpura_distance(a, a, cost), 0);
        EXPECT_DOUBLE_EQ(victor_purpura_distance(b, a, cost), ab);
        EXPECT_LE(
            ab, victor_purpura_distance(a, c, cost) + victor_purpura_distance(c, b, cost) + 1e-12);
        EXPECT_GT(ab, 0);
        EXPECT_LE(ab, 24);
    }
    EXPECT_NEAR(victor_purpura_distance(a, b, 1e-12), 0, 1e-9) << "equal counts, moves for nothing";
}

TEST(SpikeTrains, RefuseWhatIsNotASpike)
{
    auto const wrong = [](auto const& call) { return message_of<ArgumentError>(call); };
    using Trains     = std::vector<Index>;
    EXPECT_EQ(wrong([] {
                  trains_of_list(Trains{0, 2}, Doubles{1, 1}, 2, 9);
              }),
              "train_of[1]: is 2, must be from 0 to 1");
    EXPECT_EQ(wrong([] { trains_of_list(Trains{0}, Doubles{9}, 2, 9); }),
              "times_ms[0]: is 9, must be in [0, 9)");
    EXPECT_EQ(wrong([] { trains_of_list(Trains{0}, Doubles{std::nan("")}, 2, 9); }),
              "times_ms[0]: is nan, must be in [0, 9)");
    EXPECT_EQ(wrong([] { trains_of_list(Trains{0}, Doubles{}, 2, 9); }),
              "spikes: 1 trains and 0 times given");
    EXPECT_EQ(wrong([] { trains_of_list(Trains{}, Doubles{}, 0, 9); }),
              "trains: is 0, must be greater than 0");
    EXPECT_EQ(wrong([] { trains_of_list(Trains{}, Doubles{}, 1, -1); }),
              "duration_ms: is -1, must be greater than 0");
    EXPECT_EQ(wrong([] { trains_of_raster(Fired(5), 2, 3, 1); }),
              "raster: 5 values given, 2 x 3 expected");
    EXPECT_EQ(wrong([] { trains_of_raster(Fired(6), 2, 3, 0); }),
              "step_time_ms: is 0, must be greater than 0");
    EXPECT_EQ(wrong([] { (void)spike_counts(train({}), 101); }),
              "window_ms: is 101, must be greater than 0 and at most 100");
    EXPECT_EQ(wrong([] { (void)psth_hz(train({}), 10, 2); }),
              "elements: is 2, must divide the 1 trains");
    EXPECT_EQ(wrong([] { (void)isi(Fired(1), {}, 1); }), "isi: the shape has no axis of time");
    EXPECT_EQ(wrong([] {
                  (void)victor_purpura_distance(Doubles{2, 1}, Doubles{}, 1);
              }),
              "first_ms[1]: is 1, times must be finite and ascending");
    EXPECT_EQ(wrong([] { (void)victor_purpura_distance(Doubles{}, Doubles{}, -1); }),
              "cost: is -1, must be 0 or more");
}

}  // namespace
}  // namespace inferno::test
