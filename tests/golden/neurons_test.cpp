//! LIF and ALIF against Inferno: spikes, voltages, refractory times and adaptations.
#include "inferno/network/neurons.hpp"

#include "inferno/neuron/models.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/golden.hpp"

namespace inferno::test {
namespace {

class NeuronGolden : public BackendTest {
  protected:
    //! What a group did with the currents of a case, laid out as the golden arrays.
    struct Run {
        Fired spikes;
        Reals voltage_mv, refractory_ms, adaptation_mv;
    };
    Run run(NeuronGroup& neurons, GoldenCase const& golden)
    {
        Index const steps = golden.size("steps"), every = golden.size("voltage_every");
        Reals const currents_na = golden.given("currents_na");
        Run result;
        for (Index step = 0; step < steps; ++step) {
            Buffer<Real> const input(backend, at_step(currents_na, steps, step));
            neurons.step({input.data(), neurons.size(), neurons.batch()});
            append(result.spikes, neurons.download_spikes());
            append(result.adaptation_mv, neurons.adaptation());
            if ((step + 1) % every != 0) { continue; }
            append(result.voltage_mv, neurons.voltage_mv());
            append(result.refractory_ms, neurons.refractory_ms());
        }
        return result;
    }
    static void expect_states(Run const& result, GoldenCase const& golden)
    {
        EXPECT_TRUE(golden.matches("spikes", result.spikes));
        EXPECT_TRUE(golden.matches("voltage_mv", result.voltage_mv));
        EXPECT_TRUE(golden.matches("refrac_ms", result.refractory_ms));
    }
};
INFERNO_ON_EVERY_BACKEND(NeuronGolden);

TEST_P(NeuronGolden, LifDoesWhatInfernoDoes)
{
    for (GoldenCase const& golden : golden_cases("lif")) {
        SCOPED_TRACE(golden.name());
        LIF::Config config;
        config.rest_mv          = golden.number("rest_mv");
        config.reset_mv         = golden.number("reset_mv");
        config.threshold_mv     = golden.number("threshold_mv");
        config.refractory_ms    = golden.number("refractory_ms");
        config.time_constant_ms = golden.number("time_constant_ms");
        config.resistance_mohm  = golden.number("resistance_mohm");
        Neurons<LIF> neurons(backend,
                             golden.shape("shape"),
                             golden.size("batch"),
                             golden.number("step_time_ms"),
                             config);
        neurons.lock_refractory(golden.flag("refractory_lock"));
        expect_states(run(neurons, golden), golden);
    }
}

TEST_P(NeuronGolden, AlifDoesWhatInfernoDoes)
{
    for (GoldenCase const& golden : golden_cases("alif")) {
        SCOPED_TRACE(golden.name());
        ALIF::Config config;
        config.rest_mv                     = golden.number("rest_mv");
        config.reset_mv                    = golden.number("reset_mv");
        config.threshold_eq_mv             = golden.number("threshold_eq_mv");
        config.refractory_ms               = golden.number("refractory_ms");
        config.membrane_time_constant_ms   = golden.number("membrane_time_constant_ms");
        config.resistance_mohm             = golden.number("resistance_mohm");
        config.adaptation_time_constant_ms = golden.numbers("adaptation_time_constant_ms");
        config.spike_increment_mv          = golden.numbers("spike_increment_mv");
        double const dt_ms                 = golden.number("step_time_ms");
        ASSERT_EQ(ALIF::components(config, dt_ms).decay, golden.given("decay"));

        Neurons<ALIF> neurons(backend, golden.shape("shape"), golden.size("batch"), dt_ms, config);
        neurons.lock_refractory(golden.flag("refractory_lock"));
        neurons.train(golden.has("adapt") ? golden.flag("adapt") : golden.flag("training"));
        neurons.set_adaptation(golden.given("adaptation_initial_mv"));
        Run const result = run(neurons, golden);
        expect_states(result, golden);
        EXPECT_TRUE(
            golden.matches("adaptation_mv", result.adaptation_mv, {"step", "neuron", "component"}));
    }
}

}  // namespace
}  // namespace inferno::test
