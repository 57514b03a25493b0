//! What a monitor keeps, and how far back it can be read.
#include <limits>

#include "inferno/network/observation.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class MonitorTest : public BackendTest {
  protected:
    void SetUp() override
    {
        BackendTest::SetUp();
        if (backend != nullptr) { memory = Buffer<Real>(backend, 2); }
    }

    Watched two() const { return watched(backend, RealView{memory.data(), 2, 1}); }
    //! Shows two numbers to a monitor.
    void show(Monitor& monitor, Real one, Real two)
    {
        memory.upload(Reals{one, two});
        monitor.observe();
    }

    Buffer<Real> memory;
};
INFERNO_ON_EVERY_BACKEND(MonitorTest);

TEST_P(MonitorTest, HoldsNothingBeforeTheFirstLook)
{
    Monitor monitor(two(), {PassthroughReducer{}, 1, 2});
    EXPECT_TRUE(monitor.peek().empty());
    EXPECT_TRUE(monitor.view(0).empty());
    EXPECT_TRUE(monitor.view(Reals{0, 1}).empty());
    EXPECT_TRUE(monitor.dump().empty());
    EXPECT_EQ(monitor.slots(), 2);
}

TEST_P(MonitorTest, ReadsAsFarBackAsItsDuration)
{
    Monitor monitor(two(), {PassthroughReducer{}, 0.5, 1, true});
    for (Real const x : {1.0F, 2.0F, 3.0F, 4.0F, 5.0F}) {
        show(monitor, x, -x);
    }
    EXPECT_EQ(monitor.peek(), (Reals{5, -5}));
    EXPECT_EQ(monitor.dump(), (Reals{3, -3, 4, -4, 5, -5}));
    EXPECT_EQ(monitor.view(0), (Reals{5, -5}));
    EXPECT_EQ(monitor.view(0.5), (Reals{4, -4}));
    EXPECT_EQ(monitor.view(0.6), (Reals{3, -3}));  // the step before
    EXPECT_EQ(monitor.view(Reals{1, 0.25F}), (Reals{3, -4}));
    EXPECT_EQ(monitor.view(Reals{0, 1, 0.5F, 0}), (Reals{5, 3, -4, -5}));
    EXPECT_THROW((void)monitor.view(1.1), ArgumentError);
    EXPECT_EQ(message_of<ArgumentError>([&] { (void)monitor.view(Reals{1}); }),
              "times: 1 given, must be a multiple of 2 elements");
}

TEST_P(MonitorTest, SlotsNeverWrittenHoldTheFill)
{
    Real const infinity = std::numeric_limits<Real>::infinity();
    Monitor kept(two(), {PassthroughReducer{}, 1, 3});
    Monitor timed(two(), {EventReducer{}, 1, 3});
    show(kept, 4, 1);
    timed.observe();
    EXPECT_EQ(kept.dump(), (Reals{0, 0, 0, 0, 4, 1}));
    EXPECT_EQ(timed.dump(), (Reals{infinity, infinity, infinity, infinity, infinity, 0}));
}

TEST_P(MonitorTest, InterpolatesAsSuitsTheReducer)
{
    auto const between = [&](Reducer const& reducer) {
        Monitor monitor(two(), {reducer, 0.8, 0.8, true});
        show(monitor, 1, 0);
        show(monitor, 3, 1);
        return monitor.view(Reals{0.2F, 0.2F});
    };
    Real const at_ms = 0.8F - 0.8F * 0.25F;  // since the older sample
    EXPECT_EQ(between(PassthroughReducer{}), (Reals{1, 0}));
    EXPECT_EQ(between(EventReducer{})[0], at_ms);
    EXPECT_EQ(between(CAReducer{})[0], 1 + ((2.0F - 1) / 0.8F) * at_ms);
    EXPECT_EQ(between(EMAReducer{0.25})[0], 1 + ((1.5F - 1) / 0.8F) * at_ms);
    EXPECT_EQ(between(TraceReducer{TraceMode::nearest, 4})[0], math::exp(-at_ms / 4));
}

TEST_P(MonitorTest, StartsAgainWhenCleared)
{
    Monitor monitor(two(), {CAReducer{}, 1, 2});
    show(monitor, 4, 1);
    show(monitor, 6, 2);
    EXPECT_EQ(monitor.peek(), (Reals{5, 1.5F}));
    monitor.clear();
    EXPECT_TRUE(monitor.peek().empty());
    show(monitor, 8, 3);
    EXPECT_EQ(monitor.dump(), (Reals{0, 0, 8, 3}));
}

TEST_P(MonitorTest, WatchesSomethingElseOfAnotherShape)
{
    Monitor monitor(two(), {CAReducer{}});
    show(monitor, 4, 1);
    SpikeBuffer const other = spikes_on(backend, 2, 3, {1, 0, 0, 0, 1, 1});
    monitor.watch(watched(backend, other.view()));
    EXPECT_TRUE(monitor.peek().empty());
    monitor.observe();
    EXPECT_EQ(monitor.shape(), (Shape{2, 3}));
    EXPECT_EQ(monitor.peek(), (Reals{1, 0, 0, 0, 1, 1}));
}

TEST_P(MonitorTest, AnotherDurationKeepsTheNewest)
{
    Monitor monitor(two(), {PassthroughReducer{}, 1, 3});
    for (Real const x : {1.0F, 2.0F, 3.0F, 4.0F}) {
        show(monitor, x, 0);
    }
    monitor.set_duration(2, false);
    EXPECT_EQ(monitor.dump(), (Reals{3, 0, 4, 0}));
    monitor.set_duration(2, true);
    EXPECT_EQ(monitor.dump(), (Reals{0, 0, 3, 0, 4, 0}));
    show(monitor, 5, 0);
    show(monitor, 6, 0);
    EXPECT_EQ(monitor.dump(), (Reals{4, 0, 5, 0, 6, 0}));
    EXPECT_THROW(monitor.set_duration(-1, false), ArgumentError);
}

}  // namespace
}  // namespace inferno::test
