//! A kernel that stays for many windows gives the bits of a kernel for every window, for every
//! group of models, and says what it cannot take.
#include "inferno/core/hash.hpp"
#include "inferno/network/sparse_network.hpp"
#include "inferno/network/spike_generator.hpp"
#include "inferno/neuron/point_models.hpp"

#include "support/backend_test.hpp"

namespace inferno::test {
namespace {

class ResidentNetworkTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(ResidentNetworkTest);

BackendPointer host() { return make_backend("host", {1}); }

//! Spikes of a generator: far more of them in a step than a warp has lanes, some twice in a
//! window, and many windows before.
std::vector<std::vector<double>> some_times(int neurons)
{
    std::vector<std::vector<double>> times(static_cast<std::size_t>(neurons));
    for (int n = 0; n < neurons; ++n) {
        for (int k = n % 3; k < 40; k += n % 7 == 0 ? 1 : 9) {
            times[static_cast<std::size_t>(n)].push_back(0.1 * (k + 1));
        }
    }
    return times;
}

//! Some neurons of each model that meet the spikes of a generator and of Poisson sources.
template <class... Models>
std::uint64_t state_after(BackendPointer const& backend,
                          SparseConfig config,
                          std::vector<double> const& weights)
{
    config.seed = 5;
    SparseNetwork net(backend, config);
    auto& given    = net.add<SpikeGenerator>("given", 90, {.times_ms = some_times(90)});
    auto& poisson  = net.add<PoissonSource>("poisson", 20, {.rate_hz = 800});
    std::size_t k  = 0;
    auto const add = [&](auto& neurons) {
        double const weight = weights[k++];
        net.connect(given, neurons, FixedInDegree{6}, {.weight = weight, .delay_ms = 0.3});
        net.connect(poisson, neurons, FixedInDegree{4}, {.weight = weight, .delay_ms = 0.2});
        neurons.drive({.rate_hz = 20000, .weight = weight});
    };
    (add(net.add<Models>(
         std::string("n") + std::to_string(sizeof...(Models)) + "_" + std::string(Models::name),
         19,
         {})),
     ...);
    net.record_spikes(true);
    net.run(31);
    net.run(14);
    Hash hash;
    std::vector<SpikeEvent> const spikes = net.take_spikes();
    EXPECT_GT(spikes.size(), 500u);
    for (SpikeEvent const& spike : spikes) {
        hash.add(static_cast<std::uint32_t>(spike.step));
        hash.add(static_cast<std::uint32_t>(spike.neuron));
    }
    for (PointGroup* const group : net.populations()) {
        for (std::uint32_t const count : group->fired_counts()) {
            hash.add(count);
        }
        for (std::string const& name : group->column_names()) {
            hash.add(std::span<Real const>(group->column(name).download()));
        }
    }
    return hash.value();
}

template <class... Models>
void expect_same(BackendPointer const& backend, std::vector<double> const& weights)
{
    std::uint64_t const expected = state_after<Models...>(host(), {.partitions = 1}, weights);
    for (WindowReplay const replay : {WindowReplay::graph, WindowReplay::resident}) {
        SparseConfig const config{.partitions = 3, .replay = replay};
        EXPECT_EQ(state_after<Models...>(backend, config, weights), expected);
    }
}

TEST_P(ResidentNetworkTest, ModelsOfCurrentsAreTheSameAsGraphAndResident)
{
    expect_same<IafPscExp<1>, IafPscExp<2>, IafPscAlpha<1>, IafPscAlpha<2>>(backend,
                                                                            {100, 100, 100, 100});
}

TEST_P(ResidentNetworkTest, ModelsOfJumpsAreTheSameAsGraphAndResident)
{
    expect_same<IafPscDelta, BrianCuba, Izhikevich2003>(backend, {1, 2, 8});
    expect_same<SpiceBrunel, SpiceVogels>(backend, {1, 0.1});
}

TEST_P(ResidentNetworkTest, ModelsOfConductancesAreTheSameAsGraphAndResident)
{
    expect_same<IafCondExp, HHCondExpTraub<TraubForm::nest>>(backend, {4, 6});
    expect_same<HHCondExpTraub<TraubForm::brian>>(backend, {6});
    expect_same<AdExCondExp>(backend, {10});
}

TEST_P(ResidentNetworkTest, AMixThatNoKernelKnowsIsRefusedOrReplayedAsAGraph)
{
    auto const state = [](BackendPointer const& on, WindowReplay replay) {
        return state_after<IafPscExp<1>, AdExCondExp>(
            on, {.partitions = 2, .replay = replay}, {100, 10});
    };
    EXPECT_EQ(state(backend, WindowReplay::automatic), state(host(), WindowReplay::graph));
    if (backend->name() == "host") { return; }
    try {
        state(backend, WindowReplay::resident);
        FAIL() << "it was not refused";
    } catch (BackendError const& error) {
        std::string const found = error.what();
        EXPECT_NE(found.find("no resident kernel knows \"iaf_psc_exp"), std::string::npos) << found;
    }
}

}  // namespace
}  // namespace inferno::test
