#include "inferno/network/recurrent_serial.hpp"

#include <algorithm>

#include "inferno/network/plan.hpp"
#include "inferno/neuron/lif.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class RecurrentSerialTest : public BackendTest {
  protected:
    std::shared_ptr<LinearDirect> direct(Index size, Real weight, Index batch = 1)
    {
        ConnectionConfig config;
        config.batch = batch;
        auto made    = std::make_shared<LinearDirect>(backend, Shape{size}, config);
        made->set_weight(Reals(static_cast<std::size_t>(size), weight));
        return made;
    }
    //! Neurons that fire from 15 nA on.
    std::shared_ptr<Neurons<LIF>> lif(Index size, Index batch = 1, double refractory_ms = 0)
    {
        LIF::Config config;
        config.refractory_ms    = refractory_ms;
        config.time_constant_ms = 1e-3;
        return std::make_shared<Neurons<LIF>>(backend, Shape{size}, batch, 1, config);
    }
    //! One neuron of each kind: 20 nA in, 16 nA across, 30 nA back.
    struct Loop {
        std::shared_ptr<LinearDirect> in, across, back;
        std::shared_ptr<Neurons<LIF>> onward, answer;
        std::unique_ptr<RecurrentSerial> layer;
    };
    Loop loop(RecurrentSerial::Options options = {}, Real back_weight = -30)
    {
        Loop made{direct(1, 20), direct(1, 16), direct(1, back_weight), lif(1), lif(1), nullptr};
        made.layer = std::make_unique<RecurrentSerial>(
            RecurrentSerial::Connections{made.in, made.across, made.back},
            RecurrentSerial::Groups{made.onward, made.answer},
            std::move(options));
        return made;
    }
    //! Spikes of both groups over some steps with the same input.
    std::pair<Fired, Fired> run(Loop const& net, int steps, std::uint8_t input = 1)
    {
        SpikeBuffer const spikes = spikes_on(backend, 1, 1, {input});
        std::pair<Fired, Fired> fired;
        for (int step = 0; step < steps; ++step) {
            (*net.layer)(spikes.view());
            append(fired.first, net.onward->download_spikes());
            append(fired.second, net.answer->download_spikes());
        }
        return fired;
    }
    std::pair<Fired, Fired> both(Fired const& fired) { return {fired, fired}; }
};
INFERNO_ON_EVERY_BACKEND(RecurrentSerialTest);

TEST_P(RecurrentSerialTest, FeedbackComesOneStepLater)
{
    Loop const net = loop();
    EXPECT_EQ(run(net, 5), both({1, 0, 1, 0, 1}))
        << "the answer comes in the same step and inhibits the next";
    EXPECT_EQ(net.across->download_output(), Reals{16});
    EXPECT_EQ(net.back->download_output(), Reals{0});
}

TEST_P(RecurrentSerialTest, ANetworkAtRestHasNoFeedback)
{
    EXPECT_EQ(run(loop({}, 100), 3, 0), both({0, 0, 0}))
        << "also without a refractory period, where the original would see spikes";
}

TEST_P(RecurrentSerialTest, FeedbackKeepsItselfGoing)
{
    Loop const net = loop({}, 20);
    run(net, 1);
    EXPECT_EQ(run(net, 3, 0), both({1, 1, 1}));
}

TEST_P(RecurrentSerialTest, ClearForgetsTheFeedback)
{
    Loop const net = loop({}, 20);
    run(net, 2);
    net.layer->clear();
    EXPECT_EQ(net.onward->download_spikes(), Fired{0});
    EXPECT_EQ(net.back->synapse().current_na(), Reals{0});
    EXPECT_EQ(run(net, 2, 0), both({0, 0}));
}

TEST_P(RecurrentSerialTest, TakesTheSpikesThatItMadeEvenIfAnotherLayerAdvancesTheNeurons)
{
    Loop const net = loop({}, 20);
    Serial other(direct(1, 0), net.answer);
    SpikeBuffer const silent = spikes_on(backend, 1, 1, {0});
    run(net, 1);
    other(silent.view());
    EXPECT_EQ(net.answer->download_spikes(), Fired{0});
    EXPECT_EQ(run(net, 1, 0).first, Fired{1});
}

TEST_P(RecurrentSerialTest, TransformsOutputsAndInputs)
{
    RecurrentSerial::Options options;
    options.feedforward_out = affine(backend, 2);    // 40
    options.lateral_out     = affine(backend, 0.5);  // 8: no answer
    EXPECT_EQ(run(loop(std::move(options)), 3), (std::pair<Fired, Fired>{{1, 1, 1}, {0, 0, 0}}));
    RecurrentSerial::Options weak;
    weak.feedback_out = affine(backend, 0.1);  // -3
    EXPECT_EQ(run(loop(std::move(weak)), 3), both({1, 1, 1}));

    SpikeBuffer const none = spikes_on(backend, 1, 1, {0});
    RecurrentSerial::Options deaf;
    deaf.feedback_in = [&](SpikeView) { return none.view(); };
    EXPECT_EQ(run(loop(std::move(deaf)), 3), both({1, 1, 1}));
    RecurrentSerial::Options cut;
    cut.lateral_in = [&](SpikeView) { return none.view(); };
    EXPECT_EQ(run(loop(std::move(cut)), 3), (std::pair<Fired, Fired>{{1, 1, 1}, {0, 0, 0}}));
}

TEST_P(RecurrentSerialTest, HasOneCellOrThree)
{
    Loop const plain = loop();
    EXPECT_EQ(plain.layer->cells().size(), 1U);
    EXPECT_EQ(plain.layer->feedforward_cell().connection, plain.in);
    EXPECT_THROW(plain.layer->lateral_cell(), ArgumentError);
    EXPECT_THROW(plain.layer->feedback_cell(), ArgumentError);
    RecurrentSerial::Options options;
    options.trainable_feedback = true;
    Loop const trained         = loop(std::move(options));
    EXPECT_EQ(trained.layer->cells().size(), 3U);
    EXPECT_EQ(trained.layer->lateral_cell().connection, trained.across);
    EXPECT_EQ(trained.layer->lateral_cell().neurons, trained.answer);
    EXPECT_EQ(trained.layer->feedback_cell().connection, trained.back);
    EXPECT_EQ(trained.layer->feedback_cell().neurons, trained.onward);
    EXPECT_THROW(trained.layer->remove_cell("lateral", "feedback"), StateError);
}

TEST_P(RecurrentSerialTest, NamesItsParts)
{
    RecurrentSerial::Options options;
    options.names  = {"in", "across", "back", "principal", "basket"};
    Loop const net = loop(std::move(options));
    EXPECT_EQ(&net.layer->connection("across"), net.across.get());
    EXPECT_EQ(&net.layer->neurons("basket"), net.answer.get());
    SpikeBuffer const spikes = spikes_on(backend, 1, 1, {1});
    LayerStep const step     = net.layer->forward({{"in", spikes.view()}});
    EXPECT_EQ(step.outputs_na.size(), 3U);
    EXPECT_EQ(step.spikes.count("principal") + step.spikes.count("basket"), 2U);
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  net.layer->forward({{"back", spikes.view()}});
              }),
              "RecurrentSerial: takes one input, for connection \"in\"");
}

TEST_P(RecurrentSerialTest, RefusesPartsThatDoNotFit)
{
    auto const wrong = [](RecurrentSerial::Connections connections,
                          RecurrentSerial::Groups groups) {
        return message_of<ArgumentError>(
            [&] { RecurrentSerial(std::move(connections), std::move(groups)); });
    };
    auto const in = direct(2, 1), ok = direct(2, 1), other = direct(3, 1);
    EXPECT_EQ(wrong({nullptr, ok, ok}, {lif(2), lif(2)}),
              "RecurrentSerial: the feedforward connection is null");
    EXPECT_EQ(wrong({in, nullptr, ok}, {lif(2), lif(2)}), "connection \"lateral\" is null");
    EXPECT_EQ(wrong({in, ok, other}, {lif(2), lif(2)}),
              "connection \"feedback\" with outputs (3) cannot feed neurons \"feedfwd\" of shape "
              "(2): the shapes must be the same");
    EXPECT_EQ(wrong({in, other, ok}, {lif(2), lif(2)}),
              "connection \"lateral\" with outputs (3) cannot feed neurons \"feedback\" of shape "
              "(2): the shapes must be the same");
    EXPECT_EQ(
        wrong({in, other, ok}, {lif(2), lif(3)}),
        "neurons \"feedfwd\" of shape (2) cannot feed connection \"lateral\" with inputs (3): "
        "there must be as many");
    EXPECT_EQ(wrong({in, ok, direct(2, 1, 4)}, {lif(2), lif(2)}),
              "connection \"feedback\" with batch 4 cannot feed neurons \"feedfwd\" with batch 1: "
              "the batches must be the same");
}

TEST_P(RecurrentSerialTest, AStepThatDoesNotFitLeavesItAsItWas)
{
    RecurrentSerial::Options options;
    options.lateral_out      = [](RealView view) { return RealView{view.values, 7, 1}; };
    Loop const net           = loop(std::move(options));
    SpikeBuffer const spikes = spikes_on(backend, 1, 1, {1});
    Reals const before       = net.onward->voltage_mv();
    EXPECT_EQ(message_of<ArgumentError>([&] { (*net.layer)(spikes.view()); }),
              "neurons \"feedback\" of shape (1) and batch 1 need 1 x 1 input currents, the wiring "
              "gives 1 x 7");
    EXPECT_EQ(net.in->download_output(), Reals{0});
    EXPECT_EQ(net.onward->download_spikes(), Fired{0});
    EXPECT_TRUE(same_bits(net.onward->voltage_mv(), before));
}

TEST_P(RecurrentSerialTest, RecordedStepsGiveTheSameBits)
{
    auto const make = [&] {
        ConnectionConfig config;
        config.batch       = 3;
        config.synapse     = DeltaCurrent{10};
        auto const dense   = std::make_shared<LinearDense>(backend, Shape{50}, Shape{40}, config);
        auto const across  = std::make_shared<LinearDirect>(backend, Shape{40}, config);
        auto const lateral = std::make_shared<LinearLateral>(backend, Shape{40}, config);
        dense->set_weight(random_reals(50 * 40, -0.05F, 0.2F, 1));
        across->set_weight(Reals(40, 2));
        lateral->set_weight(random_reals(40 * 40, -0.4F, 0.05F, 2));
        return std::make_unique<RecurrentSerial>(
            RecurrentSerial::Connections{dense, across, lateral},
            RecurrentSerial::Groups{lif(40, 3, 2), lif(40, 3, 1)});
    };
    auto const by_hand = make(), recorded = make();
    SpikeBuffer spikes(backend, 3, 50);
    auto const program = record(*backend, [&] { (*recorded)(spikes.view()); });
    Index total        = 0;
    for (std::uint64_t step = 0; step < 40; ++step) {
        spikes.upload(random_spikes(150, 0.4, step));
        (*by_hand)(spikes.view());
        program->run(1);
        for (char const* const group : {"feedfwd", "feedback"}) {
            NeuronGroup &one = by_hand->neurons(group), &other = recorded->neurons(group);
            EXPECT_TRUE(same_bits(one.voltage_mv(), other.voltage_mv()));
            Fired const fired = one.download_spikes();
            EXPECT_EQ(fired, other.download_spikes());
            total += std::count(fired.begin(), fired.end(), 1);
        }
    }
    EXPECT_GT(total, 500) << "something happens";
    EXPECT_LT(total, 5000);
}

}  // namespace
}  // namespace inferno::test
