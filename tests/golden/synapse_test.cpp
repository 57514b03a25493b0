//! Synapses against Inferno, with and without delays.
#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/golden_synapse.hpp"

namespace inferno::test {
namespace {

class SynapseGoldenTest : public BackendTest {
  protected:
    std::unique_ptr<Synapse> make(AnySynapse const& model, GoldenCase const& golden)
    {
        SynapseSize size;
        size.backend      = backend;
        size.batch        = golden.size("batch");
        size.elements     = count(golden.shape("shape"));
        size.step_time_ms = golden.number("step_time_ms");
        size.delay_ms     = golden.number("delay_ms");
        return model.make(size);
    }
    void expect_same(AnySynapse const& model, GoldenCase const& golden);
};
INFERNO_ON_EVERY_BACKEND(SynapseGoldenTest);

//! How the case reads currents; a case without overbound value reads at the limit.
DelayReading current_reading_of(GoldenCase const& golden)
{
    DelayReading reading = reading_of(golden);
    reading.overbound    = std::nullopt;
    if (golden.has("current_overbound_na")) {
        reading.overbound = golden.number("current_overbound_na");
    }
    return reading;
}

void SynapseGoldenTest::expect_same(AnySynapse const& model, GoldenCase const& golden)
{
    SCOPED_TRACE(golden.name());
    std::unique_ptr<Synapse> const synapse = make(model, golden);
    Index const steps = golden.size("steps"), batch = synapse->batch(), n = synapse->elements();
    Fired const fired = golden.given_spikes("input_spikes");
    Reals const injected =
        golden.has("injected") && golden.flag("injected") ? golden.given("injected_na") : Reals{};
    SpikeBuffer input(backend, batch, n);
    Buffer<Real> extra(backend, batch * n);
    Reals current, delayed, spikes;
    for (Index step = 0; step < steps; ++step) {
        input.upload(at_step(fired, steps, step));
        std::vector<RealView> views;
        if (!injected.empty()) {
            extra.upload(at_step(injected, steps, step));
            views.push_back({extra.data(), n, batch});
        }
        synapse->forward(input.view(), views, {});
        append(current, synapse->current_na());
        if (!golden.expects("current_at_na")) { continue; }
        append(delayed,
               synapse->current_at(golden.given("selector_ms"), current_reading_of(golden)));
        // with a tolerance the original takes it for the spike to read out of range
        if (!golden.expects("spike_at") || golden.number("tolerance_ms") > 0) { continue; }
        DelayReading const reading = reading_of(golden);
        append(spikes, synapse->spike_at(golden.given("selector_ms"), reading));
    }
    Axes const axes = {"step", "sample", "element", "selector"};
    EXPECT_TRUE(golden.matches("current_na", current));
    if (golden.expects("current_at_na")) {
        EXPECT_TRUE(golden.matches("current_at_na", delayed, axes));
    }
    if (!spikes.empty()) { EXPECT_TRUE(golden.matches("spike_at", spikes, axes)); }
}

TEST_P(SynapseGoldenTest, DeltaGivesTheCurrentsOfInferno)
{
    for (GoldenCase const& golden : golden_cases("delta_current")) {
        expect_same(DeltaCurrent{golden.number("charge_pc")}, golden);
    }
}

TEST_P(SynapseGoldenTest, EveryModelGivesTheCurrentsOfInferno)
{
    std::vector<GoldenCase> const cases = golden_cases("synapses");
    EXPECT_EQ(cases.size(), 12);
    for (GoldenCase const& golden : cases) {
        expect_same(synapse_of(golden), golden);
    }
}

TEST_P(SynapseGoldenTest, ShowsTheSpikesOfTheLastStepInARing)
{
    std::unique_ptr<Synapse> const synapse =
        AnySynapse(DeltaCurrent{2}).make({backend, 1, 9, 1.0, 2, {}, 0});
    EXPECT_EQ(synapse->slots(), 3);
    SpikeBuffer input(backend, 1, 9);
    for (Index step = 0; step < 7; ++step) {
        std::vector<std::uint8_t> fired(9);
        fired[static_cast<std::size_t>(step)] = 1;
        input.upload(fired);
        synapse->forward(input.view(), {}, {});
        std::vector<Real> const current = synapse->current_na();
        for (std::size_t n = 0; n < 9; ++n) {
            EXPECT_EQ(current[n], fired[n] != 0 ? 2 : 0) << step << " " << n;
        }
    }
    synapse->clear();
    EXPECT_EQ(synapse->current_na(), std::vector<Real>(9, 0));
    EXPECT_EQ(synapse->current_at(Reals(9, 2), {}), std::vector<Real>(9, 0));
}

TEST_P(SynapseGoldenTest, RefusesWhatItCannotDo)
{
    auto const make = [this](AnySynapse const& model, double step_time_ms, double delay_ms) {
        return model.make({backend, 1, 2, step_time_ms, delay_ms, {}, 0});
    };
    EXPECT_THROW(make(DeltaCurrent{0}, 1, 0), ArgumentError);
    EXPECT_THROW(make(DeltaCurrent{1}, 1, -1), ArgumentError);
    EXPECT_THROW(make(DeltaCurrent{1}, 0, 1), ArgumentError);
    EXPECT_THROW(make(DeltaCurrent{1}, 0.1, 6553.5), ArgumentError);
    EXPECT_THROW(make(SingleExponentialCurrent{1, 0}, 1, 1), ArgumentError);
    EXPECT_THROW(make(DoubleExponentialCurrent{1, 2, 2}, 1, 1), ArgumentError);
    EXPECT_THROW(make(SingleExponentialConductance{-1, 2, 2}, 1, 1), ArgumentError);
    auto const synapse = make(DeltaCurrent{1}, 1, 3);
    EXPECT_THROW((void)synapse->current_at(Reals{1, 2, 3}, {}), ArgumentError);
    EXPECT_THROW((void)synapse->current_at(Reals{1, 2}, {Interpolation::linear, 0, {}}),
                 ArgumentError);
    SpikeBuffer const spikes(backend, 1, 2), more(backend, 1, 3);
    Buffer<Real> const current(backend, 2);
    std::vector<RealView> const views = {{current.data(), 2, 1}};
    EXPECT_THROW(synapse->forward(more.view(), {}, {}), ArgumentError);
    EXPECT_THROW(synapse->forward(spikes.view(), views, {}), ArgumentError);
}

}  // namespace
}  // namespace inferno::test
