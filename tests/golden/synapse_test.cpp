//! The delta synapse against Inferno, with and without delays.
#include "inferno/network/synapse.hpp"

#include "support/backend_test.hpp"
#include "support/golden.hpp"

namespace inferno::test {
namespace {

class SynapseGoldenTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(SynapseGoldenTest);

DeltaSynapse::Reading reading_of(GoldenCase const& golden)
{
    DeltaSynapse::Reading reading;
    bool const nearest    = golden.text("interpolation") == "nearest";
    reading.interpolation = nearest ? Interpolation::nearest : Interpolation::previous;
    reading.tolerance_ms  = golden.number("tolerance_ms");
    reading.overbound_na  = std::nullopt;
    if (golden.has("current_overbound_na")) {
        reading.overbound_na = static_cast<Real>(golden.number("current_overbound_na"));
    }
    return reading;
}

TEST_P(SynapseGoldenTest, GivesTheCurrentsOfInferno)
{
    for (GoldenCase const& golden : golden_cases("delta_current")) {
        SCOPED_TRACE(golden.name());
        Index const batch = golden.size("batch"), elements = count(golden.shape("shape"));
        DeltaSynapse synapse(backend,
                             batch,
                             elements,
                             golden.number("step_time_ms"),
                             {golden.number("charge_pc")},
                             golden.number("delay_ms"));
        std::vector<std::uint8_t> const fired = golden.given_spikes("input_spikes");
        SpikeBuffer input(backend, batch, elements);
        std::vector<Real> current, delayed;
        for (Index step = 0; step < golden.size("steps"); ++step) {
            input.upload(std::span(fired).subspan(static_cast<std::size_t>(step * batch * elements),
                                                  static_cast<std::size_t>(batch * elements)));
            synapse.forward(input.view());
            std::vector<Real> const now = synapse.current_na();
            current.insert(current.end(), now.begin(), now.end());
            if (!golden.expects("current_at_na")) { continue; }
            std::vector<Real> const then =
                synapse.current_at(golden.given("selector_ms"), reading_of(golden));
            delayed.insert(delayed.end(), then.begin(), then.end());
        }
        EXPECT_TRUE(golden.matches("current_na", current));
        if (golden.expects("current_at_na")) {
            EXPECT_TRUE(golden.matches(
                "current_at_na", delayed, {"step", "sample", "element", "selector"}));
        }
    }
}

TEST_P(SynapseGoldenTest, ShowsTheSpikesOfTheLastStepInARing)
{
    DeltaSynapse synapse(backend, 1, 9, 1.0, {2}, 2);
    EXPECT_EQ(synapse.slots(), 3);
    SpikeBuffer input(backend, 1, 9), shown(backend, 1, 9);
    for (Index step = 0; step < 7; ++step) {
        std::vector<std::uint8_t> fired(9);
        fired[static_cast<std::size_t>(step)] = 1;
        input.upload(fired);
        synapse.forward(input.view());
        std::vector<Real> const current = synapse.current_na();
        for (std::size_t n = 0; n < 9; ++n) {
            EXPECT_EQ(current[n], fired[n] != 0 ? 2 : 0) << step << " " << n;
        }
        SpikeView const view = synapse.spikes();
        EXPECT_EQ(view.slots, 3);
    }
    synapse.clear();
    EXPECT_EQ(synapse.current_na(), std::vector<Real>(9, 0));
}

TEST_P(SynapseGoldenTest, RefusesWhatItCannotDo)
{
    EXPECT_THROW(DeltaSynapse(backend, 1, 2, 1.0, {0}, 0), ArgumentError);
    EXPECT_THROW(DeltaSynapse(backend, 1, 2, 1.0, {1}, -1), ArgumentError);
    EXPECT_THROW(DeltaSynapse(backend, 1, 2, 0.0, {1}, 1), ArgumentError);
    DeltaSynapse const synapse(backend, 1, 2, 1.0, {1}, 3);
    EXPECT_THROW((void)synapse.current_at(std::vector<Real>{1, 2, 3}, {}), ArgumentError);
    EXPECT_THROW((void)synapse.current_at(std::vector<Real>{1, 2}, {Interpolation::linear, 0, {}}),
                 ArgumentError);
}

}  // namespace
}  // namespace inferno::test
