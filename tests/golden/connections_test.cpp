//! Undelayed connections and the currents of their synapses against Inferno.
#include "inferno/network/connection.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/golden_synapse.hpp"

namespace inferno::test {
namespace {

class ConnectionGolden : public BackendTest {
  protected:
    static ConnectionConfig config(GoldenCase const& golden)
    {
        ConnectionConfig made;
        made.batch        = golden.size("batch");
        made.step_time_ms = golden.number("step_time_ms");
        made.synapse      = DeltaCurrent{golden.number("charge_pc")};
        made.bias         = golden.has("bias") && golden.flag("bias");
        return made;
    }
    //! The outputs of every step.
    Reals outputs(Connection& connection, GoldenCase const& golden)
    {
        Index const steps = golden.size("steps");
        Fired const all   = golden.given_spikes("input_spikes");
        SpikeBuffer spikes(backend, connection.batch(), count(connection.input_shape()));
        Reals result;
        for (Index step = 0; step < steps; ++step) {
            spikes.upload(at_step(all, steps, step));
            connection.forward(spikes.view());
            append(result, connection.download_output());
        }
        return result;
    }
    void expect_same(Connection& connection, GoldenCase const& golden)
    {
        SCOPED_TRACE(golden.name());
        connection.set_weight(golden.given("weights"));
        if (connection.biased()) { connection.set_bias(golden.given("bias")); }
        EXPECT_TRUE(golden.matches("weights_held", connection.weight(), {"target", "source"}));
        EXPECT_TRUE(golden.matches("outputs", outputs(connection, golden)));
    }
};
INFERNO_ON_EVERY_BACKEND(ConnectionGolden);

//! Cases of any synapse, with delays of every weight or without.
class DelayedGolden : public ConnectionGolden {
  protected:
    static ConnectionConfig delayed_config(GoldenCase const& golden)
    {
        ConnectionConfig made = config(golden);
        made.synapse          = synapse_of(golden);
        made.reading          = reading_of(golden);
        if (golden.has("delay_ms")) { made.delay_ms = golden.number("delay_ms"); }
        return made;
    }
    template <class Make>
    void expect_all_same(std::string const& file, Make const& make)
    {
        int delayed = 0;
        for (GoldenCase const& golden : golden_cases(file)) {
            SCOPED_TRACE(golden.name());
            std::unique_ptr<Connection> const connection = make(golden);
            connection->set_weight(golden.given("weights"));
            if (connection->biased()) { connection->set_bias(golden.given("bias")); }
            if (connection->delayed()) { connection->set_delay_ms(golden.given("delays_ms")); }
            delayed += connection->delayed() ? 1 : 0;
            EXPECT_TRUE(golden.matches("outputs", outputs(*connection, golden)));
        }
        EXPECT_EQ(delayed, 18);
    }
};
INFERNO_ON_EVERY_BACKEND(DelayedGolden);

TEST_P(DelayedGolden, DenseGivesWhatInfernoGives)
{
    expect_all_same("delayed_lineardense", [&](GoldenCase const& golden) {
        return std::make_unique<LinearDense>(
            backend, golden.shape("inputs"), golden.shape("outputs"), delayed_config(golden));
    });
}

TEST_P(DelayedGolden, DirectGivesWhatInfernoGives)
{
    expect_all_same("delayed_lineardirect", [&](GoldenCase const& golden) {
        return std::make_unique<LinearDirect>(
            backend, golden.shape("inputs"), delayed_config(golden));
    });
}

TEST_P(DelayedGolden, LateralGivesWhatInfernoGives)
{
    expect_all_same("delayed_linearlateral", [&](GoldenCase const& golden) {
        return std::make_unique<LinearLateral>(
            backend, golden.shape("inputs"), delayed_config(golden));
    });
}

TEST_P(DelayedGolden, ConvolutionGivesWhatInfernoGives)
{
    expect_all_same("delayed_conv2d", [&](GoldenCase const& golden) {
        Conv2DShape shape;
        shape.channels = 2, shape.height = 5, shape.width = 4, shape.filters = 3;
        shape.kernel = {3, 2}, shape.stride = {2, 1}, shape.padding = {1, 0};
        shape.dilation  = {1, 2};
        auto connection = std::make_unique<Conv2D>(backend, shape, delayed_config(golden));
        EXPECT_EQ(connection->output_shape(), golden.shape("outputs"));
        return connection;
    });
}

TEST_P(ConnectionGolden, DenseGivesWhatInfernoGives)
{
    for (GoldenCase const& golden : golden_cases("linear_dense")) {
        LinearDense connection(
            backend, golden.shape("inputs"), golden.shape("outputs"), config(golden));
        expect_same(connection, golden);
    }
}

TEST_P(ConnectionGolden, DirectGivesWhatInfernoGives)
{
    for (GoldenCase const& golden : golden_cases("linear_direct")) {
        LinearDirect connection(backend, golden.shape("inputs"), config(golden));
        expect_same(connection, golden);
    }
}

TEST_P(ConnectionGolden, LateralGivesWhatInfernoGives)
{
    for (GoldenCase const& golden : golden_cases("linear_lateral")) {
        LinearLateral connection(backend, golden.shape("inputs"), config(golden));
        expect_same(connection, golden);
    }
}

TEST_P(ConnectionGolden, AWeightOfOneShowsTheCurrentOfTheSynapse)
{
    int cases = 0;
    for (GoldenCase const& golden : golden_cases("delta_current")) {
        SCOPED_TRACE(golden.name());
        LinearDirect connection(backend, golden.shape("shape"), config(golden));
        connection.set_weight(Reals(static_cast<std::size_t>(count(golden.shape("shape"))), 1));
        EXPECT_TRUE(golden.matches("current_na", outputs(connection, golden)));
        ++cases;
    }
    EXPECT_GE(cases, 2);
}

}  // namespace
}  // namespace inferno::test
