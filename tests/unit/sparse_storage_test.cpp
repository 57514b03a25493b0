//! How synapses are stored changes nothing but the memory they take.
#include <algorithm>

#include "inferno/core/hash.hpp"
#include "inferno/network/sparse_network.hpp"
#include "inferno/network/spike_generator.hpp"
#include "inferno/neuron/iaf_psc_delta.hpp"
#include "inferno/neuron/poisson_source.hpp"

#include "support/backend_test.hpp"

namespace inferno::test {
namespace {

class SparseStorageTest : public BackendTest {
  protected:
    //! Spikes, and the voltages at the end, of sources that reach targets by this rule.
    std::uint64_t fingerprint(ConnectionRule const& rule,
                              SynapseConfig const& config,
                              SparseConfig const& how = {.partitions = 3})
    {
        SparseNetwork net(backend, how);
        auto& from = net.add<PoissonSource>("from", 150, {.rate_hz = 900});
        auto& rest = net.add<IafPscDelta>("rest", 5, {});
        auto& to   = net.add<IafPscDelta>("to", 170, {.tau_m_ms = 200, .v_m_mv = -60});
        from_      = &from;
        net.connect(from, to, rule, config);
        net.connect(to, rest, AllToAll{}, {.weight = 0.5, .delay_ms = 0.4});
        net.run(70);
        Hash hash;
        for (PointGroup* const group : {&rest, &to}) {
            hash.add(std::span<Real const>(group->column("voltage_mv").download()));
            hash.add(std::span<std::uint32_t const>(group->fired_counts()));
        }
        report_ = net.report();
        return hash.value();
    }
    PointGroup* from_ = nullptr;
    SparseReport report_;
};
INFERNO_ON_EVERY_BACKEND(SparseStorageTest);

TEST_P(SparseStorageTest, BitsGiveWhatTargetsGive)
{
    std::vector<ConnectionRule> const rules = {
        AllToAll{}, PairwiseBernoulli{0.2}, FixedInDegree{40}, FixedOutDegree{90}};
    for (ConnectionRule const& rule : rules) {
        SynapseConfig config{.weight = 0.11, .delay_ms = 0.7, .allow_multiple = false};
        config.storage               = SynapseStorage::uniform;
        std::uint64_t const expected = fingerprint(rule, config);
        config.storage               = SynapseStorage::bits;
        EXPECT_EQ(fingerprint(rule, config), expected) << name_of(rule);
        EXPECT_EQ(fingerprint(rule, config, {.partitions = 1}), expected) << name_of(rule);
        EXPECT_EQ(report_.projections.front().storage, SynapseStorage::bits);
        EXPECT_NEAR(report_.projections.front().bytes_per_synapse *
                        static_cast<double>(report_.projections.front().synapses),
                    150.0 * 170 / 8,
                    1e-6);
    }
}

TEST_P(SparseStorageTest, BitsAreChosenWhereTheyAreSmaller)
{
    auto const chosen = [this](ConnectionRule const& rule, bool multiple) {
        (void)fingerprint(rule, {.weight = 0.1, .delay_ms = 1, .allow_multiple = multiple});
        return report_.projections.front().storage;
    };
    EXPECT_EQ(chosen(PairwiseBernoulli{0.07}, true), SynapseStorage::bits);
    EXPECT_EQ(chosen(PairwiseBernoulli{0.06}, true), SynapseStorage::uniform);
    EXPECT_EQ(chosen(FixedInDegree{12}, false), SynapseStorage::bits);
    EXPECT_EQ(chosen(FixedInDegree{12}, true), SynapseStorage::uniform);
}

TEST_P(SparseStorageTest, BitsThatCannotHoldARuleAreRefused)
{
    auto const complaint = [this](ConnectionRule const& rule, SynapseConfig config) {
        config.storage = SynapseStorage::bits;
        try {
            (void)fingerprint(rule, config);
        } catch (ArgumentError const& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    std::string const who = "projection \"from\" -> \"to\": ";
    EXPECT_EQ(complaint(FixedInDegree{40}, {.weight = 1}),
              who +
                  "storage by bits needs a rule that connects no pair twice: set allow_multiple to "
                  "false");
    EXPECT_EQ(complaint(AllToAll{}, {.weight = Distribution::uniform(1, 2)}),
              who + "storage by bits needs one weight and one delay");
    SynapseList list{{0, 1}, {2, 3}, {0.5, 0.6}};
    EXPECT_EQ(complaint(list, {.weight = 1, .allow_multiple = false}),
              who +
                  "the list has weights or delays of its own, which storage for one weight and one "
                  "delay has no place for");
}

//! Runs of one delay, however far apart, and several synapses of one pair and one delay.
TEST_P(SparseStorageTest, SynapsesOfAnyDelayArriveInTheirStep)
{
    std::vector<Index> delays = {1, 2, 63, 64, 64, 130};
    Index const at_host[]     = {2046, 2047, 2048, 4096};  // runs have to be far apart there only
    if (backend->name() == "host") {
        delays.insert(delays.end(), std::begin(at_host), std::end(at_host));
    }
    for (SynapseStorage const storage : {SynapseStorage::packed, SynapseStorage::wide}) {
        SparseNetwork net(backend, {.partitions = 2});
        auto& from = net.add<SpikeGenerator>("from", 1, {.times_ms = {{0.3, 0.4, 6}}});
        auto& to   = net.add<IafPscDelta>("to", 3, {.t_ref_ms = 0});
        SynapseList list;
        for (Index const delay : delays) {
            list.sources.push_back(0);
            list.targets.push_back(delay % 3);
            list.delays_ms.push_back(static_cast<double>(delay) * 0.1);
        }
        net.connect(from, to, list, {.weight = 20, .storage = storage});
        net.record_spikes(true);
        net.run(60 + delays.back());
        std::vector<std::pair<Index, Index>> expected;
        for (Index const fired : {2, 3, 59}) {
            for (Index const delay : delays) {
                expected.emplace_back(fired + delay, delay % 3);
            }
        }
        std::sort(expected.begin(), expected.end());
        expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
        std::vector<std::pair<Index, Index>> found;
        for (SpikeEvent const& spike : net.take_spikes()) {
            if (spike.neuron > 0) { found.emplace_back(spike.step, spike.neuron - 1); }
        }
        EXPECT_EQ(found, expected);
    }
}

TEST_P(SparseStorageTest, WhatANetworkTakesIsKnownBefore)
{
    SparseNetwork net(backend, {.partitions = 2});
    auto& from       = net.add<PoissonSource>("from", 200, {.rate_hz = 100});
    auto& to         = net.add<IafPscDelta>("to", 300, {});
    auto const drawn = Distribution::uniform(0.1, 0.5);
    net.connect(from, to, FixedInDegree{40}, {.weight = 0.1, .delay_ms = drawn});
    net.connect(from, to, FixedInDegree{30}, {.weight = 0.1});
    net.connect(from, to, AllToAll{}, {.weight = 0.2});
    net.connect(to, to, PairwiseBernoulli{0.05}, {.weight = 0.1});
    std::size_t const before = backend->bytes_in_use();
    SparseReport const told  = net.estimate();
    EXPECT_EQ(backend->bytes_in_use(), before);
    net.build();
    SparseReport const found = net.report();
    for (std::size_t k = 0; k < 3; ++k) {
        EXPECT_EQ(told.projections[k].synapses, found.projections[k].synapses);
        EXPECT_EQ(told.projections[k].storage, found.projections[k].storage);
    }
    EXPECT_NEAR(static_cast<double>(told.synapses), static_cast<double>(found.synapses), 300);
    auto const about = static_cast<double>(found.bytes());
    EXPECT_NEAR(static_cast<double>(told.bytes()), about, 0.1 * about);
    EXPECT_NEAR(static_cast<double>(backend->bytes_in_use() - before), about, 0.02 * about + 4096);
}

TEST_P(SparseStorageTest, WhatDoesNotFitIsRefusedBeforeAnythingIsAllocated)
{
    SparseNetwork net(backend, {});
    auto& all = net.add<IafPscDelta>("all", 200'000, {});
    net.connect(all, all, FixedInDegree{20'000'000}, {.weight = 0.1});
    std::size_t const before = backend->bytes_in_use();
    try {
        net.build();
        FAIL() << "8 TB were found";
    } catch (BackendError const& error) {
        std::string const text = error.what();
        EXPECT_EQ(text.find(backend->name() + ": the network needs about 8000"), 0U) << text;
        EXPECT_NE(text.find(" are free: 4000000000000 synapses of 8000000 MB"), std::string::npos)
            << text;
    }
    EXPECT_EQ(backend->bytes_in_use(), before);
    EXPECT_FALSE(net.built());
}

}  // namespace
}  // namespace inferno::test
