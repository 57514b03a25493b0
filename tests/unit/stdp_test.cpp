#include "inferno/network/stdp.hpp"

#include <cmath>

#include "support/compare.hpp"
#include "support/one_synapse_test.hpp"

namespace inferno::test {
namespace {

class StdpTest : public OneSynapseTest {};
INFERNO_ON_EVERY_BACKEND(StdpTest);

TEST_P(StdpTest, AddsTheTraceAtEachSpike)
{
    Net one = net();
    STDP trainer(hebbian);
    trainer.register_cell("only", one.layer->cell());
    step(one, trainer, 1);
    EXPECT_EQ(weight(one), 1 + (0.1F - 0.05F)) << "both spikes see this step's traces";
    step(one, trainer, 0);
    EXPECT_EQ(weight(one), 1 + (0.1F - 0.05F));
    EXPECT_EQ(trainer.unit("only").pre->trace(), Reals{static_cast<Real>(std::exp(-0.1)) * 0.1F});
    EXPECT_EQ(trainer.unit("only").post->trace(),
              Reals{static_cast<Real>(std::exp(-0.05)) * 0.05F});
}

TEST_P(StdpTest, SignsOfTheRatesChooseTheDirection)
{
    for (auto const& [post, pre] : {std::pair{0.1, 0.05}, {-0.1, 0.05}, {-0.1, -0.05}}) {
        Net one = net();
        STDP trainer({post, pre, 20, 20});
        trainer.register_cell("only", one.layer->cell());
        step(one, trainer, 1);
        EXPECT_FLOAT_EQ(weight(one), static_cast<Real>(1 + post + pre));
    }
}

TEST_P(StdpTest, TwoCallsBeforeAnUpdateAddUp)
{
    Net one = net();
    STDP trainer({0.1, 0.05, 20, 20});
    trainer.register_cell("only", one.layer->cell());
    (*one.layer)(spikes_on(backend, 1, 1, {1}).view());
    trainer();
    trainer();
    one.layer->update();
    EXPECT_FLOAT_EQ(weight(one), 1.3F);
}

TEST_P(StdpTest, TwoTrainersShareOneWeight)
{
    Net one = net();
    STDP first({0.1, 0.1, 20, 20}), second({0.2, -0.1, 20, 20});
    first.register_cell("only", one.layer->cell());
    second.register_cell("only", one.layer->cell());
    (*one.layer)(spikes_on(backend, 1, 1, {1}).view());
    first();
    second();
    one.layer->update();
    EXPECT_FLOAT_EQ(weight(one), 1.3F);
}

TEST_P(StdpTest, ProposesNothingInEvaluation)
{
    Net one = net();
    STDP trainer(hebbian);
    trainer.register_cell("only", one.layer->cell());
    trainer.train(false);
    step(one, trainer, 1);
    EXPECT_EQ(weight(one), 1.0F);
    trainer.train(true);
    one.layer->train(false);
    step(one, trainer, 1);
    EXPECT_EQ(weight(one), 1.0F);
    one.layer->train(true);
    step(one, trainer, 1);
    EXPECT_GT(weight(one), 1.0F);
}

TEST_P(StdpTest, ForgetsItsTracesWhenCleared)
{
    Net one = net();
    STDP trainer(hebbian);
    trainer.register_cell("only", one.layer->cell());
    step(one, trainer, 1);
    trainer.clear();
    EXPECT_EQ(trainer.unit("only").pre->trace(), Reals{0});
    EXPECT_EQ(trainer.unit("only").post->trace(), Reals{0});
    EXPECT_EQ(trainer.unit("only").pre->spikes(), Fired{0});
}

TEST_P(StdpTest, ACellMayHaveItsOwnRates)
{
    Net one = net();
    STDP trainer(hebbian);
    trainer.register_cell("only", one.layer->cell(), STDP::Config{0.3, 0.1, 20, 20});
    step(one, trainer, 1);
    EXPECT_FLOAT_EQ(weight(one), 1.4F);
    EXPECT_EQ(trainer.unit("only").config.lr_post, 0.3);
}

TEST_P(StdpTest, RefusesWhatItCannotTrain)
{
    Net one = net(), fixed = net(false);
    STDP trainer(hebbian);
    trainer.register_cell("only", one.layer->cell());
    EXPECT_EQ(message_of<ArgumentError>([&] { trainer.register_cell("only", one.layer->cell()); }),
              "STDP: a cell named \"only\" is registered already");
    EXPECT_EQ(message_of<StateError>([&] { trainer.register_cell("new", fixed.layer->cell()); }),
              "STDP: cell \"new\": its connection does not train \"weight\"; call make_updater() "
              "first");
    EXPECT_EQ(message_of<ArgumentError>([&] { trainer.unit("onyl"); }),
              "STDP: no cell is named \"onyl\" (did you mean \"only\"?)");
    auto const wrong = [](STDP::Config const& config) {
        return message_of<ArgumentError>([&] { STDP stdp(config); });
    };
    EXPECT_EQ(wrong({0.1, 0.1, 0, 20}), "tc_post_ms: is 0, must be greater than 0");
    EXPECT_EQ(wrong({0.1, 0.1, 20, -1}), "tc_pre_ms: is -1, must be greater than 0");
    EXPECT_EQ(wrong({INFINITY, 0.1, 20, 20}), "lr_post: is inf, must be finite");
    EXPECT_EQ(wrong({0.1, -INFINITY, 20, 20}), "lr_pre: is -inf, must be finite");
    EXPECT_EQ(wrong({0.1, 0.1, INFINITY, 20}), "tc_post_ms: is inf, must be finite");
    EXPECT_EQ(wrong({0.1, 1e39, 20, 20}), "lr_pre: is 1e+39, must be finite in single precision");
    EXPECT_EQ(wrong({0.1, 0.1, 20, 1e-46}),
              "tc_pre_ms: is 1e-46, must be greater than 0 in single precision");
}

}  // namespace
}  // namespace inferno::test
