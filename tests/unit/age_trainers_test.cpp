//! Trainers that act on times between spikes and on rates: directions, and what they refuse.
#include "inferno/network/age_stdp.hpp"
#include "inferno/network/homeostasis.hpp"
#include "inferno/neuron/exact.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class AgeTrainersTest : public BackendTest {
  protected:
    //! Two neurons with an input each, of weight 1, bias 0 and, if wanted, delays of 2 ms.
    struct Net {
        std::shared_ptr<LinearDirect> connection;
        std::shared_ptr<Neurons<ExactNeuron>> neurons;
        std::unique_ptr<Serial> layer;
    };
    Net net(bool delayed = false)
    {
        ConnectionConfig config;
        config.bias = true;
        if (delayed) { config.delay_ms = 5; }
        Net made;
        made.connection = std::make_shared<LinearDirect>(backend, Shape{2}, config);
        made.neurons =
            std::make_shared<Neurons<ExactNeuron>>(backend, Shape{2}, 1, 1, ExactNeuron::Config{});
        made.layer = std::make_unique<Serial>(made.connection, made.neurons);
        made.connection->set_weight(Reals{1, 1});
        if (delayed) { made.connection->set_delay_ms(Reals{2, 2}); }
        made.connection->make_updater();
        return made;
    }
    //! One step in which these inputs spike and these neurons fire.
    void step(Net& net, Fired const& inputs, Fired const& fires)
    {
        force_spikes(*net.neurons, fires);
        (*net.layer)(spikes_on(backend, 1, 2, inputs).view());
    }
};
INFERNO_ON_EVERY_BACKEND(AgeTrainersTest);

TEST_P(AgeTrainersTest, HomeostasisLowersWhatFiresTooOftenAndRaisesWhatIsSilent)
{
    for (char const* const parameter : {"weight", "bias"}) {
        Net made = net();
        HomeostasisConfig config;
        config.plasticity = 0.5;
        config.target     = 0.25;
        config.trains     = parameter;
        LinearHomeostasis trainer(config);
        trainer.register_cell("cell", made.layer->cell());
        Reals const before = made.connection->parameter(parameter).memory->download();
        step(made, {0, 0}, {1, 0});
        trainer();
        made.connection->update();
        Reals const after = made.connection->parameter(parameter).memory->download();
        EXPECT_EQ(after, (Reals{before[0] - 1.5F, before[1] + 0.5F})) << parameter;
    }
}

TEST_P(AgeTrainersTest, HomeostasisOfAFilterTakesTheMeanOverItsPositions)
{
    Conv2DShape shape;
    shape.width   = 3;
    shape.filters = 2;
    ConnectionConfig with_bias;
    with_bias.batch    = 2;
    with_bias.bias     = true;
    with_bias.delay_ms = 2;
    for (std::string const parameter : {"weight", "bias", "delay"}) {
        auto const connection = std::make_shared<Conv2D>(backend, shape, with_bias);
        auto const neurons    = std::make_shared<Neurons<ExactNeuron>>(
            backend, Shape{2, 1, 3}, 2, 1, ExactNeuron::Config{});
        Serial layer(connection, neurons);
        connection->set_delay_ms(Reals{1, 1});
        connection->make_updater();
        HomeostasisConfig config;
        config.plasticity = 0.5;
        config.target     = 0.25;
        config.trains     = parameter;
        LinearHomeostasis trainer(config);
        trainer.register_cell("cell", layer.cell());
        Reals const before = connection->parameter(parameter).memory->download();
        // [batch][filters][positions]
        force_spikes(*neurons, Fired{1, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0});
        layer(spikes_on(backend, 2, 3, Fired(6)).view());
        trainer();
        connection->update();
        // filter 0: relative distances 1 - 4 rate have the means (-3 + 1 + 1) / 3 and -3
        Real const sign   = parameter == "delay" ? -1 : 1;
        Reals const after = connection->parameter(parameter).memory->download();
        EXPECT_FLOAT_EQ(after[0] - before[0], sign * 0.5F * (-1.0F / 3 - 3) / 2) << parameter;
        EXPECT_FLOAT_EQ(after[1] - before[1], sign * 0.5F) << parameter << ": filter 1 is silent";
    }
}

TEST_P(AgeTrainersTest, TimesAndRatesStayAsTheyAreInEvaluation)
{
    Net made = net(true);
    HomeostasisConfig config;
    config.plasticity = 0.5;
    LinearHomeostasis rates(config);
    KernelSTDP<> ages({});
    rates.register_cell("cell", made.layer->cell());
    ages.register_cell("cell", made.layer->cell());
    auto const now = [&] {
        KernelSTDP<>::Unit const& unit = ages.unit("cell");
        Reals all                      = rates.unit("cell").rate->peek();
        for (Reals const& more : {unit.pre->peek(), unit.post->peek()}) {
            all.insert(all.end(), more.begin(), more.end());
        }
        return all;
    };
    step(made, {1, 1}, {1, 1});
    Reals const before = now();
    rates.train(false);
    ages.train(false);
    step(made, {0, 0}, {0, 0});
    EXPECT_EQ(now(), before);
    rates.train(true);
    ages.train(true);
    step(made, {0, 0}, {0, 0});
    EXPECT_EQ(now(), (Reals{0.5F, 0.5F, 1, 1, 1, 1})) << "two steps were seen";
}

TEST_P(AgeTrainersTest, DelaysMoveSourceSpikesTowardsTheTargetSpike)
{
    Net made = net(true);
    DelayAdjustedConfig config{0.1, -0.1};
    config.trains = Trained::delay;
    DelayAdjustedSTDP trainer(config);
    trainer.register_cell("cell", made.layer->cell());
    step(made, {1, 1}, {0, 0});
    step(made, {0, 0}, {1, 0});  // before the spike of the first input has arrived
    trainer();
    made.connection->update();
    EXPECT_EQ(made.connection->delay_ms()[1], 2) << "its neuron has not fired yet";
    EXPECT_GT(made.connection->delay_ms()[0], 2) << "the original's direction for late arrivals";
    for (int wait = 0; wait < 3; ++wait) {
        step(made, {0, 0}, {0, 0});
    }
    step(made, {0, 0}, {0, 1});  // three steps after the spike of the second input has arrived
    trainer();
    made.connection->update();
    EXPECT_LT(made.connection->delay_ms()[1], 2);
}

TEST_P(AgeTrainersTest, RecordedWithItsUpdateDelaysFollowAtOnce)
{
    Reals delays[2], outputs[2];
    for (bool const recorded : {false, true}) {
        Net made = net(true);
        DelayAdjustedConfig config{0.3, -0.3};
        config.trains = Trained::delay;
        DelayAdjustedSTDP trainer(config);
        trainer.register_cell("cell", made.layer->cell());
        SpikeBuffer const input = spikes_on(backend, 1, 2, {1, 0});
        auto const turn         = [&] {
            (*made.layer)(input.view());
            trainer();
            made.connection->update();
        };
        if (recorded) {
            record(*backend, turn)->run(8);
        } else {
            for (int repeat = 0; repeat < 8; ++repeat) {
                turn();
            }
        }
        delays[recorded]  = made.connection->delay_ms();
        outputs[recorded] = made.connection->download_output();
    }
    EXPECT_EQ(delays[0], delays[1]);
    EXPECT_EQ(outputs[0], outputs[1]);
    EXPECT_NE(delays[0], (Reals{2, 2}));
}

TEST_P(AgeTrainersTest, RefusesWhatDoesNotFit)
{
    Net const made = net();
    DelayAdjustedSTDP adjusted({0.1, -0.1});
    EXPECT_EQ(message_of<StateError>([&] { adjusted.register_cell("cell", made.layer->cell()); }),
              "DelayAdjustedSTDP: the cell's connection was made without delays");
    DelayAdjustedConfig config{0.1, -0.1};
    config.trains = Trained::delay;
    DelayAdjustedSTDP delays(config);
    EXPECT_EQ(message_of<StateError>([&] { delays.register_cell("cell", made.layer->cell()); }),
              "DelayAdjustedSTDP: cell \"cell\": the connection has no parameter \"delay\" (known: "
              "weight, bias)");
    HomeostasisConfig rates;
    rates.trains  = "bias";
    auto const of = [&](bool bias) {
        ConnectionConfig connection;
        connection.bias = bias;
        Serial layer(std::make_shared<LinearDirect>(backend, Shape{2}, connection), made.neurons);
        LinearHomeostasis trainer(rates);
        return message_of<StateError>([&] { trainer.register_cell("cell", layer.cell()); });
    };
    EXPECT_EQ(of(false),
              "LinearHomeostasis: cell \"cell\": the connection has no parameter \"bias\" (known: "
              "weight)");
    EXPECT_EQ(of(true),
              "LinearHomeostasis: cell \"cell\": its connection does not train \"bias\"; call "
              "make_updater() first");
    rates.trains = "weight";
    rates.target = 0;
    EXPECT_EQ(message_of<ArgumentError>([&] { LinearHomeostasis trainer(rates); }),
              "target: is 0, must be greater than 0");
    rates.plasticity = 1;
    rates.target     = 1e-40;
    EXPECT_EQ(message_of<ArgumentError>([&] { LinearHomeostasis trainer(rates); }),
              "target: is 1e-40, too small for a plasticity of 1: changes would be infinite");
    rates.target = 0.1;
    rates.trains = "threshold";
    EXPECT_EQ(message_of<ArgumentError>([&] { LinearHomeostasis trainer(rates); }),
              "trains: is \"threshold\", must be \"weight\", \"bias\" or \"delay\"");
}

}  // namespace
}  // namespace inferno::test
