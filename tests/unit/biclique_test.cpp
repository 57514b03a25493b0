#include "inferno/network/biclique.hpp"

#include "inferno/network/plan.hpp"
#include "inferno/neuron/lif.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class BicliqueTest : public BackendTest {
  protected:
    std::shared_ptr<LinearDirect> connection(Reals const& weight, Index batch = 1)
    {
        ConnectionConfig config;
        config.batch = batch;
        auto made    = std::make_shared<LinearDirect>(backend, Shape{std::ssize(weight)}, config);
        made->set_weight(weight);
        return made;
    }
    //! Neurons that fire from 15 nA on.
    std::shared_ptr<Neurons<LIF>> lif(Shape shape, Index batch = 1)
    {
        LIF::Config config;
        config.refractory_ms    = 0;
        config.time_constant_ms = 1e-3;
        return std::make_shared<Neurons<LIF>>(backend, std::move(shape), batch, 1, config);
    }
    SpikeBuffer all(Index size)
    {
        return spikes_on(backend, 1, size, Fired(static_cast<std::size_t>(size), 1));
    }
    //! Spikes of neurons that get 10, 20 and 2 nA, combined.
    Fired fired(Combine how)
    {
        auto const to = lif({2});
        Biclique layer(
            {{"a", connection({10, 4})}, {"b", connection({20, 4})}, {"c", connection({2, 4})}},
            {{"to", to}},
            how);
        SpikeBuffer const spikes = all(2);
        layer.forward({{"a", spikes.view()}, {"b", spikes.view()}, {"c", spikes.view()}});
        return to->download_spikes();
    }
};
INFERNO_ON_EVERY_BACKEND(BicliqueTest);

TEST_P(BicliqueTest, CombinesAllConnectionsIntoAllNeurons)
{
    EXPECT_EQ(fired(Combine::sum), (Fired{1, 0}));   // 32, 12
    EXPECT_EQ(fired(Combine::mean), (Fired{0, 0}));  // 10.7, 4
    EXPECT_EQ(fired(Combine::prod), (Fired{1, 1}));  // 400, 64
    EXPECT_EQ(fired(Combine::min), (Fired{0, 0}));   // 2, 4
    EXPECT_EQ(fired(Combine::max), (Fired{1, 0}));   // 20, 4
}

TEST_P(BicliqueTest, TransformsEachInputAndWhatEachGroupGets)
{
    auto const one = lif({2}), two = lif({2});
    Biclique layer({{"a", connection({10, 10}), affine(backend, 2)}, {"b", connection({-9, -2})}},
                   {{"one", one}, {"two", two, affine(backend, 1, -4)}});
    SpikeBuffer const spikes = all(2);
    LayerStep const step     = layer.forward({{"a", spikes.view()}, {"b", spikes.view()}});
    EXPECT_EQ(one->download_spikes(), (Fired{0, 1}));  // 11, 18
    EXPECT_EQ(two->download_spikes(), (Fired{0, 0}));  // 7, 14
    EXPECT_EQ(step.outputs_na.size(), 2U);
    EXPECT_EQ(step.spikes.size(), 2U);
}

TEST_P(BicliqueTest, AFunctionMayCombine)
{
    auto const to = lif({2});
    Index calls   = 0;
    Combination most(backend, Combine::max);
    Biclique layer({{"a", connection({10, 30})}, {"b", connection({16, 1})}},
                   {{"to", to}, {"more", lif({2})}},
                   [&](RealViews const& outputs) {
                       ++calls;
                       return most({{"b", outputs.at("b")}, {"a", outputs.at("a")}});
                   });
    SpikeBuffer const spikes = all(2);
    layer.forward({{"a", spikes.view()}, {"b", spikes.view()}});
    EXPECT_EQ(to->download_spikes(), (Fired{1, 1}));
    EXPECT_EQ(calls, 1) << "once for all groups";
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  Biclique none({{"a", connection({1})}}, {{"to", lif({1})}}, Biclique::Function());
              }),
              "Biclique: the function that combines is empty");
}

TEST_P(BicliqueTest, CombinesOnlyWhatRuns)
{
    auto const to = lif({1});
    Biclique layer({{"a", connection({16})}, {"b", connection({2})}}, {{"to", to}}, Combine::mean);
    SpikeBuffer const spikes = all(1);
    layer.forward({{"a", spikes.view()}, {"b", spikes.view()}});
    EXPECT_EQ(to->download_spikes(), Fired{0}) << "the mean of 16 and 2";
    layer.forward({{"a", spikes.view()}});
    EXPECT_EQ(to->download_spikes(), Fired{1}) << "the mean of 16";
    Reals const before = to->voltage_mv();
    layer.forward({});
    EXPECT_TRUE(same_bits(to->voltage_mv(), before)) << "nothing runs";
}

TEST_P(BicliqueTest, HasAllCellsAndFixedParts)
{
    Biclique layer({{"a", connection({1})}, {"b", connection({1})}},
                   {{"x", lif({1})}, {"y", lif({1})}, {"z", lif({1})}});
    EXPECT_EQ(layer.cells().size(), 6U);
    EXPECT_EQ(layer.cell("b", "z").connection.get(), &layer.connection("b"));
    EXPECT_EQ(layer.add_cell("b", "z").neurons.get(), &layer.neurons("z")) << "it is there";
    auto const wrong       = [](auto const& call) { return message_of<StateError>(call); };
    std::string const said = "the parts of a Biclique layer can be neither added nor removed";
    EXPECT_EQ(wrong([&] { layer.add_connection("c", connection({1})); }), said);
    EXPECT_EQ(wrong([&] { layer.remove_neurons("x"); }), said);
    EXPECT_EQ(wrong([&] { layer.remove_cell("a", "x"); }), said);
}

TEST_P(BicliqueTest, RefusesPartsThatDoNotFit)
{
    auto const wrong = [](std::vector<Biclique::Input> connections,
                          std::vector<Biclique::Output> neurons) {
        return message_of<ArgumentError>(
            [&] { Biclique(std::move(connections), std::move(neurons)); });
    };
    EXPECT_EQ(wrong({}, {{"x", lif({1})}}), "Biclique: needs at least one connection");
    EXPECT_EQ(wrong({{"a", connection({1})}}, {}), "Biclique: needs at least one group of neurons");
    EXPECT_EQ(wrong({{"a", connection({1})}, {"a", connection({1})}}, {{"x", lif({1})}}),
              "connection \"a\" exists already");
    EXPECT_EQ(
        wrong({{"a", connection({1})}, {"b", connection({1, 2})}}, {{"x", lif({1})}}),
        "connection \"b\" with outputs (2) cannot feed neurons \"x\" of shape (1): the shapes "
        "must be the same");
    EXPECT_EQ(wrong({{"a", connection({1})}, {"b", connection({1}, 2)}}, {{"x", lif({1})}}),
              "connection \"b\" with batch 2 cannot feed neurons \"x\" with batch 1: the batches "
              "must be the same");
    EXPECT_EQ(wrong({{"a", nullptr}}, {{"x", lif({1})}}), "connection \"a\" is null");
}

TEST_P(BicliqueTest, KeepsItsShapeOverManySteps)
{
    auto const to = lif({2, 3}, 4);
    ConnectionConfig config;
    config.batch    = 4;
    auto const from = std::make_shared<LinearDirect>(backend, Shape{2, 3}, config);
    Biclique layer({{"a", from}}, {{"to", to}});
    SpikeBuffer const spikes = spikes_on(backend, 4, 6, Fired(24, 1));
    for (int step = 0; step < 3; ++step) {
        layer.forward({{"a", spikes.view()}});
        EXPECT_EQ(to->download_spikes().size(), 24U);
        EXPECT_EQ(to->voltage_mv().size(), 24U);
    }
}

TEST_P(BicliqueTest, RecordedStepsGiveTheSameBitsInOnePhaseWithTheNeurons)
{
    auto const make = [&] {
        std::vector<Biclique::Input> inputs;
        for (int k = 0; k < 11; ++k) {
            Reals const weight = random_reals(45, -4, 9, 50 + static_cast<std::uint64_t>(k));
            inputs.push_back({"c" + std::to_string(k), connection(weight, 2)});
        }
        return std::make_unique<Biclique>(
            std::move(inputs), std::vector<Biclique::Output>{{"to", lif({45}, 2)}}, Combine::mean);
    };
    auto const by_hand = make(), recorded = make();
    SpikeBuffer spikes(backend, 2, 45);
    SpikeViews inputs;
    for (std::string const& name : by_hand->connection_names()) {
        inputs[name] = spikes.view();
    }
    auto const program = record(*backend, [&] { recorded->forward(inputs); });
    for (std::uint64_t step = 0; step < 20; ++step) {
        spikes.upload(random_spikes(90, 0.7, step));
        by_hand->forward(inputs);
        program->run(1);
        EXPECT_TRUE(
            same_bits(by_hand->neurons("to").voltage_mv(), recorded->neurons("to").voltage_mv()));
        EXPECT_EQ(by_hand->neurons("to").download_spikes(),
                  recorded->neurons("to").download_spikes());
    }
    Recorder const recorder(*backend);
    by_hand->forward(inputs);
    EXPECT_EQ(recorder.plan().phases().size(), 1U);
}

}  // namespace
}  // namespace inferno::test
