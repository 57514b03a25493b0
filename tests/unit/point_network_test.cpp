#include <gtest/gtest.h>

#include "inferno/network/sparse_network.hpp"
#include "inferno/network/spike_generator.hpp"
#include "inferno/neuron/point_models.hpp"
#include "inferno/state/visitor.hpp"

#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

using Spikes = std::vector<SpikeEvent>;

SparseNetwork network(Index partitions = 1, Index threads = 1, Index window = 0)
{
    return SparseNetwork(
        make_backend("host", {static_cast<int>(threads)}),
        {.step_time_ms = 0.1, .seed = 11, .partitions = partitions, .window = window});
}

//! One source that fires in steps 3 and 40, and a target for every delay from 1 to `longest`.
template <class Model>
Spikes transmitted(typename Model::Config config, Index longest, double weight, Index partitions)
{
    SparseNetwork net = network(partitions);
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
Spikes expected_transmission(Index longest, Index lag)
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

TEST(PointNetwork, SpikesArriveExactlyTheirDelayLater)
{
    IafPscExp<1>::Config brief;  // currents are gone before they could fire the neuron again
    brief.tau_syn_ex_ms = 0.01;
    for (Index const partitions : {1, 3}) {
        EXPECT_EQ(transmitted<IafPscDelta>({}, 70, 20, partitions), expected_transmission(70, 0));
        EXPECT_EQ(transmitted<IafPscExp<1>>(brief, 70, 1e6, partitions),
                  expected_transmission(70, 1));
    }
}

//! A generator, Poisson sources and a population with both kinds of drive, which all matter to it.
struct Mixed {
    SparseNetwork net;
    PointGroup* driven;

    explicit Mixed(Index partitions, Index threads = 1, Index window = 0)
        : net(network(partitions, threads, window))
    {
        auto& given =
            net.add<SpikeGenerator>("given", 3, {.times_ms = {{0.1, 0.2, 5}, {}, {1.7, 12.05}}});
        auto& poisson = net.add<PoissonSource>("poisson", 150, {.rate_hz = 300});
        IafCondExp::Config config;
        config.tau_syn_ex_ms = 5;
        auto& targets        = net.add<IafCondExp>("targets", 70, config);
        targets.drive({.rate_hz = 2000, .weight = 3});
        targets.noise({.deviation = 0.5, .port = 1, .start_ms = 1});
        net.connect(given, targets, AllToAll{}, {.weight = 2, .delay_ms = 0.3});
        net.connect(poisson, targets, PairwiseBernoulli{0.2}, {.weight = 1, .delay_ms = 0.7});
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

TEST(PointNetwork, NothingDependsOnPartitionsThreadsWindowsOrPieces)
{
    auto const expected = Mixed(1).after(300, 300);
    EXPECT_GT(expected.first.size(), 1000u);
    EXPECT_TRUE(std::any_of(expected.first.begin(), expected.first.end(), [](SpikeEvent const& s) {
        return s.neuron >= 153;
    }));
    EXPECT_EQ(Mixed(5).after(300, 300), expected);
    EXPECT_EQ(Mixed(4, 2).after(300, 300), expected);
    EXPECT_EQ(Mixed(3, 1, 1).after(300, 300), expected);
    EXPECT_EQ(Mixed(2).after(300, 7), expected);
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

TEST(PointNetwork, ARestoredPopulationGoesOnWithTheSameBits)
{
    auto const make = [](SparseNetwork& net) -> PointGroup& {
        AdExCondExp::Config config;
        config.i_e_pa = {900, 1000, 1100};
        return net.add<AdExCondExp>("adex", 3, config);
    };
    SparseNetwork first = network(), second = network();
    PointGroup& saved    = make(first);
    PointGroup& restored = make(second);
    first.run(333);
    Memory memory;
    saved.visit_state(memory);
    memory.give_back();
    restored.visit_state(memory);
    first.run(400);
    second.run(400);
    EXPECT_GT(saved.fired_counts()[0], 1u);
    EXPECT_EQ(restored.fired_counts(), saved.fired_counts());
    for (std::string const& name : saved.column_names()) {
        EXPECT_TRUE(same_bits(restored.column(name).download(), saved.column(name).download()))
            << name;
    }
}

}  // namespace
}  // namespace inferno::test
