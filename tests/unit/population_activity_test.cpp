#include "inferno/stats/population_activity.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "inferno/core/random.hpp"

namespace inferno::stats {
namespace {

//! Neuron 0 fires every 10 steps, neuron 1 once, neuron 2 never.
PopulationSpikes few()
{
    PopulationSpikes spikes{3, 100, 0.5, {}, {}};
    for (std::uint32_t step = 0; step < 100; step += 10) {
        spikes.step.push_back(step);
        spikes.neuron.push_back(0);
    }
    spikes.step.push_back(99);
    spikes.neuron.push_back(1);
    return spikes;
}

TEST(PopulationActivity, CountsNeuronsSpikesAndSilence)
{
    PopulationActivity const activity = activity_of(few(), 10);
    EXPECT_EQ(activity.neurons, 3);
    EXPECT_EQ(activity.spikes, 11);
    EXPECT_EQ(activity.silent, 1);
    EXPECT_EQ(activity.rates_hz, (std::vector<double>{200, 20, 0}));
    EXPECT_NEAR(activity.rate_hz, 220.0 / 3, 1e-12);
    EXPECT_NEAR(
        activity.rate_sd_hz, std::sqrt((200.0 * 200 + 20 * 20) / 3 - 220.0 * 220 / 9), 1e-9);
    EXPECT_EQ(activity.with_cv, 1);
    EXPECT_NEAR(activity.cv, 0, 1e-12);
}

TEST(SpikesOfPopulations, GoToTheirPopulations)
{
    SpikesOfPopulations spikes({3, 2}, 10, 5, 0.1);
    for (Index const neuron : {0, 2, 3, 4}) {
        spikes.add(9 + neuron, neuron);  // the first before anything is watched
    }
    spikes.add(15, 1);  // and one after it
    auto const& found = spikes.populations();
    EXPECT_EQ(found[0].neuron, (std::vector<std::uint32_t>{2}));
    EXPECT_EQ(found[0].step, (std::vector<std::uint32_t>{1}));
    EXPECT_EQ(found[1].neuron, (std::vector<std::uint32_t>{0, 1}));
    EXPECT_EQ(found[1].step, (std::vector<std::uint32_t>{2, 3}));
    EXPECT_EQ(found[1].neurons, 2);
    EXPECT_THROW(spikes.add(10, 5), ArgumentError);
    EXPECT_THROW(spikes.add(10, -1), ArgumentError);
}

TEST(PopulationActivity, HasNoCvWithoutIntervals)
{
    EXPECT_TRUE(std::isnan(activity_of({2, 10, 1, {3}, {0}}, 5).cv));
}

TEST(PopulationActivity, RatesOverTimeAreMeansOverNeurons)
{
    // bins of 20 steps with two spikes of neuron 0 each; the last has one of neuron 1 too
    std::vector<double> const psth = activity_of(few(), 10).psth_hz;
    ASSERT_EQ(psth.size(), 5U);
    for (std::size_t k = 0; k < 5; ++k) {
        EXPECT_NEAR(psth[k], (k == 4 ? 3 : 2) / 3.0 / 10e-3, 1e-9) << k;
    }
}

TEST(PopulationActivity, IsWhatTheFunctionsOfTrainsSay)
{
    PopulationSpikes spikes{20, 2000, 0.1, {}, {}};
    for (std::uint32_t k = 0; k < 700; ++k) {
        Philox4 const words = draw(5, Purpose::test, k, 0);
        spikes.step.push_back(words.word[0] % 2000);
        spikes.neuron.push_back(words.word[1] % 20);
    }
    SpikeTrains const trains          = trains_of(spikes);
    PopulationActivity const activity = activity_of(spikes, 7);
    EXPECT_EQ(activity.rates_hz, rates_hz(trains));
    double sum = 0;
    for (double const cv : interval_cv(trains)) {
        sum += cv;
    }
    EXPECT_NEAR(activity.cv, sum / 20, 1e-12);
    std::vector<double> const psth = psth_hz(trains, 7);
    ASSERT_EQ(activity.psth_hz.size(), psth.size());
    for (std::size_t k = 0; k < psth.size(); ++k) {
        EXPECT_NEAR(activity.psth_hz[k], psth[k], 1e-9) << k;
    }
}

TEST(PopulationActivity, RefusesSpikesThatCannotBe)
{
    EXPECT_THROW(activity_of({2, 10, 1, {10}, {0}}, 5), ArgumentError);
    EXPECT_THROW(activity_of({2, 10, 1, {0}, {2}}, 5), ArgumentError);
    EXPECT_THROW(activity_of({2, 10, 1, {0, 1}, {1}}, 5), ArgumentError);
    EXPECT_THROW(activity_of({2, 10, 1, {}, {}}, 11), ArgumentError);
    EXPECT_THROW(activity_of({0, 10, 1, {}, {}}, 5), ArgumentError);
}

TEST(RateHistogram, HoldsEveryNeuronInBinsOfWholeSpikes)
{
    SpikeTrains const trains = trains_of(few());  // 10, 1 and 0 spikes in 50 ms
    RateHistogram const fine = rate_histogram(trains, 40);
    EXPECT_EQ(fine.bin_hz, 20);
    EXPECT_EQ(fine.neurons, (std::vector<Index>{1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    RateHistogram const coarse = rate_histogram(trains, 3);  // 4 spikes a bin
    EXPECT_EQ(coarse.bin_hz, 80);
    EXPECT_EQ(coarse.neurons, (std::vector<Index>{2, 0, 1}));
    EXPECT_EQ(rate_histogram(trains, 1).neurons, std::vector<Index>{3});
    EXPECT_THROW(rate_histogram(trains, 0), ArgumentError);
}

}  // namespace
}  // namespace inferno::stats
