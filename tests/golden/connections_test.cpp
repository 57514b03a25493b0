//! Undelayed connections and the currents of their synapses against Inferno.
#include "inferno/network/connection.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/golden.hpp"

namespace inferno::test {
namespace {

class ConnectionGolden : public BackendTest {
  protected:
    static ConnectionConfig config(GoldenCase const& golden)
    {
        ConnectionConfig made;
        made.batch             = golden.size("batch");
        made.step_time_ms      = golden.number("step_time_ms");
        made.synapse      = DeltaCurrent{golden.number("charge_pc")};
        made.bias              = golden.has("bias") && golden.flag("bias");
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
