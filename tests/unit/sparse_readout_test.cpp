//! Synapses that do not learn are read out as what they do to their targets.
#include <cmath>

#include "inferno/network/sparse_network.hpp"
#include "inferno/network/spike_generator.hpp"
#include "inferno/neuron/iaf_psc_delta.hpp"

#include "support/backend_test.hpp"

namespace inferno::test {
namespace {

constexpr Index sources = 4, targets = 13;
constexpr Index apart = 35;  //!< steps from the spike of a source to that of the next
constexpr Index steps = sources * apart;

//! Sources that fire one after the other, and targets that add up what arrives.
struct Adders {
    Adders(BackendPointer const& backend,
           ConnectionRule rule,
           SynapseConfig const& synapse,
           Index partitions)
        : net(backend, {.step_time_ms = 0.1, .seed = 9, .partitions = partitions})
    {
        SpikeGenerator::Config fires;
        for (Index s = 0; s < sources; ++s) {
            fires.times_ms.push_back({static_cast<double>(s * apart + 1) * 0.1});
        }
        auto& from = net.add<SpikeGenerator>("from", sources, fires);
        to         = &net.add<IafPscDelta>(
            "to",
            targets,
            {.tau_m_ms = 1e9, .e_l_mv = 0, .v_th_mv = 1e9, .v_reset_mv = 0, .v_m_mv = 0});
        net.connect(from, *to, std::move(rule), synapse);
    }
    SynapseList synapses() { return net.projections().front().synapses(); }

    SparseNetwork net;
    PointGroup* to;
};

//! Voltages after each step, [steps][targets].
std::vector<double> voltages(Adders& adders)
{
    std::vector<double> all;
    for (Index step = 0; step < steps; ++step) {
        adders.net.run(1);
        for (Real const mv : adders.to->column("voltage_mv").download()) {
            all.push_back(double{mv});
        }
    }
    return all;
}

//! What they should be: the spike of source s is that of step s * apart.
std::vector<double> expected(SynapseList const& list)
{
    std::vector<double> all(static_cast<std::size_t>(steps * targets), 0);
    for (std::size_t k = 0; k < list.sources.size(); ++k) {
        auto const delay = static_cast<Index>(std::lround(list.delays_ms[k] / 0.1));
        for (Index step = list.sources[k] * apart + delay; step < steps; ++step) {
            all[static_cast<std::size_t>(step * targets + list.targets[k])] += list.weights[k];
        }
    }
    return all;
}

class SparseReadoutTest : public BackendTest {
  protected:
    void compare(ConnectionRule const& rule, SynapseConfig const& synapse)
    {
        std::string const what(name_of(rule));
        Adders whole(backend, rule, synapse, 1), parted(backend, rule, synapse, 3);
        EXPECT_THROW(whole.synapses(), StateError) << "before it is built";
        whole.net.build();
        parted.net.build();
        SynapseList const list = whole.synapses(), same = parted.synapses();
        EXPECT_EQ(list.weights, same.weights) << what;
        EXPECT_EQ(list.delays_ms, same.delays_ms) << what;
        EXPECT_EQ(std::ssize(list.sources), whole.net.report().synapses) << what;
        EXPECT_EQ(std::ssize(whole.net.projections().front().weights()), std::ssize(list.sources));
        std::vector<double> const wanted = expected(list), got = voltages(whole);
        double farthest = 0;
        for (std::size_t k = 0; k < wanted.size(); ++k) {
            farthest = std::max(farthest, std::abs(wanted[k] - got[k]));
        }
        EXPECT_LT(farthest, 1e-4) << what;
        for (std::size_t k = 1; k < list.sources.size(); ++k) {
            bool const ascending = list.sources[k] != list.sources[k - 1]
                                       ? list.sources[k] > list.sources[k - 1]
                                       : list.targets[k] >= list.targets[k - 1];
            EXPECT_TRUE(ascending) << what << " " << k;
        }
    }
};
INFERNO_ON_EVERY_BACKEND(SparseReadoutTest);

TEST_P(SparseReadoutTest, SynapsesOfEveryRuleDoWhatTheySay)
{
    // packed: rounded to steps of about 0.002
    SynapseConfig const drawn{.weight   = Distribution::normal(10, 4),
                              .delay_ms = Distribution::uniform(0.1, 3)};
    compare(AllToAll{}, drawn);
    compare(PairwiseBernoulli{0.4}, drawn);
    compare(FixedInDegree{3}, drawn);
    compare(FixedOutDegree{5}, drawn);
    compare(FixedTotalNumber{40}, drawn);
    SynapseConfig single  = drawn;
    single.allow_multiple = false;
    compare(FixedTotalNumber{20}, single);
    compare(SynapseList{{3, 0, 2, 0}, {12, 2, 5, 2}, {1.25, -3.3, 7, 0.1}, {0.1, 2.9, 1, 2.9}},
            drawn);
}

TEST_P(SparseReadoutTest, SynapsesOfEveryStorageDoWhatTheySay)
{
    compare(FixedInDegree{4}, {.weight = 0.3, .delay_ms = 0.7, .storage = SynapseStorage::uniform});
    compare(PairwiseBernoulli{0.4},
            {.weight         = -0.3,
             .delay_ms       = 0.7,
             .allow_multiple = false,
             .storage        = SynapseStorage::bits});
    for (SynapseStorage const storage : {SynapseStorage::packed, SynapseStorage::wide}) {
        compare(FixedInDegree{4},
                {.weight   = Distribution::log_normal(1, 0.5),
                 .delay_ms = Distribution::exponential(1).clipped(0.1, 3),
                 .storage  = storage});
    }
}

TEST_P(SparseReadoutTest, WeightsAreToldAsTheyAreRounded)
{
    auto const stored = [this](SynapseStorage storage) {
        return std::make_unique<Adders>(backend,
                                        AllToAll{},
                                        SynapseConfig{.weight   = Distribution::normal(10, 4),
                                                      .delay_ms = Distribution::uniform(0.1, 3),
                                                      .storage  = storage},
                                        1);
    };
    auto const coarse = stored(SynapseStorage::packed), fine = stored(SynapseStorage::wide);
    coarse->net.build();
    fine->net.build();
    std::vector<double> const rounded = coarse->synapses().weights,
                              exact   = fine->synapses().weights;
    double farthest                   = 0;
    for (std::size_t k = 0; k < exact.size(); ++k) {
        farthest = std::max(farthest, std::abs(rounded[k] - exact[k]));
    }
    EXPECT_GT(farthest, 4e-4);
    EXPECT_LT(farthest, 4e-3);
}

}  // namespace
}  // namespace inferno::test
