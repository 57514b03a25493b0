//! Trainers that act at spikes, with given output spikes, against Inferno: what they propose and
//! the parameters after every step.
#include "inferno/network/reward_stdp.hpp"
#include "inferno/network/stdp.hpp"
#include "inferno/network/triplet_stdp.hpp"
#include "inferno/neuron/exact.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/golden_trainer.hpp"

namespace inferno::test {
namespace {

BatchReduction reduction_of(GoldenCase const& golden)
{
    std::string const name = golden.text("batch_reduction");
    if (name == "sum") { return BatchReduction::sum; }
    if (name == "max") { return BatchReduction::max; }
    EXPECT_EQ(name, "mean");
    return BatchReduction::mean;
}

TraceMode mode_of(GoldenCase const& golden)
{
    return golden.text("trace_mode") == "nearest" ? TraceMode::nearest : TraceMode::cumulative;
}

PairConfig pair_of(GoldenCase const& golden)
{
    return {golden.number("lr_post"),
            golden.number("lr_pre"),
            golden.number("tc_post_ms"),
            golden.number("tc_pre_ms"),
            mode_of(golden)};
}

MstdpConfig rewarded_of(GoldenCase const& golden)
{
    bool const of_sample = golden.text("reward") == "per_sample";
    return {pair_of(golden),
            reduction_of(golden),
            of_sample ? RewardForm::per_sample : RewardForm::shared};
}

TripletStdpConfig triplet_of(GoldenCase const& golden, bool stable)
{
    return {golden.number("lr_post_pair"),
            golden.number("lr_post_triplet"),
            golden.number("lr_pre_pair"),
            golden.number("lr_pre_triplet"),
            golden.number("tc_post_fast_ms"),
            golden.number("tc_post_slow_ms"),
            golden.number("tc_pre_fast_ms"),
            golden.number("tc_pre_slow_ms"),
            mode_of(golden),
            reduction_of(golden),
            stable};
}

class SpikeTrainersGolden : public BackendTest {
  protected:
    //! Runs every case of a file with the trainer that `make` makes for it; `call` calls it in a
    //! step.
    template <class Make, class Call>
    void expect_same(char const* file, Make const& make, Call const& call)
    {
        std::size_t cases = 0;
        for (GoldenCase const& golden : golden_cases(file)) {
            if (golden.has("delay_ms")) { continue; }
            SCOPED_TRACE(golden.name());
            auto const trainer = make(golden);
            run(golden, *trainer, call);
            ++cases;
        }
        EXPECT_GE(cases, 9U);
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
        auto const pre               = golden.given_spikes("pre_spikes"),
                   post              = golden.given_spikes("post_spikes");
        ParameterLayout const layout = connection->parameter("weight").layout;
        Accumulator& accumulator     = (*connection->updater())["weight"];
        auto const in_shape          = [&](Reals const& part) {
            return part.empty() ? part : layout.from_memory(part);
        };
        for (Index step = 0; step < steps; ++step) {
            SCOPED_TRACE("step " + std::to_string(step));
            auto const input = at_step(pre, steps, step);
            force_spikes(*neurons, at_step(post, steps, step));
            layer(spikes_on(backend, batch, std::ssize(input) / batch, {input.begin(), input.end()})
                      .view());
            call(trainer, golden, step);
            expect_part(golden, "pos", step, in_shape(accumulator.potentiation()));
            expect_part(golden, "neg", step, in_shape(accumulator.depression()));
            connection->update();
            EXPECT_TRUE(
                golden.matches_at("weights", step, connection->weight(), {"target", "source"}));
            if (HasFailure()) { return; }
        }
    }
    //! A part that the original did not append is one of zeros, or none. It also proposes on the
    //! diagonal of lateral connections, and drops that when the weight is written.
    static void expect_part(GoldenCase const& golden,
                            char const* side,
                            Index step,
                            Reals const& part)
    {
        if (golden.text("connection") == "lateral") { return; }
        if (!golden.expected_at(side, step).empty()) {
            EXPECT_TRUE(golden.matches_at(side, step, part, {"target", "source"}));
            return;
        }
        EXPECT_EQ(part, Reals(part.size(), 0)) << side;
    }
};
INFERNO_ON_EVERY_BACKEND(SpikeTrainersGolden);

constexpr auto plain    = [](auto& trainer, GoldenCase const&, Index) { trainer(); };
constexpr auto rewarded = [](auto& trainer, GoldenCase const& golden, Index step) {
    Reals const rewards = golden.given("rewards");
    auto const now      = at_step(rewards, golden.size("steps"), step);
    if (golden.text("reward") == "per_sample") {
        trainer(now, golden.number("scale"));
    } else {
        trainer(double{now.front()}, golden.number("scale"));
    }
};

TEST_P(SpikeTrainersGolden, Stdp)
{
    for (bool const stable : {false, true}) {
        expect_same(
            stable ? "trainer_stable_stdp" : "trainer_stdp",
            [=](GoldenCase const& golden) {
                return std::make_unique<STDP>(
                    StdpConfig{pair_of(golden), reduction_of(golden), stable});
            },
            plain);
    }
}

TEST_P(SpikeTrainersGolden, TripletStdp)
{
    for (bool const stable : {false, true}) {
        expect_same(
            stable ? "trainer_stable_triplet_stdp" : "trainer_triplet_stdp",
            [=](GoldenCase const& golden) {
                return std::make_unique<TripletSTDP>(triplet_of(golden, stable));
            },
            plain);
    }
}

TEST_P(SpikeTrainersGolden, Mstdp)
{
    expect_same(
        "trainer_mstdp",
        [](GoldenCase const& golden) { return std::make_unique<MSTDP>(rewarded_of(golden)); },
        rewarded);
}

TEST_P(SpikeTrainersGolden, Mstdpet)
{
    expect_same(
        "trainer_mstdpet",
        [](GoldenCase const& golden) {
            return std::make_unique<MSTDPET>(
                MstdpetConfig{rewarded_of(golden), golden.number("tc_eligibility_ms")});
        },
        rewarded);
}

}  // namespace
}  // namespace inferno::test
