#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "inferno/core/hash.hpp"
#include "inferno/network/sparse_network.hpp"
#include "inferno/neuron/iaf_psc_exp.hpp"

#include "support/backend_test.hpp"
#include "support/naive_plastic.hpp"
#include "support/relay.hpp"

namespace inferno::test {
namespace {

//! Sources and targets that fire by themselves, some of them often.
struct Pair {
    SparseNetwork net;
    PointGroup& sources;
    PointGroup& targets;
    SparseProjection projection;

    Pair(BackendPointer backend, Case const& tested, double source_hz, double target_hz)
        : net(std::move(backend), {.step_time_ms = 0.5, .seed = 5, .partitions = 3}),
          sources(net.add<Relay>("sources", 10, {})),
          targets(net.add<Relay>("targets", 14, {})),
          projection(net.connect(sources,
                                 targets,
                                 FixedInDegree{6},
                                 {.weight     = Distribution::uniform(0.2, tested.w_max),
                                  .delay_ms   = Distribution::uniform(0.5, 6),
                                  .plasticity = tested.rule}))
    {
        auto const rates = [](Index size, double hz) {
            std::vector<double> all;
            for (Index n = 0; n < size; ++n) {
                all.push_back(hz * (n % 3 == 0 ? 3 : 1));
            }
            return all;
        };
        sources.drive({.rate_hz = rates(10, source_hz), .weight = 1, .port = 1});
        targets.drive({.rate_hz = rates(14, target_hz), .weight = 1, .port = 1});
        net.record_spikes(true);
        net.build();
    }
};

//! Runs, and compares every weight with the naive one, and what arrived at each target.
void expect_naive_weights(Pair& pair, Case const& tested, Index steps)
{
    SynapseList const before = pair.projection.synapses();
    pair.net.run(steps);
    SynapseList const after = pair.projection.synapses();
    std::vector<Steps> trains(24);
    for (SpikeEvent const& spike : pair.net.take_spikes()) {
        trains[static_cast<std::size_t>(spike.neuron)].push_back(spike.step);
    }
    ASSERT_EQ(before.sources.size(), 84U);
    std::vector<double> arrived(14);
    double moved = 0;
    for (std::size_t k = 0; k < before.sources.size(); ++k) {
        Outcome const wanted =
            naive_outcome(tested.naive,
                          before.weights[k],
                          trains[static_cast<std::size_t>(before.sources[k])],
                          trains[static_cast<std::size_t>(10 + before.targets[k])],
                          std::llround(before.delays_ms[k] / 0.5),
                          steps,
                          0.5);
        EXPECT_NEAR(after.weights[k], wanted.weight, 2e-5 * tested.w_max) << "synapse " << k;
        moved = std::max(moved, std::abs(after.weights[k] - before.weights[k]));
        arrived[static_cast<std::size_t>(before.targets[k])] += wanted.arrived;
    }
    std::vector<Real> const received = pair.targets.column("received").download();
    for (std::size_t n = 0; n < 14; ++n) {
        EXPECT_NEAR(received[n], arrived[n], 1e-4 * arrived[n]) << "target " << n;
    }
    EXPECT_GT(moved, 0.02);
}

class PlasticTest : public testing::TestWithParam<int> {
  protected:
    BackendPointer backend() const { return make_backend("host", {GetParam()}); }
};
INSTANTIATE_TEST_SUITE_P(Threads, PlasticTest, testing::Values(1, 2));

TEST_P(PlasticTest, WeightsAreWhatAllPairsOfSpikesMakeOfThem)
{
    Case const cases[] = {pair_case(1, 1, false, true),
                          pair_case(0, 0, true, true),
                          pair_case(0.5, 0.25, false, false),
                          power_law_case(),
                          triplet_case(false),
                          triplet_case(true),
                          silence_case()};
    for (Case const& tested : cases) {
        SCOPED_TRACE(std::to_string(&tested - cases));
        Pair pair(backend(), tested, 12, 12);
        expect_naive_weights(pair, tested, 800);
    }
}

TEST_P(PlasticTest, NoSpikeOfATargetIsLostWhileItsSourcesAreSilent)
{
    for (Case const& tested : {pair_case(1, 1, false, true), triplet_case(false)}) {
        Pair pair(backend(), tested, 1.5, 250);  // a history has room for 32 spikes
        expect_naive_weights(pair, tested, 1500);
    }
}

//! How a run is cut up.
struct Cut {
    Index partitions = 0, window = 0, piece = 600, steps = 600;
    bool reads          = false;  //!< weights, between the pieces
    WindowReplay replay = WindowReplay::automatic;
    friend std::ostream& operator<<(std::ostream& out, Cut const& cut)
    {
        return out << cut.partitions << " partitions, window " << cut.window << ", pieces of "
                   << cut.piece << (cut.replay == WindowReplay::resident ? ", resident" : "");
    }
};

//! A network that hears what it learns; everything that comes out of it.
std::uint64_t fingerprint(BackendPointer backend, Plasticity const& rule, Cut const& cut)
{
    SparseNetwork net(std::move(backend),
                      {.step_time_ms = 0.5,
                       .seed         = 3,
                       .partitions   = cut.partitions,
                       .window       = cut.window,
                       .replay       = cut.replay});
    std::vector<double> i_e_pa(60, 330), t_ref_ms(60, 2);
    std::fill_n(i_e_pa.begin(), 4, 1e6);  // these fire in every step
    std::fill_n(t_ref_ms.begin(), 4, 0);
    auto& e = net.add<IafPscExp<2>>("E", 60, {.t_ref_ms = t_ref_ms, .i_e_pa = i_e_pa});
    auto& i = net.add<IafPscExp<2>>("I", 15, {.i_e_pa = 330});
    e.drive({.rate_hz = 1000, .weight = 40});
    auto const learns = net.connect(e,
                                    e,
                                    FixedInDegree{12},
                                    {.weight     = Distribution::uniform(10, 60),
                                     .delay_ms   = Distribution::uniform(1.5, 6),
                                     .plasticity = rule});
    auto const also =
        net.connect(e, i, FixedOutDegree{5}, {.weight = 30, .delay_ms = 2, .plasticity = rule});
    net.connect(i, e, FixedInDegree{4}, {.weight = -50, .delay_ms = 1.5, .port = 1});
    net.record_spikes(true);
    net.build();
    for (Index left = cut.steps; left > 0; left -= std::min(left, cut.piece)) {
        if (cut.reads) { learns.synapses(), also.synapses(); }
        net.run(std::min(left, cut.piece));
    }
    Hash hash;
    std::vector<SpikeEvent> const spikes = net.take_spikes();
    EXPECT_GT(std::ssize(spikes), 5 * cut.steps);
    for (SpikeEvent const& spike : spikes) {
        hash.add(static_cast<std::uint32_t>(spike.step));
        hash.add(static_cast<std::uint32_t>(spike.neuron));
    }
    for (SparseProjection const& projection : {learns, also}) {
        for (double const weight : projection.synapses().weights) {
            auto const stored = static_cast<Real>(weight);
            hash.add(std::span<Real const>(&stored, 1));
        }
    }
    return hash.value();
}

std::array const rules = {
    Plasticity(SparseSTDP{.lambda = 0.05, .mu_plus = 0.4, .w_max = 80}),
    Plasticity(SparsePowerLawSTDP{.alpha = 0.3, .w_max = 80}),
    Plasticity(SparseTripletSTDP{.a2_plus = 0.2, .a3_plus = 1, .a2_minus = 0.5, .w_max = 80}),
    Plasticity(SparseSilenceSTDP{.a_plus = 0.1, .w_far = 90, .w_max = 80, .threshold = 0.5})};

TEST_P(PlasticTest, ResultsDoNotDependOnWindowsPartitionsOrReadingOfWeights)
{
    for (Plasticity const& rule : rules) {
        std::uint64_t const wanted = fingerprint(make_backend("host", {1}), rule, {});
        for (Cut const& cut : {Cut{.partitions = 1},
                               Cut{.partitions = 2},
                               Cut{.partitions = 5},
                               Cut{.window = 1},
                               Cut{.partitions = 2, .window = 3},
                               Cut{.partitions = 2, .piece = 7},
                               Cut{.partitions = 5, .piece = 37, .reads = true},
                               Cut{.partitions = 2, .window = 1, .piece = 1, .reads = true}}) {
            EXPECT_EQ(fingerprint(backend(), rule, cut), wanted) << cut;
        }
    }
}

class PlasticBackendTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(PlasticBackendTest);

TEST_P(PlasticBackendTest, EveryRuleGivesTheSame)
{
    for (Plasticity const& rule : rules) {
        Cut const whole{.partitions = 1, .steps = 70};
        std::uint64_t const wanted = fingerprint(make_backend("host", {1}), rule, whole);
        for (Cut const& cut : {Cut{.partitions = 2, .steps = 70, .replay = WindowReplay::graph},
                               Cut{.partitions = 3, .steps = 70, .replay = WindowReplay::resident},
                               Cut{.partitions = 1, .piece = 33, .steps = 70, .reads = true}}) {
            EXPECT_EQ(fingerprint(backend, rule, cut), wanted) << cut;
        }
    }
}

//! What connect() says to a plasticity that cannot be.
std::string complaint(SynapseConfig const& config)
{
    SparseNetwork net(make_backend("host"), {});
    auto& group = net.add<Relay>("R", 4, {});
    try {
        net.connect(group, group, AllToAll{}, config);
    } catch (ArgumentError const& error) {
        return error.what();
    }
    return "nothing";
}

TEST(PlasticityTest, WhatCannotLearnIsRefused)
{
    std::string const who = "projection \"R\" -> \"R\": ";
    EXPECT_EQ(complaint({.weight = 1, .plasticity = SparseSTDP{.tau_plus_ms = 0}}),
              who + "plasticity, tau_plus_ms: is 0, must be greater than 0");
    EXPECT_EQ(complaint({.weight = 1, .plasticity = SparsePowerLawSTDP{.mu = 2}}),
              who + "plasticity, mu: is 2, must be from 0 to 1");
    EXPECT_EQ(complaint({.weight = 5, .plasticity = SparseTripletSTDP{.w_max = 4}}),
              who +
                  "weight: can be 5, the plasticity allows 0 to 4; limit a distribution with "
                  "redrawn() or clipped()");
    EXPECT_EQ(complaint({.storage = SynapseStorage::wide, .plasticity = SparseSTDP{}}),
              who + "weights that learn need plastic storage, or none named");
    EXPECT_EQ(complaint({.storage = SynapseStorage::plastic}),
              who + "plastic storage needs a plasticity");
    EXPECT_EQ(complaint({.weight = -20, .plasticity = SparseSTDP{.w_max = -40}}), "nothing");

    SparseNetwork net(make_backend("host"), {});
    auto& group        = net.add<Relay>("R", 4, {});
    auto const unequal = net.connect(group, group, AllToAll{}, {.weight = 1});
    EXPECT_THROW(unequal.synapses(), StateError);
    net.build();
    EXPECT_EQ(unequal.synapses().sources.size(), 16U);
}

}  // namespace
}  // namespace inferno::test
