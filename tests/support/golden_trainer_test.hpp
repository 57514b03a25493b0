//! Runs trainers with given output spikes against Inferno: what they propose and the parameters
//! after every step.
#pragma once

#include "inferno/network/layer.hpp"
#include "inferno/neuron/exact.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/golden_trainer.hpp"

namespace inferno::test {

inline BatchReduction reduction_of(GoldenCase const& golden)
{
    std::string const name = golden.text("batch_reduction");
    if (name == "sum") { return BatchReduction::sum; }
    if (name == "max") { return BatchReduction::max; }
    EXPECT_EQ(name, "mean");
    return BatchReduction::mean;
}

//! Calls a trainer without a reward.
inline constexpr auto plain = [](auto& trainer, GoldenCase const&, Index) { trainer(); };
//! Calls it with the reward of the case's step.
inline constexpr auto rewarded = [](auto& trainer, GoldenCase const& golden, Index step) {
    Reals const rewards = golden.given("rewards");
    auto const now      = at_step(rewards, golden.size("steps"), step);
    if (golden.text("reward") == "per_sample") {
        trainer(now, golden.number("scale"));
    } else {
        trainer(double{now.front()}, golden.number("scale"));
    }
};

class GoldenTrainerTest : public BackendTest {
  protected:
    //! Runs the cases of a file, each with the trainer that `make` makes for it; `call` calls it in
    //! a step.
    template <class Make, class Call>
    void expect_same(char const* file, Make const& make, Call const& call)
    {
        std::size_t cases = 0;
        for (GoldenCase const& golden : golden_cases(file)) {
            SCOPED_TRACE(golden.name());
            auto const trainer = make(golden);
            run(golden, *trainer, call);
            ++cases;
        }
        EXPECT_GE(cases, 4U);
    }

  private:
    template <class T, class Call>
    void run(GoldenCase const& golden, T& trainer, Call const& call)
    {
        std::shared_ptr<Connection> const connection = trained_connection(backend, golden);
        Index const batch = connection->batch(), steps = golden.size("steps");
        auto const neurons = std::make_shared<Neurons<ExactNeuron>>(backend,
                                                                    connection->output_shape(),
                                                                    batch,
                                                                    connection->step_time_ms(),
                                                                    ExactNeuron::Config{});
        Serial layer(connection, neurons);
        trainer.register_cell("cell", layer.cell());
        auto const pre              = golden.given_spikes("pre_spikes");
        auto const post             = golden.given_spikes("post_spikes");
        auto const [name, array]    = trained_parameter(golden);
        auto const [memory, layout] = connection->parameter(name);
        Accumulator& accumulator    = (*connection->updater())[name];
        for (Index step = 0; step < steps; ++step) {
            SCOPED_TRACE("step " + std::to_string(step));
            auto const input = at_step(pre, steps, step);
            force_spikes(*neurons, at_step(post, steps, step));
            layer(spikes_on(backend, batch, std::ssize(input) / batch, {input.begin(), input.end()})
                      .view());
            call(trainer, golden, step);
            expect_part(golden, "pos", step, layout, accumulator.potentiation());
            expect_part(golden, "neg", step, layout, accumulator.depression());
            connection->update();
            EXPECT_TRUE(golden.matches_at(
                array, step, layout.from_memory(memory->download()), {"target", "source"}));
            if (HasFailure()) { return; }
        }
    }
    //! A part that the original did not append is one of zeros, or none. It also proposes on the
    //! diagonal of lateral connections, and drops that when the weight is written.
    static void expect_part(GoldenCase const& golden,
                            char const* side,
                            Index step,
                            ParameterLayout const& layout,
                            Reals const& memory)
    {
        if (golden.has("connection") && golden.text("connection") == "lateral") { return; }
        Reals const part     = memory.empty() ? memory : layout.from_memory(memory);
        Reals const expected = recorded_part(golden, side, step, layout.shape);
        if (expected.empty()) {
            EXPECT_EQ(part, Reals(part.size(), 0)) << side;
        } else if (expected.size() == golden.expected_at(side, step).size()) {
            EXPECT_TRUE(golden.matches_at(side, step, part, {"target", "source"}));
        } else {
            EXPECT_EQ(part, expected) << side;
        }
    }
};

}  // namespace inferno::test
