#include <gtest/gtest.h>

#include "inferno/network/sparse_network.hpp"
#include "inferno/network/spike_generator.hpp"
#include "inferno/neuron/point_loop.hpp"
#include "inferno/neuron/point_models.hpp"

#include "support/compare.hpp"

namespace inferno::test {
namespace {

using Spikes = std::vector<SpikeEvent>;

SparseNetwork network(Index partitions = 1)
{
    return SparseNetwork(make_backend("host", {1}),
                         {.step_time_ms = 0.1, .seed = 11, .partitions = partitions});
}

TEST(PointSources, GeneratorsFireAtTheEndsOfTheirSteps)
{
    SparseNetwork net = network(2);
    auto& given = net.add<SpikeGenerator>("given", 2, {.times_ms = {{0.1, 0.2, 2.04}, {3.0}}});
    net.record_spikes(true);
    net.run(50);
    EXPECT_EQ(net.take_spikes(), (Spikes{{0, 0}, {1, 0}, {19, 0}, {29, 1}}));
    EXPECT_EQ(given.fired_counts(), (std::vector<std::uint32_t>{3, 1}));
}

//! [neurons] counts of a population of Poisson sources.
std::vector<std::uint32_t> poisson_counts(Values const& rate_hz, Index neurons, Index steps)
{
    SparseNetwork net = network(2);
    auto& sources     = net.add<PoissonSource>("sources", neurons, {.rate_hz = rate_hz});
    net.run(steps);
    return sources.fired_counts();
}

TEST(PointSources, PoissonSourcesHaveTheirRate)
{
    Index const neurons = 2000, steps = 500;
    auto const counts = poisson_counts(400, neurons, steps);  // 0.04 in each step
    double sum = 0, squares = 0;
    for (double const count : counts) {
        sum += count;
        squares += count * count;
    }
    double const mean     = sum / neurons;
    double const variance = squares / neurons - mean * mean;
    EXPECT_NEAR(mean, 20, 4 * std::sqrt(19.2 / neurons));
    EXPECT_NEAR(variance, 20 * 0.96, 4 * 19.2 * std::sqrt(2.0 / neurons));
}

TEST(PointSources, RatesOfPoissonSourcesReachFromNeverToAlways)
{
    EXPECT_EQ(poisson_counts({0, 10000, 0}, 3, 77), (std::vector<std::uint32_t>{0, 77, 0}));
}

TEST(PointSources, LongSilencesArePutTogether)
{
    using Source = PoissonSource;
    Source::Params<Real> const rare{5e6F}, never{-1};
    Source::State<Real> state{0};
    EXPECT_TRUE(Source::wants_draw(state));
    Source::take_draw(rare, state, 0);  // the longest that can be drawn
    EXPECT_EQ(state.wait_steps, Source::longest_steps + 0.5F);
    state.wait_steps = 1.5F;
    EXPECT_FALSE(Source::wants_draw(state));
    EXPECT_FALSE(Source::step(rare, state));
    EXPECT_TRUE(Source::wants_draw(state));
    Source::take_draw(rare, state, 0xFFFFFFFFU);
    EXPECT_TRUE(Source::step(rare, state)) << "the shortest";
    Source::take_draw(never, state, 0xFFFFFFFFU);
    EXPECT_EQ(state.wait_steps, Source::longest_steps + 0.5F);
}

//! Membranes that show after a step what has arrived in it.
PointNeurons<IafPscDelta>& open_membranes(SparseNetwork& net, Index neurons)
{
    IafPscDelta::Config config;
    config.e_l_mv = config.v_m_mv = 0;
    config.v_reset_mv             = -1;
    config.v_th_mv                = 1000;
    config.tau_m_ms               = 1e-3;
    return net.add<IafPscDelta>("membranes", neurons, config);
}

TEST(PointSources, DrivesHaveTheirMeanAndVariance)
{
    Index const neurons = 20000;
    SparseNetwork net   = network(2);
    auto& membranes     = open_membranes(net, neurons);
    auto const moments  = [&] {
        net.run(1);
        double sum = 0, squares = 0;
        for (double const v : membranes.column("voltage_mv").download()) {
            sum += v;
            squares += v * v;
        }
        double const mean = sum / neurons;
        return std::pair(mean, squares / neurons - mean * mean);
    };
    membranes.noise({.deviation = 3});
    auto const [noise_mean, noise_variance] = moments();
    EXPECT_NEAR(noise_mean, 0, 4 * 3 / std::sqrt(neurons));
    EXPECT_NEAR(noise_variance, 9, 4 * 9 * std::sqrt(2.0 / neurons));

    SparseNetwork other = network(2);
    auto& counting      = open_membranes(other, neurons);
    counting.drive({.rate_hz = 15000, .weight = 2});
    other.run(1);
    double sum = 0, squares = 0;
    for (double const v : counting.column("voltage_mv").download()) {
        sum += v;
        squares += v * v;
    }
    double const mean = sum / neurons;
    EXPECT_NEAR(mean, 3, 4 * 2 * std::sqrt(1.5 / neurons));
    EXPECT_NEAR(squares / neurons - mean * mean, 6, 4 * 6 * std::sqrt(2.7 / neurons));
}

TEST(PointSources, BlocksOfDrivesAreWhatEveryNeuronDraws)
{
    std::vector<std::uint32_t> const table = {1000000000U, 3000000000U, 4000000000U};
    PoissonDrive drive;
    drive.table      = table.data();
    drive.table_size = 3;
    NormalDrive const noise{2.5F, 0, 0, 100};
    Real spikes[host::point_block], arriving[host::point_block] = {};
    host::drive_spikes(drive, 7, 3, 21, 256, 99, spikes);
    host::drive_noise(noise, 7, 3, 21, 256, 99, arriving);
    for (Index j = 0; j < 99; ++j) {
        EXPECT_EQ(spikes[j], drive.spikes_at(7, 3, 21, 256 + j));
        EXPECT_EQ(arriving[j], noise.at(7, 3, 21, 256 + j));
    }
}

TEST(PointSources, WhatCannotBeIsRefused)
{
    SparseNetwork net   = network();
    auto const refusal  = [](auto const& call) { return message_of<ArgumentError>(call); };
    auto const generate = [&](std::vector<std::vector<double>> times) {
        return refusal([&] { net.add<SpikeGenerator>("g", 2, {.times_ms = std::move(times)}); });
    };
    EXPECT_EQ(generate({{1}}),
              "population \"g\", times_ms: has 1 lists, must have one for each of 2 neurons");
    EXPECT_EQ(generate({{1}, {0.04}}),
              "population \"g\", times_ms[1]: is 0.04, must be at least one step of 0.1 ms");
    EXPECT_EQ(generate({{1, 1.02}, {}}),
              "population \"g\", times_ms[0]: 1.02 is not at least one step of 0.1 ms after the "
              "time before it");
    auto& source = net.add<PoissonSource>("source", 2, {});
    EXPECT_EQ(refusal([&] { source.drive({.rate_hz = 1}); }),
              "population \"source\", Poisson input: a source takes no input");
    EXPECT_EQ(refusal([&] { net.connect(source, source, AllToAll{}, {.weight = 1}); }),
              "projection \"source\" -> \"source\": the target takes no synapses");
    auto& target = net.add<IafPscDelta>("target", 2, {});
    EXPECT_EQ(refusal([&] { target.noise({.deviation = -1}); }),
              "population \"target\", noise: deviation is -1, must be 0 or more");
    EXPECT_EQ(refusal([&] { target.noise({.deviation = 1, .port = 1}); }),
              "population \"target\", noise: port 1 is not there, ports are from 0 to 0");
    EXPECT_EQ(refusal([&] { target.drive({.start_ms = 5, .stop_ms = 4}); }),
              "population \"target\", Poisson input: stop_ms is 4, must be at least start_ms (5)");
}

}  // namespace
}  // namespace inferno::test
