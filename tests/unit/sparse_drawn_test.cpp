//! Synapses without storage: the network that stored ones would make, bit for bit.
#include "network/sparse_drawn.hpp"

#include "inferno/core/hash.hpp"
#include "inferno/mapping/drawn_rows.hpp"
#include "inferno/network/sparse_network.hpp"
#include "inferno/neuron/iaf_psc_exp.hpp"

#include "support/backend_test.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

constexpr Index steps = 60;

struct Drawn {
    ConnectionRule rule;
    SynapseConfig config;
    bool to_itself = false;
};

//! Sources that fire, and targets that hear them through one projection, or one population.
std::uint64_t fingerprint(BackendPointer const& backend,
                          SparseConfig const& config,
                          Drawn drawn,
                          SynapseStorage storage,
                          std::vector<Index> const& runs = {steps})
{
    SparseNetwork net(backend, config);
    auto& e = net.add<IafPscExp<1>>("E", 50, {.t_ref_ms = 0.3, .i_e_pa = 600});
    auto& i = net.add<IafPscExp<2>>("I", drawn.rule.index() == 1 ? 50 : 37, {.i_e_pa = 300});
    e.drive({.rate_hz = 20'000, .weight = 100});
    drawn.config.storage     = storage;
    drawn.config.port        = drawn.to_itself ? 0 : 1;
    PointGroup const& target = drawn.to_itself ? static_cast<PointGroup const&>(e) : i;
    net.connect(e, target, drawn.rule, drawn.config);
    net.connect(i, e, FixedInDegree{4}, {.weight = -40, .delay_ms = 0.4});
    net.record_spikes(true);
    for (Index const run : runs) {
        net.run(run);
    }
    Hash hash;
    std::vector<SpikeEvent> const spikes = net.take_spikes();
    EXPECT_GT(spikes.size(), 150U);
    for (SpikeEvent const& spike : spikes) {
        hash.add(static_cast<std::uint32_t>(spike.step));
        hash.add(static_cast<std::uint32_t>(spike.neuron));
    }
    for (PointGroup* const group : net.populations()) {
        for (std::string const& name : group->column_names()) {
            hash.add(std::span<Real const>(group->column(name).download()));
        }
    }
    return hash.value();
}

std::vector<Drawn> every_kind()
{
    Distribution const any = Distribution::normal(30, 25), late = Distribution::uniform(0.1, 1.7);
    return {{AllToAll{}, {.weight = 5, .delay_ms = late}},
            {AllToAll{}, {.weight = any, .delay_ms = 0.3, .allow_self = false}, true},
            {OneToOne{}, {.weight = Distribution::log_normal(3, 0.4), .delay_ms = late}},
            {PairwiseBernoulli{0.3}, {.weight = any.redrawn(0, 60), .delay_ms = late}},
            {PairwiseBernoulli{0.02},
             {.weight = 90, .delay_ms = Distribution::normal(0.8, 0.5).redrawn(0.1, 3)}},
            {PairwiseBernoulli{0.4},
             {.weight = any.clipped(10), .delay_ms = late, .allow_self = false},
             true},
            {PairwiseBernoulli{1}, {.weight = 4, .delay_ms = 0.2}},
            {PairwiseBernoulli{0}, {.weight = 4, .delay_ms = 0.2}},
            {FixedOutDegree{9},
             {.weight = any, .delay_ms = Distribution::exponential(0.5).clipped(0.1, 2)}},
            {FixedOutDegree{12}, {.weight = any, .delay_ms = late, .allow_multiple = false}},
            {FixedOutDegree{12},
             {.weight = 8, .delay_ms = late, .allow_self = false, .allow_multiple = false},
             true},
            {FixedTotalNumber{700}, {.weight = any, .delay_ms = late}}};
}

class SparseDrawnTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(SparseDrawnTest);

TEST_P(SparseDrawnTest, GivesTheBitsOfStoredSynapses)
{
    BackendPointer const host = make_backend("host", {1});
    std::size_t number        = 0;
    for (Drawn const& drawn : every_kind()) {
        SCOPED_TRACE(number++);
        std::uint64_t const stored = fingerprint(host, {.seed = 9}, drawn, SynapseStorage::wide);
        for (Index const partitions : {1, 3}) {
            EXPECT_EQ(fingerprint(backend,
                                  {.seed = 9, .partitions = partitions},
                                  drawn,
                                  SynapseStorage::procedural),
                      stored)
                << partitions;
        }
    }
}

TEST_P(SparseDrawnTest, HoweverItIsRun)
{
    Drawn const drawn           = every_kind()[3];
    SparseConfig const two      = {.seed = 9, .partitions = 2};
    SparseConfig const one_step = {.seed = 9, .partitions = 2, .window = 1};
    std::uint64_t const whole   = fingerprint(backend, two, drawn, SynapseStorage::procedural);
    EXPECT_EQ(fingerprint(backend, one_step, drawn, SynapseStorage::procedural), whole);
    EXPECT_EQ(fingerprint(backend, two, drawn, SynapseStorage::procedural, {1, 1, 1, 20, 0, 37}),
              whole);
}

TEST_P(SparseDrawnTest, TakesNoMemoryForSynapses)
{
    SparseNetwork net(backend, {});
    auto& e = net.add<IafPscExp<1>>("E", 300, {});
    net.connect(e,
                e,
                PairwiseBernoulli{0.5},
                {.weight = 1, .delay_ms = 0.5, .storage = SynapseStorage::procedural});
    EXPECT_EQ(net.estimate().synapse_bytes, 0U);
    net.build();
    EXPECT_EQ(net.report().synapse_bytes, 0U);
    EXPECT_EQ(net.report().row_bytes, 300 * sizeof(TargetPlace));
    EXPECT_EQ(net.report().projections.front().storage, SynapseStorage::procedural);
    EXPECT_NEAR(static_cast<double>(net.report().synapses), 45'000, 800);
    EXPECT_EQ(std::ssize(net.projections().front().synapses().sources), net.report().synapses);
}

TEST(DrawnRowsTest, RefusesRulesThatNeedTheOtherSources)
{
    SparseNetwork net(make_backend("host", {1}), {});
    auto& e             = net.add<IafPscExp<1>>("E", 30, {});
    auto const complain = [&](ConnectionRule const& rule, bool multiple) {
        return message_of<ArgumentError>([&] {
            net.connect(
                e,
                e,
                rule,
                {.weight = 1, .allow_multiple = multiple, .storage = SynapseStorage::procedural});
        });
    };
    EXPECT_TRUE(complain(FixedInDegree{3}, true).ends_with("the rule is FixedInDegree"));
    EXPECT_TRUE(complain(FixedTotalNumber{9}, false).ends_with("the rule is FixedTotalNumber"));
    EXPECT_TRUE(complain(SynapseList{{0}, {1}}, true).ends_with("the rule is SynapseList"));
}

//! In whole numbers what the rule says with a double.
TEST(DrawnRowsTest, GapsAreThoseOfDoubles)
{
    for (double const p : {1e-12, 1e-6, 0.003, 0.1, 0.25, 0.5, 0.9, 0.999}) {
        double const scale    = 1 / std::log1p(-p);
        int exponent          = 0;
        double const fraction = std::frexp(-scale, &exponent);
        GeometricGap const gap{static_cast<std::uint64_t>(std::ldexp(fraction, 53)), exponent - 53};
        for (std::uint32_t k = 0; k < 200'000; ++k) {
            std::uint32_t const word = k < 1000 ? k << 8 : k * 21'475U;
            auto const wanted =
                static_cast<std::uint64_t>(static_cast<double>(-exponential(word)) * scale);
            ASSERT_EQ(gap.of(word), wanted) << p << " " << word;
        }
    }
}

}  // namespace
}  // namespace inferno::test
