#include "inferno/network/connection.hpp"

#include <cmath>
#include <limits>

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class ConnectionTest : public BackendTest {
  protected:
    static ConnectionConfig config(Index batch, bool bias = false)
    {
        ConnectionConfig made;
        made.batch = batch;
        made.bias  = bias;
        return made;
    }
};
INFERNO_ON_EVERY_BACKEND(ConnectionTest);

TEST_P(ConnectionTest, DenseWeightsAreTargetsBySources)
{
    LinearDense connection(backend, {3}, {2}, config(1));
    EXPECT_EQ(connection.weight_shape(), (Shape{2, 3}));
    connection.set_weight(Reals{1, 2, 3, 4, 5, 6});
    EXPECT_EQ(connection.weight(), (Reals{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(connection.weight_memory().download(), (Reals{1, 4, 2, 5, 3, 6}));
    connection.forward(spikes_on(backend, 1, 3, {0, 1, 1}).view());
    EXPECT_EQ(connection.download_output(), (Reals{5, 11}));
}

TEST_P(ConnectionTest, CurrentIsChargePerStep)
{
    ConnectionConfig half = config(1);
    half.step_time_ms     = 0.5;
    half.synapse          = DeltaCurrent{3};
    LinearDirect connection(backend, {1}, half);
    connection.set_weight(Reals{2});
    connection.forward(spikes_on(backend, 1, 1, {1}).view());
    EXPECT_EQ(connection.download_output(), Reals{12});
}

TEST_P(ConnectionTest, LateralHasNoConnectionToItself)
{
    LinearLateral connection(backend, {2}, config(1));
    connection.set_weight(Reals{1, 2, 3, 4});
    EXPECT_EQ(connection.weight(), (Reals{0, 2, 3, 0}));
    connection.forward(spikes_on(backend, 1, 2, {1, 0}).view());
    EXPECT_EQ(connection.download_output(), (Reals{0, 3}));
}

TEST_P(ConnectionTest, LateralDiagonalSurvivesClampAndUpdate)
{
    LinearLateral connection(backend, {2}, config(1));
    connection.set_weight(Reals{1, 1, 1, 1});
    Accumulator& weight = connection.make_updater()["weight"];
    weight.clamp(0.5F, {});
    weight.add_potentiation(Reals(4, 1));
    connection.update();
    EXPECT_EQ(connection.weight(), (Reals{0, 2, 2, 0}));
    connection.set_weight(Reals{9, 0, 3, 9});
    EXPECT_EQ(connection.weight(), (Reals{0, 0.5F, 3, 0}));
    connection.normalize_weight(1, 2, 0);
    EXPECT_EQ(connection.weight(), (Reals{0, 2, 2, 0}));
}

TEST_P(ConnectionTest, BiasIsAddedToEverySample)
{
    LinearDense connection(backend, {1}, {2}, config(2, true));
    connection.set_weight(Reals{1, 2});
    connection.set_bias(Reals{10, 20});
    connection.forward(spikes_on(backend, 2, 1, {0, 1}).view());
    EXPECT_EQ(connection.download_output(), (Reals{10, 20, 11, 22}));
    EXPECT_EQ(connection.bias(), (Reals{10, 20}));
}

TEST_P(ConnectionTest, SynapseKeepsTheSpikesUntilCleared)
{
    LinearDirect connection(backend, {3}, config(1));
    connection.forward(spikes_on(backend, 1, 3, {1, 0, 1}).view());
    EXPECT_EQ(connection.synapse().current_na(), (Reals{1, 0, 1}));
    connection.clear();
    EXPECT_EQ(connection.synapse().current_na(), Reals(3));
}

TEST_P(ConnectionTest, TrainsItsWeightAndItsBias)
{
    LinearDirect connection(backend, {2}, config(1, true));
    EXPECT_EQ(connection.updater(), nullptr);
    EXPECT_NO_THROW(connection.update());
    Updater& updater = connection.make_updater();
    updater["weight"].add_potentiation(Reals{1, 2});
    updater["bias"].add_depression(Reals{3, 4});
    connection.update();
    connection.update();
    EXPECT_EQ(connection.weight(), (Reals{1, 2}));
    EXPECT_EQ(connection.bias(), (Reals{-3, -4}));
}

TEST_P(ConnectionTest, ForgetsProposalsWhenCleared)
{
    LinearDirect connection(backend, {2}, config(1));
    connection.make_updater()["weight"].add_potentiation(Reals{1, 2});
    connection.clear();
    connection.update();
    EXPECT_EQ(connection.weight(), Reals(2));
}

TEST_P(ConnectionTest, BringsNewValuesIntoTheClamp)
{
    LinearDirect connection(backend, {3}, config(1, true));
    connection.make_updater()["weight"].clamp(0.0F, 1.0F);
    (*connection.updater())["bias"].clamp({}, 0.5F);
    connection.set_weight(Reals{-1, 0.5F, 2});
    connection.set_bias(Reals{-1, 0.5F, 2});
    EXPECT_EQ(connection.weight(), (Reals{0, 0.5F, 1}));
    EXPECT_EQ(connection.bias(), (Reals{-1, 0.5F, 0.5F}));
}

TEST_P(ConnectionTest, StartsAfreshWithANewUpdater)
{
    LinearDirect connection(backend, {1}, config(1));
    connection.make_updater()["weight"].clamp(0.0F, 1.0F);
    connection.make_updater();
    connection.set_weight(Reals{5});
    EXPECT_EQ(connection.weight(), Reals{5});
}

TEST_P(ConnectionTest, RefusesWrongNumbers)
{
    LinearDense connection(backend, {2, 3}, {4}, config(5, true));
    auto const wrong = [](auto const& call) { return message_of<ArgumentError>(call); };
    EXPECT_EQ(wrong([&] { connection.set_weight(Reals(23)); }),
              "weight: 23 values given, 24 expected");
    EXPECT_EQ(wrong([&] { connection.set_bias(Reals(5)); }), "bias: 5 values given, 4 expected");
    Reals weight(24);
    weight[7] = std::numeric_limits<Real>::infinity();
    EXPECT_EQ(wrong([&] { connection.set_weight(weight); }), "weight[7]: is inf, must be finite");
    SpikeBuffer const few(backend, 5, 5), other(backend, 4, 6);
    EXPECT_EQ(wrong([&] { connection.forward(few.view()); }),
              "connection with inputs (2, 3) and batch 5 needs 5 x 6 spikes, got 5 x 5");
    EXPECT_THROW(connection.forward(other.view()), ArgumentError);
    LinearDirect unbiased(backend, {2}, config(1));
    EXPECT_EQ(message_of<StateError>([&] { unbiased.set_bias(Reals(2)); }),
              "bias: this connection was made without one");
    EXPECT_EQ(message_of<StateError>([&] { unbiased.propose({}); }),
              "training: the connection has no updater; call make_updater() first");
    EXPECT_THROW(connection.propose({}), StateError);
}

TEST_P(ConnectionTest, RefusesWrongSettings)
{
    auto const wrong = [&](auto const& change) {
        ConnectionConfig broken;
        change(broken);
        return message_of<ArgumentError>([&] { LinearDirect(backend, {2}, broken); });
    };
    EXPECT_EQ(wrong([](auto& c) { c.step_time_ms = 0; }),
              "step_time_ms: is 0, must be greater than 0");
    EXPECT_EQ(wrong([](auto& c) { c.step_time_ms = std::nan(""); }),
              "step_time_ms: is nan, must be greater than 0");
    EXPECT_EQ(wrong([](auto& c) { c.synapse = DeltaCurrent{0}; }),
              "charge_pc: is 0, must be finite and not 0");
    EXPECT_NE(wrong([](auto& c) { c.batch = 0; }), "no exception");
    EXPECT_THROW(LinearDirect(backend, {0}, config(1)), ArgumentError);
}

}  // namespace
}  // namespace inferno::test
