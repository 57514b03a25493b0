#include <cmath>

#include "inferno/network/monitor.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/network/raster.hpp"
#include "inferno/trace/stage.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class TraceTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(TraceTest);

TEST_P(TraceTest, FollowsItsFormulaInBothModes)
{
    Index const steps = 20;
    for (TraceMode const mode : {TraceMode::cumulative, TraceMode::nearest}) {
        for (Index const elements : {1, 8, 13, 33, 3000}) {
            Index const batch        = elements == 33 ? 33 : 2;
            TraceParams const params = make_trace_params(0.5, 3, 0.7, mode);
            Real const decay         = static_cast<Real>(std::exp(-0.5 / 3));
            Fired const all          = random_spikes(steps * batch * elements, 0.3, 1);
            SpikeBuffer spikes(backend, batch, elements);
            TraceMonitor monitor(backend, spikes.view(), params);
            Reals expected(static_cast<std::size_t>(batch * elements));
            for (Index step = 0; step < steps; ++step) {
                auto const fired = at_step(all, steps, step);
                for (std::size_t n = 0; n < fired.size(); ++n) {
                    Real const kept = decay * expected[n];
                    Real const sum  = kept + 0.7F * static_cast<Real>(fired[n]);
                    expected[n] = mode == TraceMode::cumulative ? sum : fired[n] != 0 ? 0.7F : kept;
                }
                spikes.upload(fired);
                monitor.observe();
                EXPECT_TRUE(same_bits(monitor.trace(), expected)) << elements << ", step " << step;
                EXPECT_EQ(monitor.spikes(), Fired(fired.begin(), fired.end()));
            }
        }
    }
}

TEST_P(TraceTest, ReadsTheFrameThatARingShows)
{
    Raster raster(backend, 3, 1, 2);
    raster.upload(Fired{0, 0, 1, 0, 0, 1});
    TraceMonitor monitor(backend, raster.now(), {0.5F, 1, TraceMode::cumulative});
    auto const program = record(*backend, [&] {
        monitor.observe();
        raster.advance();
    });
    program->run(3);
    EXPECT_EQ(monitor.trace(), (Reals{0.5F, 1}));
    program->run(2);
    EXPECT_EQ(monitor.trace(), (Reals{1.125F, 0.25F}));
}

TEST_P(TraceTest, ForgetsWhenCleared)
{
    SpikeBuffer const spikes = spikes_on(backend, 1, 2, {1, 1});
    TraceMonitor monitor(backend, spikes.view(), {0.5F, 1, TraceMode::cumulative});
    monitor.observe();
    monitor.clear();
    EXPECT_EQ(monitor.trace(), Reals(2));
    EXPECT_EQ(monitor.spikes(), Fired(2));
}

TEST_P(TraceTest, KeepsItsOwnCopyOfTheSpikes)
{
    SpikeBuffer spikes = spikes_on(backend, 1, 2, {1, 0});
    TraceMonitor monitor(backend, spikes.view(), {0.5F, 1, TraceMode::cumulative});
    monitor.observe();
    spikes.clear();
    EXPECT_EQ(monitor.spikes(), (Fired{1, 0}));
}

TEST(TraceParams, NeedAPositiveTimeConstant)
{
    auto const wrong = [](double tau_ms) {
        return message_of<ArgumentError>(
            [=] { make_trace_params(1, tau_ms, 1, TraceMode::nearest); });
    };
    EXPECT_EQ(wrong(0), "trace time constant: is 0 ms, must be greater than 0");
    EXPECT_EQ(wrong(-2), "trace time constant: is -2 ms, must be greater than 0");
    EXPECT_NE(wrong(std::nan("")), "no exception");
}

}  // namespace
}  // namespace inferno::test
