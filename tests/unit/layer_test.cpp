#include "inferno/network/layer.hpp"

#include "inferno/neuron/lif.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

//! Gives the first output to a group of neurons.
class Pair final : public Layer {
  protected:
    NeuronInputs wiring(RealViews const& outputs) override
    {
        return {{target, outputs.begin()->second}};
    }

  public:
    std::string target = "cells";
};

class LayerTest : public BackendTest {
  protected:
    std::shared_ptr<LinearDirect> connection(Index size, Index batch = 1, double charge_pc = 100)
    {
        ConnectionConfig config;
        config.batch   = batch;
        config.synapse = DeltaCurrent{charge_pc};
        auto made      = std::make_shared<LinearDirect>(backend, Shape{size}, config);
        made->set_weight(Reals(static_cast<std::size_t>(size), 1));
        return made;
    }
    std::shared_ptr<Neurons<LIF>> lif(Shape shape, Index batch = 1, double refractory_ms = 4)
    {
        LIF::Config config;
        config.refractory_ms    = refractory_ms;
        config.time_constant_ms = 1;
        return std::make_shared<Neurons<LIF>>(backend, std::move(shape), batch, 1, config);
    }
    SpikeBuffer all(Index size, std::uint8_t fired = 1)
    {
        return spikes_on(backend, 1, size, Fired(static_cast<std::size_t>(size), fired));
    }
};
INFERNO_ON_EVERY_BACKEND(LayerTest);

TEST_P(LayerTest, SerialRunsItsConnectionIntoItsNeurons)
{
    auto const from = connection(3);
    auto const to   = lif({3});
    Serial layer(from, to);
    SpikeView const fired = layer(spikes_on(backend, 1, 3, {1, 0, 1}).view());
    EXPECT_EQ(from->download_output(), (Reals{100, 0, 100}));
    EXPECT_EQ(to->download_spikes(), (Fired{1, 0, 1}));
    EXPECT_EQ(fired.words, to->spikes().words);
    EXPECT_EQ(&layer.connection(), from.get());
    EXPECT_EQ(&layer.neurons(), to.get());
}

TEST_P(LayerTest, StepsANeuronGroupOncePerLayerThatHoldsIt)
{
    auto const shared = lif({1}, 1, 4);
    Serial one(connection(1), shared), two(connection(1), shared);
    SpikeBuffer const fired = all(1), silent = all(1, 0);
    one(fired.view());
    EXPECT_EQ(shared->refractory_ms(), Reals{4});
    two(silent.view());
    EXPECT_EQ(shared->refractory_ms(), Reals{3}) << "advanced a second time";
    EXPECT_EQ(shared->download_spikes(), Fired{0});
}

TEST_P(LayerTest, SerialRefusesPartsThatDoNotFit)
{
    auto const wrong = [](auto const& from, auto const& to) {
        return message_of<ArgumentError>([&] { Serial(from, to); });
    };
    EXPECT_EQ(
        wrong(connection(4), lif({2, 2})),
        "connection \"serial\" with outputs (4) cannot feed neurons \"serial\" of shape (2, 2): "
        "the shapes must be the same");
    EXPECT_EQ(wrong(connection(4, 2), lif({4}, 3)),
              "connection \"serial\" with batch 2 cannot feed neurons \"serial\" with batch 3: the "
              "batches must be the same");
    EXPECT_EQ(wrong(nullptr, lif({4})), "connection \"serial\" is null");
    EXPECT_EQ(wrong(connection(4), nullptr), "neurons \"serial\" are null");
    auto const elsewhere = std::make_shared<Neurons<LIF>>(
        make_test_backend(GetParam()), Shape{4}, 1, 1, LIF::Config{});
    std::string const name = backend->name();
    EXPECT_EQ(wrong(connection(4), elsewhere),
              "neurons \"serial\" are on another backend (" + name +
                  ") than the rest of the layer (" + name +
                  "): all parts of a layer must be on one");
}

TEST_P(LayerTest, FindsItsPartsByName)
{
    Pair layer;
    auto const from = connection(2);
    auto const to   = lif({2});
    layer.add_connection("input", from);
    layer.add_neurons("cells", to);
    EXPECT_EQ(&layer.connection("input"), from.get());
    EXPECT_EQ(&layer.neurons("cells"), to.get());
    auto const wrong = [](auto const& call) { return message_of<ArgumentError>(call); };
    EXPECT_EQ(wrong([&] { layer.connection("imput"); }),
              "the layer has no connection \"imput\" (did you mean \"input\"?)");
    EXPECT_EQ(wrong([&] { layer.neurons("other"); }),
              "the layer has no neurons \"other\" (known: cells)");
    EXPECT_EQ(wrong([&] { layer.add_connection("input", from); }),
              "connection \"input\" exists already");
    EXPECT_EQ(wrong([&] { layer.add_neurons("cells", to); }), "neurons \"cells\" exist already");
}

TEST_P(LayerTest, RunsTheConnectionsItIsGivenSpikesFor)
{
    Pair layer;
    auto const one = connection(2), two = connection(2);
    auto const cells = lif({2});
    layer.add_connection("one", one);
    layer.add_connection("two", two);
    layer.add_neurons("cells", cells);
    SpikeBuffer const fired = all(2);
    layer.forward({{"two", fired.view()}});
    EXPECT_EQ(one->download_output(), Reals(2));
    EXPECT_EQ(two->download_output(), Reals(2, 100));
    EXPECT_EQ(cells->download_spikes(), Fired(2, 1));
    EXPECT_THROW(layer.forward({{"one", fired.view()}, {"three", fired.view()}}), ArgumentError);
    EXPECT_EQ(one->download_output(), Reals(2)) << "nothing ran";
    layer.target = "nobody";
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  layer.forward({{"one", fired.view()}});
              }),
              "the layer has no neurons \"nobody\" (known: cells)");
}

TEST_P(LayerTest, CellIsAPairThatFits)
{
    Pair layer;
    layer.add_connection("input", connection(2));
    layer.add_neurons("cells", lif({2}));
    layer.add_neurons("more", lif({3}));
    EXPECT_EQ(message_of<ArgumentError>([&] { layer.cell("input", "cells"); }),
              "the layer has no cell of connection \"input\" and neurons \"cells\"; add it with "
              "add_cell()");
    Cell const cell = layer.add_cell("input", "cells");
    EXPECT_EQ(cell.layer, &layer);
    EXPECT_EQ(cell.connection.get(), &layer.connection("input"));
    EXPECT_EQ(cell.neurons.get(), &layer.neurons("cells"));
    EXPECT_EQ(
        message_of<ArgumentError>([&] { layer.add_cell("input", "more"); }),
        "connection \"input\" with outputs (2) cannot feed neurons \"more\" of shape (3): the "
        "shapes must be the same");
    layer.add_cell("input", "cells");
    EXPECT_EQ(layer.cells().size(), 1U) << "the same pair is the same cell";
    EXPECT_EQ(layer.cell("input", "cells").neurons, cell.neurons);
    layer.remove_cell("input", "more");
    EXPECT_EQ(layer.cells().size(), 1U);
    layer.remove_cell("input", "cells");
    EXPECT_TRUE(layer.cells().empty());
    EXPECT_THROW(layer.remove_cell("input", "mere"), ArgumentError);
    EXPECT_THROW(layer.add_cell("imput", "cells"), ArgumentError);
}

TEST_P(LayerTest, RemovesPartsAndTheirCells)
{
    Pair layer;
    layer.add_connection("one", connection(2));
    layer.add_connection("two", connection(2));
    layer.add_neurons("cells", lif({2}));
    layer.add_neurons("more", lif({2}));
    for (char const* const from : {"one", "two"}) {
        layer.add_cell(from, "cells");
        layer.add_cell(from, "more");
    }
    layer.remove_connection("one");
    EXPECT_EQ(layer.connection_names(), std::vector<std::string>{"two"});
    EXPECT_EQ(layer.cells().size(), 2U);
    layer.remove_neurons("more");
    EXPECT_EQ(layer.neurons_names(), std::vector<std::string>{"cells"});
    ASSERT_EQ(layer.cells().size(), 1U);
    EXPECT_EQ(layer.cells()[0].connection.get(), &layer.connection("two"));
    auto const wrong = [](auto const& call) { return message_of<ArgumentError>(call); };
    EXPECT_EQ(wrong([&] { layer.remove_connection("one"); }),
              "the layer has no connection \"one\" (known: two)");
    EXPECT_EQ(wrong([&] { layer.remove_neurons("cell"); }),
              "the layer has no neurons \"cell\" (did you mean \"cells\"?)");
    layer.add_connection("one", connection(2));
    EXPECT_EQ(layer.connection_names().size(), 2U);
}

TEST_P(LayerTest, PartsOfASerialAreFixed)
{
    Serial layer(connection(2), lif({2}));
    auto const wrong       = [](auto const& call) { return message_of<StateError>(call); };
    std::string const said = "the parts of a Serial layer can be neither added nor removed";
    EXPECT_EQ(wrong([&] { layer.add_connection("more", connection(2)); }), said);
    EXPECT_EQ(wrong([&] { layer.add_neurons("more", lif({2})); }), said);
    EXPECT_EQ(wrong([&] { layer.remove_connection("serial"); }), said);
    EXPECT_EQ(wrong([&] { layer.remove_neurons("serial"); }), said);
    EXPECT_EQ(wrong([&] { layer.remove_cell("serial", "serial"); }), said);
    EXPECT_EQ(layer.cells().size(), 1U);
}

TEST_P(LayerTest, UpdatesAndClearsItsParts)
{
    auto const from = connection(1);
    auto const to   = lif({1});
    Serial layer(from, to);
    from->make_updater()["weight"].add_potentiation(Reals{1});
    layer.update();
    EXPECT_EQ(from->weight(), Reals{2});
    layer(all(1).view());
    (*from->updater())["weight"].add_potentiation(Reals{1});
    layer.clear();
    layer.update();
    EXPECT_EQ(from->weight(), Reals{2}) << "proposals are forgotten";
    EXPECT_EQ(to->voltage_mv(), Reals{-65});
    EXPECT_EQ(to->download_spikes(), Fired{0});
    EXPECT_EQ(from->synapse().current_na(), Reals{0});
}

TEST_P(LayerTest, WatchesInTrainingOnly)
{
    Serial layer(connection(1), lif({1}));
    TraceParams const params{0.5F, 1, TraceMode::cumulative};
    auto const monitor      = layer.watch(layer.connection().synapse_spikes(), params);
    SpikeBuffer const fired = all(1);
    layer(fired.view());
    EXPECT_EQ(monitor->trace(), Reals{1});
    layer.train(false);
    EXPECT_FALSE(layer.training());
    layer(fired.view());
    EXPECT_EQ(monitor->trace(), Reals{1});
    layer.train(true);
    layer(fired.view());
    EXPECT_EQ(monitor->trace(), Reals{1.5F});
}

TEST_P(LayerTest, WhoAsksForAMonitorHasItAlone)
{
    Serial layer(connection(1), lif({1}));
    SpikeView const spikes = layer.connection().synapse_spikes();
    auto const first       = layer.watch(spikes, {0.5F, 1, TraceMode::cumulative});
    auto const second      = layer.watch(spikes, {0.5F, 1, TraceMode::cumulative});
    layer(all(1).view());
    second->clear();
    EXPECT_EQ(first->trace(), Reals{1});
}

TEST_P(LayerTest, MonitorsLookBeforeTheHooks)
{
    Serial layer(connection(1), lif({1}));
    std::string order;
    layer.hooks().add(HookPoint::after_step, [&] { order += "hook"; });
    auto alive = std::make_shared<char>();
    layer.look_while(alive, [&] { order += "look, "; });
    layer(all(1).view());
    EXPECT_EQ(order, "look, hook");
    alive.reset();
    layer(all(1).view());
    EXPECT_EQ(order, "look, hookhook");
}

TEST_P(LayerTest, ForgetsMonitorsThatNobodyHolds)
{
    Serial layer(connection(1), lif({1}));
    std::weak_ptr<TraceMonitor> const gone =
        layer.watch(layer.neurons().spikes(), {0.5F, 1, TraceMode::cumulative});
    EXPECT_TRUE(gone.expired());
    EXPECT_NO_THROW(layer(all(1).view()));
}

TEST_P(LayerTest, WatchesOnlyWithAConnection)
{
    Pair layer;
    SpikeBuffer const fired = all(1);
    EXPECT_EQ(message_of<StateError>([&] { layer.watch(fired.view(), {}); }),
              "the layer has no connection yet; add one before watching spikes");
}

TEST_P(LayerTest, LeavesMonitorsAloneWhenAnotherLayerSteps)
{
    auto const shared = lif({1});
    Serial one(connection(1), shared), two(connection(1), shared);
    auto const monitor = one.watch(shared->spikes(), {0.5F, 1, TraceMode::cumulative});
    two(all(1).view());
    EXPECT_EQ(shared->download_spikes(), Fired{1});
    EXPECT_EQ(monitor->trace(), Reals{0}) << "it looks after steps of its own layer";
}

}  // namespace
}  // namespace inferno::test
