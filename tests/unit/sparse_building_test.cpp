//! Tables that are filled by kernels where they lie hold what the host would put there.
#include "inferno/mapping/sparse_building.hpp"

#include "inferno/core/hash.hpp"
#include "inferno/network/sparse_network.hpp"
#include "inferno/neuron/iaf_psc_exp.hpp"

#include "support/backend_test.hpp"

namespace inferno::test {
namespace {

struct Case {
    ConnectionRule rule;
    SynapseConfig config;
    bool to_itself = false;
};

struct Outcome {
    std::uint64_t bits;
    SparseReport report;
};

//! One or two projections in one table, and what becomes of 40 steps.
Outcome run(BackendPointer const& backend,
            Index partitions,
            Case tested,
            std::optional<SynapseStorage> storage)
{
    SparseNetwork net(backend, {.seed = 4, .partitions = partitions});
    Index const targets = std::holds_alternative<OneToOne>(tested.rule) ? 44 : 150;
    auto& e             = net.add<IafPscExp<1>>("E", 44, {.t_ref_ms = 0.3, .i_e_pa = 700});
    auto& other         = net.add<IafPscExp<1>>("other", 44, {.t_ref_ms = 0.3, .i_e_pa = 650});
    auto& i             = net.add<IafPscExp<1>>("I", targets, {.i_e_pa = 250});
    e.drive({.rate_hz = 20'000, .weight = 90});
    tested.config.storage    = storage;
    PointGroup const& target = tested.to_itself ? static_cast<PointGroup const&>(e) : i;
    net.connect(e, target, tested.rule, tested.config);
    net.connect(other, i, PairwiseBernoulli{0.1}, {.weight = 20, .delay_ms = 0.4});
    net.connect(other, i, tested.rule, tested.config);
    net.record_spikes(true);
    net.run(40);
    Hash hash;
    std::vector<SpikeEvent> const spikes = net.take_spikes();
    EXPECT_GT(spikes.size(), 60U);
    for (SpikeEvent const& spike : spikes) {
        hash.add(static_cast<std::uint32_t>(spike.step));
        hash.add(static_cast<std::uint32_t>(spike.neuron));
    }
    for (PointGroup* const group : net.populations()) {
        for (std::string const& name : group->column_names()) {
            hash.add(std::span<Real const>(group->column(name).download()));
        }
    }
    return {hash.value(), net.report()};
}

class SparseBuildingTest : public BackendTest {
  protected:
    void compare(Case const& tested, std::optional<SynapseStorage> storage)
    {
        BackendPointer const host = make_backend("host", {1});
        std::uint64_t const bits  = run(host, 1, tested, storage).bits;
        for (Index const partitions : {1, 3}) {
            Outcome const wanted = run(host, partitions, tested, storage);
            Outcome const found  = run(backend, partitions, tested, storage);
            EXPECT_EQ(found.bits, bits) << partitions;
            EXPECT_EQ(found.report.synapses, wanted.report.synapses);
            EXPECT_EQ(found.report.synapse_bytes, wanted.report.synapse_bytes);
            for (std::size_t k = 0; k < found.report.projections.size(); ++k) {
                EXPECT_EQ(found.report.projections[k].synapses,
                          wanted.report.projections[k].synapses);
            }
        }
    }
};
INFERNO_ON_EVERY_BACKEND(SparseBuildingTest);

std::vector<ConnectionRule> every_rule()
{
    return {AllToAll{},
            OneToOne{},
            PairwiseBernoulli{0.2},
            FixedInDegree{6},
            FixedOutDegree{11},
            FixedTotalNumber{400}};
}

TEST_P(SparseBuildingTest, EveryRuleWithWideSynapses)
{
    SynapseConfig const drawn{.weight   = Distribution::normal(30, 25),
                              .delay_ms = Distribution::uniform(0.1, 1.2)};
    for (ConnectionRule const& rule : every_rule()) {
        SCOPED_TRACE(name_of(rule));
        compare({rule, drawn}, SynapseStorage::wide);
    }
}

TEST_P(SparseBuildingTest, EveryRuleWithOneWeight)
{
    for (ConnectionRule const& rule : every_rule()) {
        SCOPED_TRACE(name_of(rule));
        compare({rule, {.weight = 12, .delay_ms = 0.5}}, SynapseStorage::uniform);
    }
}

TEST_P(SparseBuildingTest, PackedSynapses)
{
    SynapseConfig const drawn{.weight   = Distribution::normal(60, 6),
                              .delay_ms = Distribution::normal(0.8, 0.4).redrawn(0.1, 3)};
    compare({PairwiseBernoulli{0.3}, drawn}, SynapseStorage::packed);
    compare({FixedInDegree{9}, drawn}, SynapseStorage::packed);
}

TEST_P(SparseBuildingTest, Bits)
{
    SynapseConfig const one{.weight = 12, .delay_ms = 0.5, .allow_multiple = false};
    compare({PairwiseBernoulli{0.3}, one}, SynapseStorage::bits);
    compare({FixedInDegree{9}, one}, SynapseStorage::bits);
}

TEST_P(SparseBuildingTest, WithoutSelfAndMultipleSynapses)
{
    SynapseConfig const strict{.weight         = Distribution::uniform(5, 30),
                               .delay_ms       = 0.3,
                               .allow_self     = false,
                               .allow_multiple = false};
    for (ConnectionRule const& rule : {ConnectionRule{AllToAll{}},
                                       {PairwiseBernoulli{0.4}},
                                       {FixedInDegree{20}},
                                       {FixedOutDegree{20}}}) {
        SCOPED_TRACE(name_of(rule));
        compare({rule, strict, true}, SynapseStorage::wide);
    }
    compare({FixedTotalNumber{300}, strict}, SynapseStorage::wide);  // by the host
}

}  // namespace
}  // namespace inferno::test
