//! What trainers keep for their cells: whose it is, when it looks, and how long it lives.
#include <cmath>

#include "inferno/network/reward_stdp.hpp"
#include "inferno/network/stdp.hpp"

#include "support/compare.hpp"
#include "support/naive_trainers.hpp"
#include "support/one_synapse_test.hpp"

namespace inferno::test {
namespace {

class TrainerCellsTest : public OneSynapseTest {};
INFERNO_ON_EVERY_BACKEND(TrainerCellsTest);

TEST_P(TrainerCellsTest, CellsKeepTheirPartsAndKnowWhenTheLayerIsGone)
{
    auto layer      = net(false).layer;
    Cell const cell = layer->cell();
    EXPECT_FALSE(cell.trains()) << "no updater";
    cell.connection->make_updater();
    EXPECT_TRUE(cell.trains());
    layer->train(false);
    EXPECT_FALSE(cell.trains());
    layer->train(true);
    layer.reset();
    EXPECT_FALSE(cell.trains());
    EXPECT_EQ(cell.connection->batch(), cell.neurons->batch());
}

TEST_P(TrainerCellsTest, ATrainerThatIsClearedLeavesTheTracesOfOthers)
{
    Net one = net();
    STDP first(hebbian), second(hebbian);
    first.register_cell("a", one.layer->cell());
    second.register_cell("b", one.layer->cell());
    step(one, first, 1);
    second.clear();
    EXPECT_EQ(first.unit("a").pre->trace(), Reals{0.1F});
    EXPECT_EQ(second.unit("b").pre->trace(), Reals{0});
}

TEST_P(TrainerCellsTest, InEvaluationTracesStayAsTheyAre)
{
    Net one = net();
    STDP trainer(hebbian), other(hebbian);
    trainer.register_cell("only", one.layer->cell());
    other.register_cell("only", one.layer->cell());
    step(one, trainer, 1);
    Reals const before = trainer.unit("only").pre->trace();
    trainer.train(false);
    step(one, trainer, 0);
    EXPECT_EQ(trainer.unit("only").pre->trace(), before);
    EXPECT_LT(other.unit("only").pre->trace(), before) << "it is in training";
    trainer.train(true);
    step(one, trainer, 0);
    EXPECT_EQ(trainer.unit("only").pre->trace(), Reals{static_cast<Real>(std::exp(-0.1)) * 0.1F});
}

TEST_P(TrainerCellsTest, ARecordedStepKeepsTheModeOfItsTrainer)
{
    Net one = net();
    STDP trainer(hebbian);
    trainer.register_cell("only", one.layer->cell());
    SpikeBuffer const spikes = spikes_on(backend, 1, 1, {1});
    auto const recorded      = [&](bool training) {
        trainer.train(training);
        auto program = record(*backend, [&] {
            (*one.layer)(spikes.view());
            trainer();
            one.layer->update();
        });
        trainer.train(!training);
        return program;
    };
    auto const testing = recorded(false), training = recorded(true);
    testing->run(3);
    EXPECT_EQ(trainer.unit("only").pre->trace(), Reals{0});
    EXPECT_EQ(weight(one), 1.0F);
    training->run(1);
    EXPECT_EQ(trainer.unit("only").pre->trace(), Reals{0.1F});
    EXPECT_EQ(weight(one), 1 + (0.1F - 0.05F));
}

TEST_P(TrainerCellsTest, RunsOnTheCellsThatAreNamed)
{
    Net one = net(), two = net();
    STDP trainer(hebbian);
    trainer.register_cell("one", one.layer->cell());
    trainer.register_cell("two", two.layer->cell());
    EXPECT_EQ(trainer.cell_names(), (std::vector<std::string>{"one", "two"}));
    SpikeBuffer const spikes = spikes_on(backend, 1, 1, {1});
    (*one.layer)(spikes.view());
    (*two.layer)(spikes.view());
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  trainer.run_on({"one", "tow"});
              }),
              "STDP: no cell is named \"tow\" (did you mean \"two\"?)");
    trainer.run_on({"two", "two"});
    trainer.run_on({});
    one.layer->update();
    two.layer->update();
    EXPECT_EQ(weight(one), 1.0F) << "neither by its own name nor beside a wrong one";
    EXPECT_EQ(weight(two), 1 + (0.1F - 0.05F)) << "once, however often it is named";
    trainer.train(false);
    trainer.run_on({"one"});
    one.layer->update();
    EXPECT_EQ(weight(one), 1.0F);
}

TEST_P(TrainerCellsTest, ForgetsACellThatIsRemoved)
{
    Net one = net();
    STDP trainer(hebbian);
    trainer.register_cell("only", one.layer->cell());
    std::weak_ptr<TraceMonitor> const gone = trainer.unit("only").pre;
    trainer.remove_cell("only");
    EXPECT_TRUE(gone.expired());
    step(one, trainer, 1);
    EXPECT_EQ(weight(one), 1.0F);
    EXPECT_EQ(message_of<ArgumentError>([&] { trainer.remove_cell("only"); }),
              "STDP: no cell is named \"only\"");
    trainer.register_cell("only", one.layer->cell());
    step(one, trainer, 1);
    EXPECT_GT(weight(one), 1.0F);
}

TEST_P(TrainerCellsTest, OutlivesTheLayersOfItsCells)
{
    Net one = net(), two = net();
    STDP trainer(hebbian);
    trainer.register_cell("gone", one.layer->cell());
    trainer.register_cell("kept", two.layer->cell());
    Cell const cell = one.layer->cell();
    (*one.layer)(spikes_on(backend, 1, 1, {1}).view());
    one = {};
    step(two, trainer, 1);
    EXPECT_GT(weight(two), 1.0F);
    EXPECT_NO_THROW(trainer.run_on({"gone"}));
    EXPECT_NO_THROW(trainer.clear());
    EXPECT_EQ(message_of<ArgumentError>([&] { trainer.register_cell("gone", cell); }),
              "STDP: cell \"gone\": is no cell of its layer; take one from its cell() or "
              "add_cell()");
    EXPECT_NO_THROW(trainer.register_cell("gone", two.layer->cell())) << "the name is free";
}

TEST_P(TrainerCellsTest, LayersOutliveTheirTrainers)
{
    Net one = net();
    {
        STDP trainer(hebbian);
        trainer.register_cell("only", one.layer->cell());
    }
    EXPECT_NO_THROW((*one.layer)(spikes_on(backend, 1, 1, {1}).view()));
}

TEST_P(TrainerCellsTest, EligibilityStaysAsItIsInEvaluation)
{
    for (char const* const kind : {"dense", "direct"}) {
        TrainedNet const net = make_trained_net(backend, kind, 2);
        MSTDPET trainer({{{0.1, -0.05, 12, 8}}, 15});
        trainer.register_cell("cell", net.layer->cell());
        SpikeBuffer const all =
            spikes_on(backend, 2, net.inputs, Fired(static_cast<std::size_t>(2 * net.inputs), 1));
        auto const step = [&] {
            force_spikes(*net.neurons, Fired(static_cast<std::size_t>(2 * net.outputs), 1));
            (*net.layer)(all.view());
        };
        step();
        Reals const before = trainer.unit("cell").eligibility->post();
        trainer.train(false);
        step();
        EXPECT_EQ(trainer.unit("cell").eligibility->post(), before) << kind;
        trainer.train(true);
        step();
        EXPECT_GT(trainer.unit("cell").eligibility->post(), before) << kind;
    }
}

TEST_P(TrainerCellsTest, CellsMayHaveRewardsOfTheirOwn)
{
    TrainedNet const good = make_trained_net(backend, "dense", 1);
    TrainedNet const bad  = make_trained_net(backend, "dense", 1);
    MSTDP trainer({{0.1, 0.1}, BatchReduction::sum});
    trainer.register_cell("good", good.layer->cell());
    trainer.register_cell("bad", bad.layer->cell());
    trainer.set_reward(1);
    trainer.set_reward_on({"bad"}, -1, 0.5);
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  trainer.set_reward_on({"bad", "goood"}, 3);
              }),
              "MSTDP: no cell is named \"goood\" (did you mean \"good\"?)");
    SpikeBuffer const all =
        spikes_on(backend, 1, good.inputs, Fired(static_cast<std::size_t>(good.inputs), 1));
    for (TrainedNet const* net : {&good, &bad}) {
        net->connection->set_weight(Reals(net->pairs.size()));
        force_spikes(*net->neurons, Fired(static_cast<std::size_t>(net->outputs), 1));
        (*net->layer)(all.view());
    }
    trainer();
    good.connection->update();
    bad.connection->update();
    EXPECT_EQ(good.connection->weight(), Reals(good.pairs.size(), 0.1F + 0.1F));
    EXPECT_EQ(bad.connection->weight(), Reals(bad.pairs.size(), -0.5F * (0.1F + 0.1F)));
}

}  // namespace
}  // namespace inferno::test
