//! Pools share equal monitors and only these; what they hold survives in a file.
#include "inferno/network/monitor_pool.hpp"

#include <filesystem>

#include <unistd.h>

#include "inferno/config/network_state.hpp"
#include "inferno/neuron/lif.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class MonitorPoolTest : public BackendTest {
  protected:
    struct Parts {
        std::shared_ptr<LinearDirect> direct;
        std::shared_ptr<Neurons<LIF>> cells;
        std::unique_ptr<Serial> layer;
    };

    void SetUp() override
    {
        BackendTest::SetUp();
        if (backend == nullptr) { return; }
        near   = parts();
        far    = parts();
        spikes = spikes_on(backend, 1, 3, {1, 0, 1});
    }
    ~MonitorPoolTest() override { std::filesystem::remove(path); }

    Parts parts() const
    {
        auto const direct = std::make_shared<LinearDirect>(backend, Shape{3}, ConnectionConfig{});
        direct->set_weight(Reals(3, 1000));
        auto const cells = std::make_shared<Neurons<LIF>>(backend, Shape{3}, 1, 1, LIF::Config{});
        return {direct, cells, std::make_unique<Serial>(direct, cells)};
    }

    MonitorRequest request(Parts const& of, double time_constant_ms = 20) const
    {
        return {of.layer.get(),
                output_of(*of.cells),
                {TraceReducer{TraceMode::cumulative, time_constant_ms}, 1, 2}};
    }

    Parts near, far;
    SpikeBuffer spikes;
    std::filesystem::path const path =
        std::filesystem::path(testing::TempDir()) /
        ("monitor_pool_test_" + std::to_string(::getpid()) + ".safetensors");
};
INFERNO_ON_EVERY_BACKEND(MonitorPoolTest);

TEST_P(MonitorPoolTest, SharesMonitorsThatAreEqual)
{
    MonitorPool pool;
    auto const first = pool.add("a", "post", request(near));
    EXPECT_EQ(pool.add("b", "post", request(near)), first);
    EXPECT_EQ(pool.add("a", "post", request(near)), first);  // there already
    EXPECT_EQ(pool.monitors().size(), 1U);
    (*near.layer)(spikes.view());
    EXPECT_EQ(first->peek(), (Reals{1, 0, 1}));  // looked once
    EXPECT_EQ(&pool.monitor("b", "post"), first.get());
    EXPECT_EQ(pool.users(), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(pool.names("a"), std::vector<std::string>{"post"});
}

TEST_P(MonitorPoolTest, SharesNoneThatDifferInAnything)
{
    MonitorPool pool;
    std::vector<MonitorRequest> requests(10, request(near));
    requests[1]                    = request(far);
    requests[2].layer              = far.layer.get();
    requests[3]                    = request(near, 21);
    requests[4].config.duration_ms = 3;
    requests[5].config.inclusive   = true;
    requests[6].config.when        = HookPoint::before_step;
    requests[7].config.modes       = {true, false};
    requests[8].condition          = input_of(*near.direct);
    requests[9].seen               = input_of(*near.direct);
    for (std::size_t n = 0; n < requests.size(); ++n) {
        pool.add("user " + std::to_string(n), "post", requests[n]);
    }
    TraceReducer nearest{TraceMode::nearest};
    requests[0].config.reducer = nearest;
    pool.add("nearest", "post", requests[0]);
    nearest.criterion          = Criterion::above(0.5);
    requests[0].config.reducer = nearest;
    pool.add("criterion", "post", requests[0]);
    EXPECT_EQ(pool.monitors().size(), requests.size() + 2);
}

TEST_P(MonitorPoolTest, LayersWithTheSameNamesDoNotShare)
{
    MonitorPool pool;
    auto const here  = pool.add("here", "post", request(near));
    auto const there = pool.add("there", "post", request(far));
    (*near.layer)(spikes.view());
    EXPECT_EQ(here->peek(), (Reals{1, 0, 1}));
    EXPECT_TRUE(there->peek().empty());
}

TEST_P(MonitorPoolTest, AUniqueMonitorIsSharedWithNobody)
{
    MonitorPool pool;
    MonitorRequest alone = request(near);
    alone.unique         = true;
    auto const first     = pool.add("a", "post", alone);
    EXPECT_NE(pool.add("b", "post", request(near)), first);
    EXPECT_NE(pool.add("c", "post", alone), first);
    auto const instead = pool.add("a", "post", alone);
    EXPECT_NE(instead, first);
    EXPECT_EQ(&pool.monitor("a", "post"), instead.get());
}

TEST_P(MonitorPoolTest, OneUserLettingGoLeavesTheOthersTheirMonitor)
{
    MonitorPool pool;
    pool.add("a", "post", request(near));
    pool.add("a", "pre", request(near, 5));
    pool.add("b", "post", request(near));
    pool.remove("a", "post");
    (*near.layer)(spikes.view());
    EXPECT_EQ(pool.monitor("b", "post").peek(), (Reals{1, 0, 1}));
    EXPECT_TRUE(pool.monitor("b", "post").attached());
    pool.remove_user("a");
    EXPECT_EQ(near.layer->hooks().size(), 1U);
    pool.remove("b", "post");
    EXPECT_EQ(near.layer->hooks().size(), 0U);
    EXPECT_TRUE(pool.users().empty());
}

TEST_P(MonitorPoolTest, NobodyChangesASharedMonitor)
{
    MonitorPool pool;
    auto const first = pool.add("a", "post", request(near));
    pool.add("b", "post", request(near));
    EXPECT_EQ(message_of<StateError>([&] { first->set_duration(0, false); }),
              "monitor: is shared, and must not reach another duration into the past; ask the pool "
              "for a unique one, or for another one after remove()");
    EXPECT_THROW(first->watch(output_of(*far.cells)), StateError);
    EXPECT_EQ(first->slots(), 2);
    EXPECT_EQ(pool.add("b", "post", request(near)), first);

    MonitorRequest alone = request(near);
    alone.unique         = true;
    auto const own       = pool.add("c", "post", alone);
    own->set_duration(5, false);
    EXPECT_EQ(own->slots(), 5);
    own->watch(output_of(*far.cells));
}

TEST_P(MonitorPoolTest, DoesNotListenInEvaluation)
{
    MonitorPool pool;
    auto const before = pool.add("a", "post", request(near));
    pool.train(false);
    auto const during = pool.add("a", "pre", request(near, 5));
    EXPECT_FALSE(pool.training());
    (*near.layer)(spikes.view());
    EXPECT_TRUE(before->peek().empty());
    EXPECT_TRUE(during->peek().empty());
    pool.train(true);
    near.layer->clear();
    (*near.layer)(spikes.view());
    EXPECT_EQ(before->peek(), (Reals{1, 0, 1}));
    EXPECT_EQ(during->peek(), (Reals{1, 0, 1}));
    pool.clear();
    EXPECT_TRUE(before->peek().empty());
}

TEST_P(MonitorPoolTest, SaysWhatIsWrong)
{
    MonitorPool pool;
    pool.add("cell", "post", request(near));
    auto const wrong = [](auto const& call) { return message_of<ArgumentError>(call); };
    EXPECT_EQ(wrong([&] { pool.add("cell", "post", request(near, 5)); }),
              "monitor \"post\" of \"cell\" exists already and is another; remove it first");
    EXPECT_EQ(wrong([&] { pool.add("cell", "pre", {}); }), "monitor \"pre\": there is no layer");
    EXPECT_EQ(wrong([&] { pool.monitor("call", "post"); }),
              "the pool has no user \"call\" (did you mean \"cell\"?)");
    EXPECT_EQ(wrong([&] { pool.remove("cell", "past"); }),
              "the pool has no monitor of \"cell\" named \"past\" (did you mean \"post\"?)");
}

TEST_P(MonitorPoolTest, GoesOnFromAFileWithTheSameBits)
{
    auto const fill = [&](MonitorPool& pool) {
        pool.add("a", "trace", request(near));
        pool.add("b", "trace", request(near));
        MonitorRequest timed = request(near);
        timed.config.reducer = EventReducer{};
        pool.add("a", "time", timed);
        timed.config.reducer = CAReducer{};
        timed.seen           = state_of(*near.cells, "voltage_mv");
        pool.add("a", "mean", timed);
    };
    auto const run = [&](MonitorPool& pool, int steps) {
        for (int k = 0; k < steps; ++k) {
            (*near.layer)(spikes.view());
        }
        Reals all;
        for (auto const& monitor : pool.monitors()) {
            append(all, monitor->dump());
        }
        return all;
    };
    auto const everything = [&](MonitorPool& pool) {
        return [&](StateVisitor& state) {
            state.object("pool", pool);
            state.object("layer", *near.layer);
        };
    };
    MonitorPool pool;
    fill(pool);
    run(pool, 4);
    save_state(path, everything(pool));
    Reals const expected = run(pool, 5);
    EXPECT_EQ(expected.size(), 3 * 2 * 3U);

    MonitorPool restored;
    fill(restored);
    restore_state(path, everything(restored));
    EXPECT_TRUE(same_bits(run(restored, 5), expected));

    MonitorPool other;
    MonitorRequest longer     = request(near);
    longer.config.duration_ms = 5;
    other.add("a", "trace", longer);
    EXPECT_THROW(restore_state(path, everything(other), {.partly = true}), FileError);
}

}  // namespace
}  // namespace inferno::test
