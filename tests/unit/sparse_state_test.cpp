//! A sparse network that goes on from a state: on any backend, in any number of partitions and with
//! any window the same spikes, states and weights as one that never stopped.
#include <filesystem>

#include <unistd.h>

#include "inferno/config/network_state.hpp"
#include "inferno/config/state_file.hpp"
#include "inferno/network/sparse_network.hpp"
#include "inferno/network/spike_generator.hpp"
#include "inferno/neuron/iaf_psc_delta.hpp"
#include "inferno/neuron/iaf_psc_exp.hpp"

#include "support/backend_test.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

constexpr Index steps = 70;

struct Description {
    bool learns        = false;
    std::uint64_t seed = 3;
    Index neurons      = 40;
};

//! Models of both lags, sources, every form of storage, delays of 2 to 25 steps and, if it learns,
//! synapses of two plastic projections.
struct StatefulNet {
    StatefulNet(BackendPointer backend, SparseConfig config, Description const& what)
        : net(std::move(backend), seeded(config, what))
    {
        auto& e = net.add<IafPscExp<2>>("E", what.neurons, {.t_ref_ms = 0.5, .i_e_pa = 420});
        auto& d = net.add<IafPscDelta>("D", 22, {.t_ref_ms = 0.4, .i_e_pa = 450});
        std::vector<std::vector<double>> times(6);
        for (std::size_t n = 0; n < 6; ++n) {
            times[n] = {0.3 + 0.2 * static_cast<double>(n), 2.9, 5.1};
        }
        auto& generator = net.add<SpikeGenerator>("generator", 6, {.times_ms = times});
        e.drive({.rate_hz = 9000, .weight = 60});
        d.noise({.deviation = 0.4});
        auto const spread = Distribution::uniform(0.2, 2.5);
        net.connect(
            e, e, FixedInDegree{9}, {.weight = Distribution::normal(90, 20), .delay_ms = spread});
        net.connect(e, d, PairwiseBernoulli{0.4}, {.weight = 0.8, .delay_ms = 0.3});
        net.connect(d, e, PairwiseBernoulli{0.02}, {.weight = -150, .delay_ms = 1, .port = 1});
        net.connect(d,
                    d,
                    FixedOutDegree{5},
                    {.weight = -0.7, .delay_ms = spread, .storage = SynapseStorage::wide});
        net.connect(generator, e, AllToAll{}, {.weight = 40, .delay_ms = spread});
        if (what.learns) {
            net.connect(e,
                        d,
                        FixedInDegree{8},
                        {.weight     = Distribution::uniform(0.1, 1),
                         .delay_ms   = Distribution::uniform(0.2, 1.4),
                         .plasticity = SparseTripletSTDP{.w_max = 2}});
            net.connect(e,
                        e,
                        FixedInDegree{5},
                        {.weight     = Distribution::uniform(10, 60),
                         .delay_ms   = 0.7,
                         .plasticity = SparseSTDP{.lambda = 0.2, .w_max = 90}});
        }
        net.record_spikes(true);
    }
    static SparseConfig seeded(SparseConfig config, Description const& what)
    {
        config.seed = what.seed;
        return config;
    }

    StateOwner owner()
    {
        return [this](StateVisitor& state) { state.object("net", net); };
    }
    std::vector<std::vector<Real>> weights()
    {
        std::vector<std::vector<Real>> all;
        for (SparseProjection const& projection : net.projections()) {
            if (projection.learns()) { all.push_back(projection.weights()); }
        }
        return all;
    }

    SparseNetwork net;
};

class SparseStateTest : public BackendTest {
  protected:
    ~SparseStateTest() override { std::filesystem::remove(path_); }

    //! Stops after `first` steps, goes on in another network made as `then` says, and compares.
    void expect_to_go_on(Description const& what,
                         SparseConfig const& config,
                         Index first,
                         BackendPointer const& other,
                         SparseConfig const& then)
    {
        StatefulNet whole(backend, config, what), part(backend, config, what);
        whole.net.run(first);
        whole.net.take_spikes();
        whole.net.run(steps - first);
        std::vector<SpikeEvent> const wanted = whole.net.take_spikes();
        ASSERT_GT(wanted.size(), 20U);

        part.net.run(first);
        save_state(path_, part.owner(), {first, {}});
        StatefulNet next(other, then, what);
        EXPECT_EQ(restore_state(path_, next.owner()).step, first);
        EXPECT_EQ(next.net.steps_done(), first);
        EXPECT_EQ(hash_of_state(next.owner()).value(), hash_of_state(part.owner()).value());
        next.net.run(steps - first);
        EXPECT_EQ(next.net.take_spikes(), wanted);
        EXPECT_EQ(next.weights(), whole.weights());
        EXPECT_EQ(hash_of_state(next.owner()).value(), hash_of_state(whole.owner()).value());
    }

    std::filesystem::path const path_ =
        std::filesystem::path(testing::TempDir()) /
        ("sparse_state_test_" + std::to_string(::getpid()) + ".safetensors");
};
INFERNO_ON_EVERY_BACKEND(SparseStateTest);

TEST_P(SparseStateTest, GoesOnWithTheSameBits)
{
    for (Index const first : {0, 1, 31, 52}) {
        SCOPED_TRACE(first);
        expect_to_go_on({}, {.partitions = 2}, first, backend, {.partitions = 2});
    }
}

TEST_P(SparseStateTest, GoesOnWithOtherPartitionsWindowsAndBackends)
{
    BackendPointer const host = make_backend("host", {2});
    for (bool const learns : {false, true}) {
        SCOPED_TRACE(learns);
        expect_to_go_on({learns}, {.partitions = 3}, 37, host, {.partitions = 1, .window = 1});
        expect_to_go_on({learns}, {.partitions = 1, .window = 1}, 23, host, {.partitions = 4});
    }
}

TEST_P(SparseStateTest, FromTheHostToHere)
{
    StatefulNet there(make_backend("host", {1}), {.partitions = 2}, {true});
    there.net.run(40);
    StatefulNet here(backend, {.partitions = 3}, {true});
    save_state(path_, there.owner());
    restore_state(path_, here.owner());
    there.net.take_spikes();
    there.net.run(30);
    here.net.run(30);
    EXPECT_EQ(here.net.take_spikes(), there.net.take_spikes());
    EXPECT_EQ(hash_of_state(here.owner()).value(), hash_of_state(there.owner()).value());
}

TEST_P(SparseStateTest, LookingChangesNothing)
{
    StatefulNet seen(backend, {.partitions = 2}, {true}),
        unseen(backend, {.partitions = 2}, {true});
    for (int k = 0; k < 4; ++k) {
        seen.net.run(11);
        hash_of_state(seen.owner());
    }
    unseen.net.run(44);
    EXPECT_EQ(seen.net.take_spikes(), unseen.net.take_spikes());
    EXPECT_EQ(seen.weights(), unseen.weights());
}

//! More windows than logs have room for, once with the end far away and once with the end near.
TEST(SparseStateLogTest, KnowsWhatIsUnderWayWithoutRecording)
{
    BackendPointer const host = make_backend("host", {1});
    for (Index const run : {1100, 1030}) {
        SparseConfig const config{.partitions = 2, .window = 1};
        StatefulNet recorded(host, config, {}), silent(host, config, {});
        silent.net.record_spikes(false);
        recorded.net.run(run);
        silent.net.run(run - 3);
        silent.net.run(3);
        EXPECT_EQ(hash_of_state(silent.owner()).value(), hash_of_state(recorded.owner()).value());
        silent.net.record_spikes(true);
        recorded.net.take_spikes();
        recorded.net.run(20), silent.net.run(20);
        EXPECT_EQ(silent.net.take_spikes(), recorded.net.take_spikes());
    }
}

std::string refusal(std::filesystem::path const& path, StatefulNet& net)
{
    return message_of<FileError>([&] { restore_state(path, net.owner()); });
}

TEST_P(SparseStateTest, RefusesAnotherNetworkAndStaysAsItWas)
{
    BackendPointer const host = make_backend("host", {1});
    StatefulNet saved(host, {}, {});
    saved.net.run(20);
    save_state(path_, saved.owner());
    StatefulNet seed(host, {}, {false, 4}), size(host, {}, {false, 3, 41}), rule(host, {}, {true});
    EXPECT_TRUE(refusal(path_, seed).ends_with("array \"net.seed\" is 3, here it is 4"));
    EXPECT_NE(refusal(path_, size), "");
    EXPECT_NE(refusal(path_, rule), "");
    std::uint64_t const before = hash_of_state(seed.owner()).value();
    EXPECT_NE(refusal(path_, seed), "");
    EXPECT_EQ(hash_of_state(seed.owner()).value(), before);
}

//! The spikes of a state, changed.
std::string refusal_with(std::filesystem::path const& path,
                         StatefulNet& net,
                         std::vector<std::uint32_t> const& spikes)
{
    StateReader const good(path);
    StateWriter bad;
    bad.set_step(good.step());
    for (std::string const& name : good.names()) {
        StateArray const& array = good.at(name);
        if (name == "net.spikes") {
            bad.add(name, spikes, {std::ssize(spikes) / 2, 2});
        } else {
            bad.add(name, array.type, array.shape, {array.bytes.begin(), array.bytes.end()});
        }
    }
    bad.write(path);
    return refusal(path, net);
}

TEST_P(SparseStateTest, RefusesSpikesThatCannotBe)
{
    StatefulNet net(make_backend("host", {1}), {}, {});
    net.net.run(20);
    save_state(path_, net.owner());
    EXPECT_NE(refusal_with(path_, net, {68, 1}).find("has a neuron 68, there are 68"),
              std::string::npos);
    EXPECT_NE(
        refusal_with(path_, net, {0, 0}).find("has a spike 0 steps ago, must be from 1 to 26"),
        std::string::npos);
    EXPECT_NE(refusal_with(path_, net, {0, 27}).find("has a spike 27 steps ago"),
              std::string::npos);
}

}  // namespace
}  // namespace inferno::test
