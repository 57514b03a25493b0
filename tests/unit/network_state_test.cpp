//! Whole networks, saved and restored.
#include <filesystem>
#include <numeric>

#include <unistd.h>

#include "support/backend_test.hpp"
#include "support/compare.hpp"
#include "support/rich_network.hpp"

namespace inferno::test {
namespace {

class NetworkStateTest : public BackendTest {
  protected:
    ~NetworkStateTest() override { std::filesystem::remove(path_); }

    template <class Part>
    static StateOwner owner(Part& part)
    {
        return [&part](StateVisitor& state) { state.object("net", part); };
    }
    template <class Part>
    void save(Part& part)
    {
        save_state(path_, owner(part), {.step = 17, .texts = {}});
    }
    template <class Part>
    void restore(Part& part)
    {
        EXPECT_EQ(restore_state(path_, owner(part)).step, 17);
    }
    //! Without the file's name; nothing may have changed.
    template <class Part>
    std::string fault(Part& part)
    {
        Hash const before      = hash_of_state(owner(part));
        std::string const text = message_of<FileError>([&] { restore_state(path_, owner(part)); });
        EXPECT_EQ(hash_of_state(owner(part)).value(), before.value());
        std::string const start = path_.string() + ": array \"net.";
        return text.starts_with(start) ? text.substr(start.size()) : "no path: " + text;
    }
    //! The saved file, with another value in one place of one array.
    template <class T>
    void tamper(std::string const& name, std::size_t place, T value)
    {
        StateReader const read(path_);
        StateWriter file;
        file.set_step(read.step());
        for (std::string const& each : read.names()) {
            StateArray const& array = read.at(each);
            std::vector<std::byte> bytes(array.bytes.begin(), array.bytes.end());
            if (each == "net." + name) {
                std::ranges::copy(std::as_bytes(std::span(&value, 1)),
                                  bytes.begin() + static_cast<std::ptrdiff_t>(place * sizeof(T)));
            }
            file.add(each, array.type, array.shape, std::move(bytes));
        }
        file.write(path_);
    }

    std::filesystem::path const path_ =
        std::filesystem::path(testing::TempDir()) /
        ("network_state_test_" + std::to_string(::getpid()) + ".safetensors");
};
INFERNO_ON_EVERY_BACKEND(NetworkStateTest);

void run(RichNetwork& network, Index steps)
{
    for (Index t = 0; t < steps; ++t) {
        network.step();
    }
}

//! Parts that a trainer of the program's own left behind.
void propose(RichNetwork& network)
{
    Updater& updater = *network.dense().updater();
    auto const size  = count(network.dense().weight_shape());
    updater["delay"].add_depression(random_reals(size, 0, 2, 8));
    for (std::uint64_t part = 0; part < 3; ++part) {
        updater["bias"].add_potentiation(random_reals(network.dense().bias_size(), 0, 1, part));
    }
}

TEST_P(NetworkStateTest, ARestoredRunGoesOnWithTheSameBitsOnAnyBackend)
{
    BackendPointer const host = make_backend("host", {1});
    for (auto const& [from, to] : {std::pair(host, backend), {backend, host}}) {
        RichNetwork original(from);
        original.show(1);
        run(original, 17);
        propose(original);
        save(original);

        RichNetwork restored(to, {.seed = 2});  // other weights and delays
        restored.show(9);
        run(restored, 5);
        restore(restored);
        ASSERT_EQ(restored.hash(), original.hash());
        EXPECT_EQ(restored.dense().delay_ms(), original.dense().delay_ms());
        run(original, 23);
        run(restored, 23);
        EXPECT_EQ(restored.fired(), original.fired());
        EXPECT_EQ(restored.hash(), original.hash());
        for (auto const& [name, fired] : original.fired()) {
            auto const spikes = std::accumulate(fired.begin(), fired.end(), Index{0});
            EXPECT_GT(spikes, 10) << name;
            EXPECT_LT(spikes, std::ssize(fired) - 10) << name;
        }
    }
}

TEST_P(NetworkStateTest, AProgramRecordedBeforeGoesOnWithIt)
{
    RichNetwork original(make_backend("host", {1}));
    original.show(1);
    run(original, 17);
    save(original);

    RichNetwork restored(backend, {.seed = 2});
    restored.show(9);
    auto const program = record(*backend, [&] { restored.step(); });
    program->run(5);
    restore(restored);
    program->run(19);
    run(original, 19);
    EXPECT_EQ(restored.fired(), original.fired());
    EXPECT_EQ(restored.hash(), original.hash());
    restored.show(4), original.show(4);  // the encoders' next rasters are those of the original
    program->run(19);
    run(original, 19);
    EXPECT_EQ(restored.hash(), original.hash());
}

TEST_P(NetworkStateTest, ASavedFileIsTheSameFromEveryBackend)
{
    RichNetwork one(backend), other(make_backend("host", {1}));
    for (RichNetwork* const network : {&one, &other}) {
        network->show(1);
        run(*network, 12);
    }
    save(one);
    StateReader const first(path_);
    save(other);
    StateReader const second(path_);
    ASSERT_EQ(first.names(), second.names());
    for (std::string const& name : first.names()) {
        EXPECT_TRUE(std::ranges::equal(first.at(name).bytes, second.at(name).bytes)) << name;
    }
}

TEST_P(NetworkStateTest, ProposalsAreKeptUntilTheyAreApplied)
{
    LinearDirect one(backend, {3}, {}), other(backend, {3}, {});
    for (LinearDirect* const connection : {&one, &other}) {
        connection->set_weight(Reals(3, 1));
        connection->make_updater()["weight"].reduce_with(PartReduction::mean);
    }
    for (Index part = 0; part < 10; ++part) {  // more than there are slots: some are folded
        (*one.updater())["weight"].add_potentiation(random_reals(3, 0, 1, 7 + part));
    }
    (*one.updater())["weight"].add_depression(Reals{0.25F, 0, 0});
    (*other.updater())["weight"].add_depression(Reals(3, 5));
    save(one);
    restore(other);
    EXPECT_EQ((*other.updater())["weight"].potentiation(),
              (*one.updater())["weight"].potentiation());
    one.update();
    other.update();
    EXPECT_EQ(other.weight(), one.weight());
    EXPECT_NE(other.weight(), Reals(3, 1));
    save(one);  // now without parts
    (*other.updater())["weight"].add_potentiation(Reals(3, 5));
    restore(other);
    other.update();
    EXPECT_EQ(other.weight(), one.weight());
}

TEST_P(NetworkStateTest, RefusesAnotherNetworkAndChangesNothing)
{
    RichNetwork saved(backend);
    saved.show(1);
    run(saved, 7);
    save(saved);
    auto const fault_with = [&](RichNetwork::Settings settings) {
        RichNetwork other(backend, settings);
        return fault(other);
    };
    EXPECT_EQ(fault_with({.dt_ms = 0.5}),
              "middle.connections.conv.step_time_ms\" is 1, here it is 0.5");
    EXPECT_EQ(fault_with({.delay_ms = 7}),
              "middle.connections.conv.synapse.longest_delay_ms\" is 6, here it is 7");
    EXPECT_EQ(fault_with({.samples = 2}), "middle.connections.conv.batch\" is 3, here it is 2");
    std::string const clamp = fault_with({.weight_limit = 0.5});
    EXPECT_TRUE(clamp.starts_with("middle.connections.dense.weight\" is 0.")) << clamp;
    EXPECT_TRUE(clamp.ends_with(", must be from 0 to 0.5, the clamp here")) << clamp;
}

TEST_P(NetworkStateTest, NamesWhatAPartIsInTheFileAndHere)
{
    Neurons<LIF> lif(backend, {4}, 2, 1, {});
    save(lif);
    Neurons<GLIF1> glif(backend, {4}, 2, 1, {});
    Neurons<LIF> square(backend, {2, 2}, 2, 1, {});
    EXPECT_EQ(fault(glif), "model\" is \"LIF\", here it is \"GLIF1\"");
    EXPECT_EQ(fault(square), "shape\" is (4), here it is (2, 2)");

    ConnectionConfig fading;
    fading.synapse = SingleExponentialCurrent{};
    LinearDense dense(backend, {4}, {4}, fading);
    LinearLateral lateral(backend, {4}, fading);
    fading.synapse = SingleExponentialConductance{};
    LinearDense conductance(backend, {4}, {4}, fading);
    save(dense);
    EXPECT_EQ(fault(lateral), "kind\" is \"dense\", here it is \"lateral\"");
    EXPECT_EQ(fault(conductance),
              "synapse.model\" is \"SingleExponentialCurrent\", here it is "
              "\"SingleExponentialConductance\"");

    NoiseCurrent noise(backend, 1, {4}, {}, 1), other_noise(backend, 1, {4}, {}, 2);
    ConstantCurrent constant(backend, 1, {4}, 0);
    save(noise);
    EXPECT_EQ(fault(other_noise), "seed\" is 1, here it is 2");
    EXPECT_EQ(fault(constant), "kind\" is \"NoiseCurrent\", here it is \"ConstantCurrent\"");
}

TEST_P(NetworkStateTest, RefusesValuesThatStagesCannotTake)
{
    RichNetwork saved(backend), mine(backend);
    saved.show(1);
    run(saved, 7);
    auto const fault_of = [&](std::string const& name, std::size_t place, auto value) {
        save(saved);
        tamper(name, place, value);
        return fault(mine);
    };
    EXPECT_EQ(fault_of("middle.connections.lateral.weight", 81, 1.0F),
              "middle.connections.lateral.weight\" has a value on its diagonal, in row 1: it must "
              "be zero");
    EXPECT_EQ(fault_of("middle.connections.dense.synapse.head", 0, Index{16}),
              "middle.connections.dense.synapse.head\" is 16, must be from 0 to 15");
    EXPECT_EQ(fault_of("middle.connections.dense.synapse.history", 16, 1U),
              "middle.connections.dense.synapse.history\" has spikes beyond its 3 samples and 16 "
              "slots, at 16");
    EXPECT_EQ(fault_of("middle.connections.dense.synapse.history", 17, 8U),
              "middle.connections.dense.synapse.history\" has spikes beyond its 3 samples and 16 "
              "slots, at 17");
    EXPECT_EQ(fault_of("online.next", 2, -1.0F), "online.next\" is -1 at 2, must be 0 or more");
    EXPECT_EQ(fault_of("ahead.intensity", 1, 2.0F),
              "ahead.intensity\" is 2 at 1, must be from 0 to 1");
    EXPECT_EQ(fault_of("recorded.position", 0, Index{-1}),
              "recorded.position\" is -1, must be from 0 to 22");
}

TEST_P(NetworkStateTest, IsRefusedWhileAStepIsRecorded)
{
    LinearDirect connection(backend, {3}, {});
    std::string message;
    auto const program =
        record(*backend, [&] { message = message_of<StateError>([&] { save(connection); }); });
    EXPECT_EQ(message, "state: a step is being recorded; save and restore before or after that");
}

TEST_P(NetworkStateTest, AStateHashNoticesEveryArray)
{
    Neurons<ALIF> neurons(backend, {4}, 2, 1, {});
    std::set<std::uint64_t> seen{hash_of_state(owner(neurons)).value()};
    for (std::string const& name : neurons.column_names()) {
        neurons.column(name).fill(3);
        EXPECT_TRUE(seen.insert(hash_of_state(owner(neurons)).value()).second) << name;
    }
    neurons.set_adaptation(Reals(static_cast<std::size_t>(4 * neurons.components()), 2));
    EXPECT_TRUE(seen.insert(hash_of_state(owner(neurons)).value()).second);
}

}  // namespace
}  // namespace inferno::test
