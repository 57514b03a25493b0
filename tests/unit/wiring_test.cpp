//! Layers that are wired by a function, and what happens when a step does not fit.
#include "inferno/inferno.hpp"
#include "inferno/state/stage.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class WiringTest : public BackendTest {
  protected:
    std::shared_ptr<LinearDirect> connection(Index size, Real weight, Index batch = 1)
    {
        ConnectionConfig config;
        config.batch   = batch;
        config.synapse = DeltaCurrent{1};
        auto made      = std::make_shared<LinearDirect>(backend, Shape{size}, config);
        made->set_weight(Reals(static_cast<std::size_t>(size), weight));
        return made;
    }
    std::shared_ptr<Neurons<LIF>> lif(Index size, Index batch = 1)
    {
        LIF::Config config;
        config.time_constant_ms = 1;
        return std::make_shared<Neurons<LIF>>(backend, Shape{size}, batch, 1, config);
    }
    SpikeBuffer all(Index size, Index batch = 1)
    {
        return spikes_on(backend, batch, size, Fired(static_cast<std::size_t>(size * batch), 1));
    }
};
INFERNO_ON_EVERY_BACKEND(WiringTest);

TEST_P(WiringTest, AFunctionWiresConnectionsToNeurons)
{
    Combination sum(backend, Combine::sum);
    Layer layer([&](RealViews const& outputs) -> NeuronInputs {
        RealView const both = sum({{"near", outputs.at("near")}, {"far", outputs.at("far")}});
        return {{"loud", both}, {"quiet", outputs.at("far")}};
    });
    layer.add_connection("near", connection(3, 40));
    layer.add_connection("far", connection(3, 10));
    layer.add_neurons("loud", lif(3));
    layer.add_neurons("quiet", lif(3));
    SpikeBuffer const near = spikes_on(backend, 1, 3, {1, 1, 0}), far = all(3);
    LayerStep const step = layer.forward({{"near", near.view()}, {"far", far.view()}});
    EXPECT_EQ(layer.neurons("loud").download_spikes(), (Fired{1, 1, 0}));
    EXPECT_EQ(layer.neurons("quiet").download_spikes(), (Fired{0, 0, 0}));
    ASSERT_EQ(step.spikes.size(), 2U);
    EXPECT_EQ(step.spikes.at("loud").words, layer.neurons("loud").spikes().words);
    Reals output(3);
    backend->download(output.data(), step.outputs_na.at("near").values, 3 * sizeof(Real));
    EXPECT_EQ(output, (Reals{40, 40, 0})) << "outputs of connections can be looked at";
}

TEST_P(WiringTest, GivesTheSameBitsByHandAndRecorded)
{
    auto const make = [&] {
        auto layer = std::make_unique<Layer>([squeeze = clip(backend, 0, 12), backend = backend](
                                                 RealViews const& outputs) -> NeuronInputs {
            return {{"cells", squeeze(outputs.at("in"))}};
        });
        layer->add_connection("in", connection(70, 30, 2));
        layer->add_neurons("cells", lif(70, 2));
        return layer;
    };
    auto const by_hand = make(), recorded = make();
    SpikeBuffer spikes(backend, 2, 70);
    auto const program = record(*backend, [&] { recorded->forward({{"in", spikes.view()}}); });
    for (std::uint64_t step = 0; step < 30; ++step) {
        spikes.upload(random_spikes(140, 0.6, step));
        by_hand->forward({{"in", spikes.view()}});
        program->run(1);
        NeuronGroup &one = by_hand->neurons("cells"), &other = recorded->neurons("cells");
        EXPECT_TRUE(same_bits(one.voltage_mv(), other.voltage_mv()));
        EXPECT_EQ(one.download_spikes(), other.download_spikes());
    }
}

TEST_P(WiringTest, AStepThatDoesNotFitLeavesEverythingAsItWas)
{
    NeuronInputs wired;
    auto const one = connection(3, 40), two = connection(3, 40);
    auto const cells = lif(3), others = lif(2);
    Layer layer([&](RealViews const&) { return wired; });
    layer.add_connection("one", one);
    layer.add_connection("two", two);
    layer.add_neurons("cells", cells);
    layer.add_neurons("others", others);
    SpikeBuffer const fired = all(3), wide = all(3, 2);
    Reals const before = cells->voltage_mv();
    auto const wrong   = [&](SpikeViews const& inputs) {
        std::string const said = message_of<ArgumentError>([&] { layer.forward(inputs); });
        EXPECT_EQ(one->download_output(), Reals(3)) << "nothing ran";
        EXPECT_EQ(one->synapse().current_na(), Reals(3));
        EXPECT_TRUE(same_bits(cells->voltage_mv(), before));
        EXPECT_FALSE(backend->recording());
        return said;
    };
    Buffer<Real> const input = reals_on(backend, Reals(6, 99));
    SpikeViews const good    = {{"one", fired.view()}};
    EXPECT_EQ(wrong({{"one", fired.view()}, {"two", wide.view()}}),
              "connection \"two\" with inputs (3) and batch 1 needs 1 x 3 spikes, got 2 x 3");
    EXPECT_EQ(wrong({{"one", fired.view()}, {"too", fired.view()}}),
              "the layer has no connection \"too\" (did you mean \"two\"?)");
    wired = {{"cells", {input.data(), 3, 1}}, {"others", {input.data(), 3, 1}}};
    EXPECT_EQ(wrong(good),
              "neurons \"others\" of shape (2) and batch 1 need 1 x 2 input currents, the wiring "
              "gives 1 x 3");
    wired = {{"cells", {input.data(), 3, 2}}};
    EXPECT_EQ(wrong(good),
              "neurons \"cells\" of shape (3) and batch 1 need 1 x 3 input currents, the wiring "
              "gives 2 x 3");
    wired = {{"cells", {nullptr, 3, 1}}};
    EXPECT_NE(wrong(good).find("no memory"), std::string::npos);
    wired = {{"cell", {input.data(), 3, 1}}};
    EXPECT_EQ(wrong(good), "the layer has no neurons \"cell\" (did you mean \"cells\"?)");
    wired = {{"cells", {input.data(), 3, 1}}};
    layer.forward(good);
    EXPECT_EQ(cells->download_spikes(), Fired(3, 1)) << "and what fits still runs";
}

TEST_P(WiringTest, ARecordingForgetsTheStepThatDidNotFit)
{
    Buffer<Real> const input = reals_on(backend, Reals(3));
    Layer layer([&](RealViews const&) -> NeuronInputs {
        return {{"nobody", {input.data(), 3, 1}}};
    });
    layer.add_connection("one", connection(3, 40));
    layer.add_neurons("cells", lif(3));
    SpikeBuffer const fired = all(3);
    Recorder const recorder(*backend);
    EXPECT_THROW(layer.forward({{"one", fired.view()}}), ArgumentError);
    EXPECT_EQ(recorder.position(), 0U);
    EXPECT_TRUE(backend->recording());
}

TEST_P(WiringTest, ALayerNeedsPartsAndAWiring)
{
    Layer layer;
    EXPECT_EQ(message_of<StateError>([&] { layer.forward({}); }), "the layer has no parts yet");
    layer.add_connection("one", connection(3, 40));
    SpikeBuffer const fired = all(3);
    EXPECT_EQ(message_of<StateError>([&] {
                  layer.forward({{"one", fired.view()}});
              }),
              "the layer has no wiring: make it with a function or override wiring()");
}

TEST_P(WiringTest, PartsOfALayerAreOnOneBackend)
{
    Layer layer;
    layer.add_connection("here", connection(3, 40));
    auto const there = make_test_backend(GetParam());
    auto const alien = std::make_shared<LinearDirect>(there, Shape{3}, ConnectionConfig{});
    EXPECT_EQ(message_of<ArgumentError>([&] { layer.add_connection("there", alien); }),
              "connection \"there\" is on another backend (" + there->name() +
                  ") than the rest of the layer (" + there->name() +
                  "): all parts of a layer must be on one");
    EXPECT_EQ(layer.connection_names().size(), 1U);
}

TEST_P(WiringTest, SerialTransformsWhatTheConnectionGives)
{
    auto const from = connection(3, 40);
    auto const to   = lif(3);
    Serial layer(from, to, affine(backend, {1.0, 0.1, 1.0}));
    layer(all(3).view());
    EXPECT_EQ(from->download_output(), Reals(3, 40));
    EXPECT_EQ(to->download_spikes(), (Fired{1, 0, 1}));
    auto const refused = lif(3);
    Serial narrow(connection(3, 40), refused, [](RealView view) {
        return RealView{view.values, 2, 1};
    });
    EXPECT_EQ(message_of<ArgumentError>([&] { narrow(all(3).view()); }),
              "neurons \"serial\" of shape (3) and batch 1 need 1 x 3 input currents, the wiring "
              "gives 1 x 2");
}

TEST_P(WiringTest, ATransformMaySubmitAnyStage)
{
    Buffer<Real> memory(backend, 3);
    auto const from = connection(3, 40);
    Serial layer(from, lif(3), [&](RealView view) -> RealView {
        backend->submit(
            Stage(PushReals{view.values, view.batch, view.elements, memory.data(), nullptr}));
        return {memory.data(), view.elements, view.batch};
    });
    layer(all(3).view());
    EXPECT_EQ(memory.download(), Reals(3, 40));
    EXPECT_EQ(layer.neurons().download_spikes(), Fired(3, 1));
}

}  // namespace
}  // namespace inferno::test
