//! One seed gives one result: for every backend, number of partitions, window and way of running.
#include "inferno/network/sparse_network.hpp"

#include "inferno/core/hash.hpp"
#include "inferno/neuron/iaf_psc_exp.hpp"

#include "support/backend_test.hpp"

namespace inferno::test {
namespace {

constexpr Index steps = 60;

//! Two populations of two models; synapses of all three forms, delays of 1 to 20 steps, two kinds
//! of drive.
struct SmallNet {
    SmallNet(BackendPointer const& backend, SparseConfig const& config, SynapseStorage storage)
        : net(backend, config)
    {
        e = &net.add<IafPscExp<2>>("E", 70, {.i_e_pa = 360});
        i = &net.add<IafPscExp<1>>("I", 21, {.t_ref_ms = 0.5, .i_e_pa = 350});
        e->drive({.rate_hz = 8000, .weight = 60});
        std::vector<double> rates;
        for (int n = 0; n < 21; ++n) {
            rates.push_back(400 * n + (n > 18 ? 200'000 : 0));
        }
        i->drive({.rate_hz = rates, .weight = 40, .start_ms = 1, .stop_ms = 5});
        auto const spread = Distribution::normal(0.8, 0.6).redrawn(0.1, 2);
        net.connect(
            *e,
            *e,
            FixedInDegree{12},
            {.weight = Distribution::normal(90, 20), .delay_ms = spread, .storage = storage});
        net.connect(*e, *i, PairwiseBernoulli{0.4}, {.weight = 80, .delay_ms = 0.3});
        net.connect(*i,
                    *e,
                    FixedOutDegree{50},
                    {.weight   = -150,
                     .delay_ms = Distribution::uniform(0.1, 1),
                     .port     = 1,
                     .storage  = SynapseStorage::wide});
        net.connect(*i, *i, FixedTotalNumber{60}, {.weight = -60, .delay_ms = 0.1});
        net.record_spikes(true);
    }

    //! Spikes and states, which must not depend on how the network was run.
    std::uint64_t fingerprint()
    {
        Hash hash;
        std::vector<SpikeEvent> const spikes = net.take_spikes();
        for (SpikeEvent const& spike : spikes) {
            hash.add(static_cast<std::uint32_t>(spike.step));
            hash.add(static_cast<std::uint32_t>(spike.neuron));
        }
        std::size_t counted = 0;
        for (PointGroup* const group : net.populations()) {
            for (std::uint32_t const count : group->fired_counts()) {
                counted += count;
            }
            for (std::string const& name : group->column_names()) {
                hash.add(std::span<Real const>(group->column(name).download()));
            }
        }
        EXPECT_EQ(counted, spikes.size());
        EXPECT_GT(counted, std::size_t{50});
        return hash.value();
    }

    SparseNetwork net;
    PointGroup *e, *i;
};

std::uint64_t fingerprint_of(BackendPointer const& backend,
                             SparseConfig const& config,
                             std::vector<Index> const& runs = {steps},
                             SynapseStorage storage         = SynapseStorage::wide)
{
    SmallNet small(backend, config, storage);
    for (Index const run : runs) {
        small.net.run(run);
    }
    EXPECT_EQ(small.net.steps_done(), steps);
    return small.fingerprint();
}

std::uint64_t reference()
{
    static std::uint64_t const found = fingerprint_of(make_backend("host", {1}), {.partitions = 1});
    return found;
}

class SparseNetworkTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(SparseNetworkTest);

TEST_P(SparseNetworkTest, EveryNumberOfPartitionsGivesTheSame)
{
    for (Index const partitions : {1, 2, 5}) {
        EXPECT_EQ(fingerprint_of(backend, {.partitions = partitions}), reference()) << partitions;
    }
    EXPECT_EQ(fingerprint_of(backend, {}), reference());
}

TEST_P(SparseNetworkTest, EveryWindowGivesTheSame)
{
    for (Index const window : {1, 2}) {
        SparseConfig const config{.partitions = 2, .window = window, .replay = WindowReplay::graph};
        EXPECT_EQ(fingerprint_of(backend, config), reference()) << window;
    }
}

TEST_P(SparseNetworkTest, APartedRunGivesTheSame)
{
    EXPECT_EQ(fingerprint_of(backend, {.partitions = 2}, {1, 2, 7, 0, 30, 20}), reference());
    EXPECT_EQ(fingerprint_of(backend, {.partitions = 2}, std::vector<Index>(60, 1)), reference());
}

TEST_P(SparseNetworkTest, AGraphAndAResidentKernelGiveTheSame)
{
    std::vector<Index> const runs = {1, 4, 7, 0, 30, 18};
    for (auto const replay : {WindowReplay::graph, WindowReplay::resident}) {
        SparseConfig const config{.partitions = 5, .window = 2, .replay = replay};
        EXPECT_EQ(fingerprint_of(backend, config, runs), reference());
    }
}

TEST_P(SparseNetworkTest, WhatCannotBeResidentIsRefused)
{
    auto const build = [this](Index partitions, double delay_ms, WindowReplay replay) {
        SparseNetwork net(backend, {.partitions = partitions, .replay = replay});
        auto& all = net.add<IafPscExp<1>>("all", 2800, {});
        net.connect(all, all, OneToOne{}, {.weight = 1, .delay_ms = delay_ms});
        try {
            net.build();
        } catch (BackendError const& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_EQ(build(700, 0.1, WindowReplay::automatic), "");
    EXPECT_EQ(build(1, 30, WindowReplay::automatic), "");
    bool const host = backend->name() == "host";
    auto const why  = [&](Index partitions, double delay_ms, std::string const& words) {
        std::string const found = build(partitions, delay_ms, WindowReplay::resident);
        EXPECT_EQ(found.find(words) == std::string::npos, host) << found;
    };
    why(700, 0.1, "there are 700 partitions, and ");
    why(1, 30, "a partition needs 5734464 bytes of shared memory, a block has ");
}

//! Weights of packed synapses are rounded to what a partition's size leaves bits for.
TEST_P(SparseNetworkTest, PackedSynapsesAreTheSameOnEveryBackend)
{
    auto const packed = [](BackendPointer const& on) {
        return fingerprint_of(on, {.partitions = 3}, {steps}, SynapseStorage::packed);
    };
    EXPECT_EQ(packed(backend), packed(make_backend("host", {1})));
}

TEST_P(SparseNetworkTest, ADifferentSeedGivesSomethingElse)
{
    EXPECT_NE(fingerprint_of(backend, {.seed = 2, .partitions = 2}), reference());
}

//! Every neuron fires in the same step: more spikes than threads of a block, more than a slot has.
TEST_P(SparseNetworkTest, BurstsOfAllNeuronsArriveWhole)
{
    auto const voltages =
        [](BackendPointer const& on, Index partitions, WindowReplay replay = WindowReplay::graph) {
            SparseNetwork net(on, {.partitions = partitions, .replay = replay});
            auto& from = net.add<IafPscExp<1>>("from", 700, {.t_ref_ms = 0.2, .v_m_mv = 0});
            auto& to   = net.add<IafPscExp<1>>("to", 40, {});
            net.connect(from, to, FixedOutDegree{7}, {.weight = 5, .delay_ms = 0.1});
            net.connect(from,
                        to,
                        PairwiseBernoulli{0.1},
                        {.weight = 3, .delay_ms = Distribution::uniform(0.1, 0.6)});
            net.run(12);
            Hash hash;
            hash.add(std::span<Real const>(to.column("voltage_mv").download()));
            hash.add(std::span<Real const>(to.column("current_ex_pa").download()));
            EXPECT_EQ(from.fired_counts(), std::vector<std::uint32_t>(700, 1));
            return hash.value();
        };
    std::uint64_t const expected = voltages(make_backend("host", {1}), 1);
    EXPECT_EQ(voltages(backend, 1), expected);
    EXPECT_EQ(voltages(backend, 3), expected);
    EXPECT_EQ(voltages(backend, 3, WindowReplay::resident), expected);
}

}  // namespace
}  // namespace inferno::test
