#include <gtest/gtest.h>

#include "inferno/core/hash.hpp"
#include "inferno/network/sparse_network.hpp"
#include "inferno/network/spike_generator.hpp"
#include "inferno/neuron/point_models.hpp"
#include "inferno/state/visitor.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

using Spikes = std::vector<SpikeEvent>;

class PointNetworkTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(PointNetworkTest);

BackendPointer host() { return make_backend("host", {1}); }

SparseNetwork network(BackendPointer const& backend, Index partitions = 1, Index window = 0)
{
    return SparseNetwork(
        backend, {.step_time_ms = 0.1, .seed = 11, .partitions = partitions, .window = window});
}

constexpr Index longest = 40;  //!< delay, steps

//! One source that fires in steps 3 and 40, and a target for every delay.
template <class Model>
Spikes transmitted(BackendPointer const& backend,
                   typename Model::Config config,
                   double weight,
                   Index partitions)
{
    SparseNetwork net = network(backend, partitions);
    auto& source      = net.add<SpikeGenerator>("source", 1, {.times_ms = {{0.4, 4.1}}});
    config.t_ref_ms   = 0;
    auto& target      = net.add<Model>("target", longest, config);
    SynapseList list;
    for (Index n = 0; n < longest; ++n) {
        list.sources.push_back(0);
        list.targets.push_back(n);
        list.delays_ms.push_back(static_cast<double>(n + 1) * 0.1);
    }
    net.connect(source, target, list, {.weight = weight});
    net.record_spikes(true);
    net.run(120);
    return net.take_spikes();
}

//! As above, if a target fires `lag` steps after its delay.
Spikes expected_transmission(Index lag)
{
    Spikes spikes;
    for (Index step = 0; step < 120; ++step) {
        if (step == 3 || step == 40) { spikes.push_back({step, 0}); }
        for (Index n = 0; n < longest; ++n) {
            Index const after = n + 1 + lag;
            if (step == 3 + after || step == 40 + after) { spikes.push_back({step, n + 1}); }
        }
    }
    return spikes;
}

TEST_P(PointNetworkTest, SpikesArriveExactlyTheirDelayLater)
{
    IafPscExp<1>::Config brief;  // currents are gone before they could fire the neuron again
    brief.tau_syn_ex_ms = 0.01;
    for (Index const partitions : {1, 3}) {
        EXPECT_EQ(transmitted<IafPscDelta>(backend, {}, 20, partitions), expected_transmission(0));
        EXPECT_EQ(transmitted<IafPscExp<1>>(backend, brief, 1e6, partitions),
                  expected_transmission(1));
    }
}

//! A generator, Poisson sources and a population with both kinds of drive, which all matter to it.
struct Mixed {
    SparseNetwork net;
    PointGroup* driven;

    explicit Mixed(BackendPointer const& backend, Index partitions, Index window = 0)
        : net(network(backend, partitions, window))
    {
        auto& given =
            net.add<SpikeGenerator>("given", 3, {.times_ms = {{0.1, 0.2, 5}, {}, {1.7, 12.05}}});
        auto& poisson = net.add<PoissonSource>("poisson", 60, {.rate_hz = 500});
        IafCondExp::Config config;
        config.tau_syn_ex_ms = 5;
        auto& targets        = net.add<IafCondExp>("targets", 37, config);
        targets.drive({.rate_hz = 2000, .weight = 3});
        targets.noise({.deviation = 0.5, .port = 1, .start_ms = 1});
        net.connect(given, targets, AllToAll{}, {.weight = 2, .delay_ms = 0.3});
        net.connect(poisson, targets, PairwiseBernoulli{0.2}, {.weight = 2, .delay_ms = 0.7});
        net.connect(targets, targets, FixedInDegree{5}, {.weight = 5, .delay_ms = 0.3, .port = 1});
        net.record_spikes(true);
        driven = &targets;
    }
    std::pair<Spikes, Reals> after(Index steps, Index at_once)
    {
        for (Index done = 0; done < steps; done += at_once) {
            net.run(std::min(at_once, steps - done));
        }
        return {net.take_spikes(), driven->column("voltage_mv").download()};
    }
};

TEST_P(PointNetworkTest, NothingDependsOnPartitionsWindowsPiecesOrBackends)
{
    auto const expected = Mixed(host(), 1).after(100, 100);
    EXPECT_TRUE(std::any_of(expected.first.begin(), expected.first.end(), [](SpikeEvent const& s) {
        return s.neuron >= 63;
    }));
    EXPECT_EQ(Mixed(backend, 4).after(100, 100), expected);
    EXPECT_EQ(Mixed(backend, 3, 1).after(100, 100), expected);
    EXPECT_EQ(Mixed(backend, 1).after(100, 7), expected);
}

//! What a population of the model is after some steps with drives at every port.
template <class Model>
void add_state(Hash& hash, BackendPointer const& backend, double weight)
{
    SparseNetwork net = network(backend, 2);
    auto& source      = net.add<PoissonSource>("source", 20, {.rate_hz = 500});
    auto& neurons     = net.add<Model>("neurons", 21, {});
    for (int port = 0; port < Model::ports; ++port) {
        net.connect(
            source, neurons, FixedInDegree{9}, {.weight = weight, .delay_ms = 0.2, .port = port});
    }
    neurons.drive({.rate_hz = 20000, .weight = weight});
    neurons.noise({.deviation = weight / 4, .port = Model::ports - 1});
    net.run(40);
    for (std::string const& name : neurons.column_names()) {
        std::vector<Real> const values = neurons.column(name).download();
        for (Real const value : values) {
            ASSERT_TRUE(std::isfinite(value)) << Model::name << ", " << name;
        }
        hash.add(std::span<Real const>(values));
    }
    for (std::uint32_t const count : neurons.fired_counts()) {
        hash.add(count);
    }
}

std::uint64_t state_of_all(BackendPointer const& backend)
{
    Hash hash;
    add_state<IafPscExp<1>>(hash, backend, 100);
    add_state<IafPscExp<2>>(hash, backend, 100);
    add_state<IafPscAlpha<1>>(hash, backend, 100);
    add_state<IafPscAlpha<2>>(hash, backend, 100);
    add_state<IafPscDelta>(hash, backend, 1);
    add_state<BrianCuba>(hash, backend, 2);
    add_state<IafCondExp>(hash, backend, 4);
    add_state<AdExCondExp>(hash, backend, 10);
    add_state<Izhikevich2003>(hash, backend, 8);
    add_state<HHCondExpTraub<TraubForm::nest>>(hash, backend, 6);
    add_state<HHCondExpTraub<TraubForm::brian>>(hash, backend, 6);
    add_state<SpiceBrunel>(hash, backend, 1);
    add_state<SpiceVogels>(hash, backend, 0.1);
    return hash.value();
}

TEST_P(PointNetworkTest, EveryModelHasTheSameBitsOnEveryBackend)
{
    static std::uint64_t const expected = state_of_all(host());
    EXPECT_EQ(state_of_all(backend), expected);
}

//! Takes everything, or gives it back.
class Memory final : public StateVisitor {
  public:
    bool restoring() const override { return restores_; }
    void give_back()
    {
        restores_ = true;
        start_again();
    }

  protected:
    void visit(StateEntry const& entry) override
    {
        std::vector<std::byte>& bytes = kept_[entry.name];
        if (restores_) { return entry.upload(bytes); }
        Index const size = count(entry.shape) * bytes_per_element(entry.type);
        bytes.resize(static_cast<std::size_t>(size));
        entry.download(bytes);
    }

  private:
    std::map<std::string, std::vector<std::byte>> kept_;
    bool restores_ = false;
};

TEST_P(PointNetworkTest, ARestoredPopulationGoesOnWithTheSameBits)
{
    auto const make = [](SparseNetwork& net) -> PointGroup& {
        AdExCondExp::Config config;
        config.i_e_pa = {1900, 2000, 2100};
        return net.add<AdExCondExp>("adex", 3, config);
    };
    SparseNetwork first = network(backend), second = network(backend);
    PointGroup& saved    = make(first);
    PointGroup& restored = make(second);
    first.run(133);
    Memory memory;
    saved.visit_state(memory);
    memory.give_back();
    restored.visit_state(memory);
    first.run(200);
    second.run(200);
    EXPECT_GT(saved.fired_counts()[0], 1u);
    EXPECT_EQ(restored.fired_counts(), saved.fired_counts());
    for (std::string const& name : saved.column_names()) {
        EXPECT_TRUE(same_bits(restored.column(name).download(), saved.column(name).download()))
            << name;
    }
}

}  // namespace
}  // namespace inferno::test
