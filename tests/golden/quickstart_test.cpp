//! One batch of a small quickstart network in training against Inferno.
#include "inferno/inferno.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/golden.hpp"

namespace inferno::test {
namespace {

class QuickstartGolden : public BackendTest {
  protected:
    static ALIF::Config excitatory(GoldenCase const& golden)
    {
        auto const number = [&](std::string const& name) {
            return golden.number("excitatory/" + name);
        };
        ALIF::Config config;
        config.rest_mv                   = number("rest_mv");
        config.reset_mv                  = number("reset_mv");
        config.threshold_eq_mv           = number("threshold_eq_mv");
        config.refractory_ms             = number("refractory_ms");
        config.membrane_time_constant_ms = number("membrane_time_constant_ms");
        config.resistance_mohm           = number("resistance_mohm");
        config.adaptation_time_constant_ms =
            golden.numbers("excitatory/adaptation_time_constant_ms");
        config.spike_increment_mv = golden.numbers("excitatory/spike_increment_mv");
        return config;
    }
    static LIF::Config inhibitory(GoldenCase const& golden)
    {
        auto const number = [&](std::string const& name) {
            return golden.number("inhibitory/" + name);
        };
        LIF::Config config;
        config.rest_mv          = number("rest_mv");
        config.reset_mv         = number("reset_mv");
        config.threshold_mv     = number("threshold_mv");
        config.refractory_ms    = number("refractory_ms");
        config.time_constant_ms = number("time_constant_ms");
        config.resistance_mohm  = number("resistance_mohm");
        return config;
    }
    static ConnectionConfig synapses(GoldenCase const& golden, std::string const& charge)
    {
        ConnectionConfig config;
        config.batch        = golden.size("batch");
        config.step_time_ms = golden.number("step_time_ms");
        config.synapse      = DeltaCurrent{golden.number(charge)};
        return config;
    }
};
INFERNO_ON_EVERY_BACKEND(QuickstartGolden);

TEST_P(QuickstartGolden, OneBatchDoesWhatInfernoDoes)
{
    GoldenCase const golden = golden_cases("one_quickstart_batch").front();
    Index const batch = golden.size("batch"), steps = golden.size("steps");
    double const dt_ms = golden.number("step_time_ms");
    Shape const inputs = golden.shape("inputs"), outputs = golden.shape("outputs");
    auto const size = static_cast<std::size_t>(count(outputs));

    auto const exc =
        std::make_shared<Neurons<ALIF>>(backend, outputs, batch, dt_ms, excitatory(golden));
    auto const inh =
        std::make_shared<Neurons<LIF>>(backend, outputs, batch, dt_ms, inhibitory(golden));
    auto const dense = std::make_shared<LinearDense>(
        backend, inputs, outputs, synapses(golden, "feedforward_charge_pc"));
    auto const lateral =
        std::make_shared<LinearLateral>(backend, outputs, synapses(golden, "lateral_charge_pc"));
    auto const direct =
        std::make_shared<LinearDirect>(backend, outputs, synapses(golden, "trigger_charge_pc"));
    dense->set_weight(golden.given("weights_initial"));
    lateral->set_weight(Reals(size * size, static_cast<Real>(golden.number("lateral_weight"))));
    direct->set_weight(Reals(size, static_cast<Real>(golden.number("trigger_weight"))));
    Serial feedforward(dense, exc), inhibit(lateral, exc), trigger(direct, inh);
    Accumulator& weight = dense->make_updater()["weight"];
    weight.bound_upper(
        {BoundKind::multiplicative, static_cast<Real>(golden.number("stdp/bounds/upper/limit"))});
    weight.clamp(static_cast<Real>(golden.number("stdp/bounds/clamp_min")), {});
    STDP trainer({golden.number("stdp/lr_post"),
                  golden.number("stdp/lr_pre"),
                  golden.number("stdp/tc_post_ms"),
                  golden.number("stdp/tc_pre_ms")});
    trainer.register_cell("feedforward", feedforward.cell());

    Fired const all = golden.given_spikes("input_spikes");
    SpikeBuffer now(backend, batch, count(inputs));
    Fired exc_spikes, inh_spikes;
    Reals voltage_mv, adaptation_mv, weights;
    for (Index step = 0; step < steps; ++step) {
        now.upload(at_step(all, steps, step));
        SpikeView const fired = feedforward(now.view());
        append(exc_spikes, exc->download_spikes());
        inhibit(trigger(fired));
        append(inh_spikes, inh->download_spikes());
        trainer();
        dense->update();
        append(voltage_mv, exc->voltage_mv());
        append(adaptation_mv, exc->adaptation());
        if ((step + 1) % golden.size("weights_every") == 0) { append(weights, dense->weight()); }
    }
    dense->normalize_weight(golden.number("normalization/order"),
                            golden.number("normalization/scale"),
                            -1,
                            golden.number("normalization/epsilon"));
    EXPECT_TRUE(golden.matches("exc_spikes", exc_spikes));
    EXPECT_TRUE(golden.matches("inh_spikes", inh_spikes));
    EXPECT_TRUE(golden.matches("exc_voltage_mv", voltage_mv));
    EXPECT_TRUE(
        golden.matches("exc_adaptation_mv", adaptation_mv, {"step", "neuron", "component"}));
    EXPECT_TRUE(golden.matches("weights", weights, {"reading", "target", "source"}));
    EXPECT_TRUE(golden.matches("weights_normalized", dense->weight(), {"target", "source"}));
}

}  // namespace
}  // namespace inferno::test
