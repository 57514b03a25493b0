//! Layers of several connections against Inferno: bit for bit, for their sums are never rounded.
#include "inferno/inferno.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/golden.hpp"

namespace inferno::test {
namespace {

class LayerGolden : public BackendTest {
  protected:
    ConnectionConfig config(GoldenCase const& golden, std::string const& charge)
    {
        ConnectionConfig made;
        made.batch        = golden.size("batch");
        made.step_time_ms = golden.number("step_time_ms");
        made.synapse      = DeltaCurrent{golden.number(charge)};
        return made;
    }
    //! A connection of the case, with its weights.
    template <class Kind>
    std::shared_ptr<Connection> connection(GoldenCase const& golden,
                                           std::string const& name,
                                           std::string const& charge)
    {
        std::shared_ptr<Connection> made;
        Shape const inputs = golden.shape("inputs"), outputs = golden.shape("outputs");
        if constexpr (std::is_same_v<Kind, LinearDense>) {
            made = std::make_shared<Kind>(backend, inputs, outputs, config(golden, charge));
        } else {
            made = std::make_shared<Kind>(backend, outputs, config(golden, charge));
        }
        made->set_weight(golden.given(name + "_weights"));
        return made;
    }
    std::shared_ptr<NeuronGroup> lif(GoldenCase const& golden, std::string const& name)
    {
        LIF::Config config;
        config.rest_mv          = golden.number(name + "/rest_mv");
        config.reset_mv         = golden.number(name + "/reset_mv");
        config.threshold_mv     = golden.number(name + "/threshold_mv");
        config.refractory_ms    = golden.number(name + "/refractory_ms");
        config.time_constant_ms = golden.number(name + "/time_constant_ms");
        config.resistance_mohm  = golden.number(name + "/resistance_mohm");
        return std::make_shared<Neurons<LIF>>(backend,
                                              golden.shape("outputs"),
                                              golden.size("batch"),
                                              golden.number("step_time_ms"),
                                              config);
    }
    //! Runs all steps, by hand or recorded, and compares both groups with what the original's did.
    template <class Step>
    void expect_same(GoldenCase const& golden,
                     std::map<std::string, Index> const& inputs,
                     Layer& layer,
                     Step const& step,
                     bool recorded)
    {
        SCOPED_TRACE(golden.name() + (recorded ? ", recorded" : ", by hand"));
        Index const steps = golden.size("steps"), batch = golden.size("batch");
        std::map<std::string, SpikeBuffer> now;
        std::map<std::string, Fired> all;
        SpikeViews views;
        for (auto const& [name, size] : inputs) {
            now[name]   = SpikeBuffer(backend, batch, size);
            all[name]   = golden.given_spikes(name + "_spikes");
            views[name] = now[name].view();
        }
        std::unique_ptr<Program> program;
        if (recorded) {
            program = record(*backend, [&] { step(views); });
        }
        std::map<std::string, Fired> spikes;
        std::map<std::string, Reals> voltage_mv;
        for (Index t = 0; t < steps; ++t) {
            for (auto& [name, buffer] : now) {
                buffer.upload(at_step(all[name], steps, t));
            }
            recorded ? program->run(1) : step(views);
            for (std::string const& group : layer.neurons_names()) {
                append(spikes[group], layer.neurons(group).download_spikes());
                if ((t + 1) % golden.size("voltage_every") != 0) { continue; }
                append(voltage_mv[group], layer.neurons(group).voltage_mv());
            }
        }
        for (std::string const& group : layer.neurons_names()) {
            EXPECT_TRUE(golden.matches(group + "_spikes", spikes[group]));
            EXPECT_TRUE(golden.matches(group + "_voltage_mv", voltage_mv[group]));
        }
    }
};
INFERNO_ON_EVERY_BACKEND(LayerGolden);

TEST_P(LayerGolden, RecurrentSerialDoesWhatInfernosDoes)
{
    for (GoldenCase const& golden : golden_cases("recurrent_serial")) {
        for (bool const recorded : {false, true}) {
            RecurrentSerial::Options options;
            if (golden.flag("transformed")) {
                options.feedforward_out = affine(backend, 0.5, 11);
                options.feedback_out    = affine(backend, 2, 0.25);
                options.lateral_out     = clip(backend, -1, 150);
            }
            RecurrentSerial layer(
                {connection<LinearDense>(golden, "feedfwd", "charge_pc/feedfwd"),
                 connection<LinearDirect>(golden, "lateral", "charge_pc/lateral"),
                 connection<LinearLateral>(golden, "feedback", "charge_pc/feedback")},
                {lif(golden, "feedfwd"), lif(golden, "feedback")},
                std::move(options));
            auto const step = [&](SpikeViews const& views) { layer(views.at("input")); };
            expect_same(golden, {{"input", count(golden.shape("inputs"))}}, layer, step, recorded);
        }
    }
}

TEST_P(LayerGolden, BicliqueDoesWhatInfernosDoes)
{
    std::map<std::string, Combine> const combinations = {{"sum", Combine::sum},
                                                         {"mean", Combine::mean},
                                                         {"prod", Combine::prod},
                                                         {"min", Combine::min},
                                                         {"max", Combine::max}};
    for (GoldenCase const& golden : golden_cases("biclique")) {
        for (bool const recorded : {false, true}) {
            bool const transformed = golden.flag("transformed");
            Transform const post   = transformed ? affine(backend, 0.5, 1) : Transform();
            Transform const pre    = transformed ? clip(backend, -2, 14) : Transform();
            Biclique layer(
                {{"dense", connection<LinearDense>(golden, "dense", "charge_pc")},
                 {"direct", connection<LinearDirect>(golden, "direct", "charge_pc"), post},
                 {"lateral", connection<LinearLateral>(golden, "lateral", "charge_pc")}},
                {{"feedfwd", lif(golden, "feedfwd")}, {"feedback", lif(golden, "feedback"), pre}},
                combinations.at(golden.text("combine")));
            auto const step   = [&](SpikeViews const& views) { layer.forward(views); };
            Index const wide  = count(golden.shape("inputs"));
            Index const other = count(golden.shape("outputs"));
            expect_same(golden,
                        {{"dense", wide}, {"direct", other}, {"lateral", other}},
                        layer,
                        step,
                        recorded);
        }
    }
}

}  // namespace
}  // namespace inferno::test
