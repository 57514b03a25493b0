//! Pair STDP with given output spikes against Inferno: traces and weights after every step.
#include <cmath>

#include "inferno/network/connection.hpp"
#include "inferno/network/monitor.hpp"
#include "inferno/network/plan.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/golden.hpp"

namespace inferno::test {
namespace {

class StdpGolden : public BackendTest {
  protected:
    std::unique_ptr<Connection> connection(GoldenCase const& golden)
    {
        ConnectionConfig config;
        config.batch           = golden.size("batch");
        config.step_time_ms    = golden.number("step_time_ms");
        std::string const kind = golden.text("connection");
        Shape const in = golden.shape("inputs"), out = golden.shape("outputs");
        if (kind == "direct") { return std::make_unique<LinearDirect>(backend, in, config); }
        if (kind == "lateral") { return std::make_unique<LinearLateral>(backend, in, config); }
        return std::make_unique<LinearDense>(backend, in, out, config);
    }
    static void bound(Accumulator& weight, GoldenCase const& golden)
    {
        if (golden.has("bounds/upper")) {
            EXPECT_EQ(golden.text("bounds/upper/kind"), "multiplicative");
            weight.bound_upper({BoundKind::multiplicative,
                                static_cast<Real>(golden.number("bounds/upper/limit"))});
        }
        if (golden.has("bounds/clamp_min")) {
            weight.clamp(static_cast<Real>(golden.number("bounds/clamp_min")), {});
        }
    }
    //! A monitor whose amplitude is a learning rate.
    TraceMonitor monitor(SpikeView spikes,
                         GoldenCase const& golden,
                         char const* time_constant,
                         char const* rate)
    {
        auto const mode =
            golden.text("trace_mode") == "nearest" ? TraceMode::nearest : TraceMode::cumulative;
        return {backend,
                spikes,
                make_trace_params(golden.number("step_time_ms"),
                                  golden.number(time_constant),
                                  std::abs(golden.number(rate)),
                                  mode)};
    }
    //! Runs a case step by step, or recorded and replayed.
    void expect_same(GoldenCase const& golden, bool recorded)
    {
        SCOPED_TRACE(golden.name() + (recorded ? ", recorded" : ""));
        Index const steps = golden.size("steps"), batch = golden.size("batch");
        auto const held = connection(golden);
        bound(held->make_updater()["weight"], golden);
        held->set_weight(golden.given("weights_initial"));

        SpikeBuffer pre(backend, batch, golden.size("inputs"));
        SpikeBuffer post(backend, batch, golden.size("outputs"));
        TraceMonitor trace_pre  = monitor(pre.view(), golden, "tc_pre_ms", "lr_post");
        TraceMonitor trace_post = monitor(post.view(), golden, "tc_post_ms", "lr_pre");
        SpikeRule rule;
        rule.pre.seen  = trace_pre.view();
        rule.post.seen = trace_post.view();
        rule.signs     = {golden.number("lr_post") >= 0, golden.number("lr_pre") >= 0};
        rule.reduction =
            golden.text("batch_reduction") == "sum" ? BatchReduction::sum : BatchReduction::mean;
        auto const step = [&] {
            trace_pre.observe();
            trace_post.observe();
            held->propose(rule);
            held->update();
        };
        auto const program   = recorded ? record(*backend, step) : nullptr;
        Fired const all_pre  = golden.given_spikes("pre_spikes");
        Fired const all_post = golden.given_spikes("post_spikes");
        Reals weights, pre_traces, post_traces;
        for (Index t = 0; t < steps; ++t) {
            pre.upload(at_step(all_pre, steps, t));
            post.upload(at_step(all_post, steps, t));
            program ? program->run(1) : step();
            append(weights, held->weight());
            append(pre_traces, trace_pre.trace());
            append(post_traces, trace_post.trace());
        }
        EXPECT_TRUE(golden.matches("trace_pre", pre_traces));
        EXPECT_TRUE(golden.matches("trace_post", post_traces));
        EXPECT_TRUE(golden.matches("weights", weights, {"step", "target", "source"}));
    }
};
INFERNO_ON_EVERY_BACKEND(StdpGolden);

TEST_P(StdpGolden, LearnsWhatInfernoLearns)
{
    auto const cases = golden_cases("stdp");
    EXPECT_EQ(cases.size(), 40U);
    for (GoldenCase const& golden : cases) {
        expect_same(golden, false);
    }
}

TEST_P(StdpGolden, LearnsTheSameWhenRecorded)
{
    for (GoldenCase const& golden : golden_cases("stdp")) {
        expect_same(golden, true);
    }
}

TEST_P(StdpGolden, FollowsTwoHundredStepsOfOneSynapse)
{
    for (GoldenCase const& golden : golden_cases("florian_stdp")) {
        expect_same(golden, false);
        expect_same(golden, true);
    }
}

// The worked example of the specification, V1: [target][source] after steps 3 and 6.
TEST_P(StdpGolden, GivesTheWorkedExample)
{
    Reals const after_three{
        0.513953984F, 0.505475819F, 0.513751745F, 0.518106818F, 0.514355063F, 0.50875175F};
    Reals const after_six{
        0.534840643F, 0.523284078F, 0.522550404F, 0.545753479F, 0.54010725F, 0.521461964F};
    Index const steps = 6, batch = 2;
    Fired const all_pre{1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0,
                        1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1};
    Fired const all_post{0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0};
    ConnectionConfig config;
    config.batch = batch;
    LinearDense connection(backend, {3}, {2}, config);
    connection.set_weight(Reals(6, 0.5F));
    connection.make_updater();
    SpikeBuffer pre(backend, batch, 3), post(backend, batch, 2);
    TraceMonitor trace_pre(
        backend, pre.view(), make_trace_params(1, 15, 0.02, TraceMode::cumulative));
    TraceMonitor trace_post(
        backend, post.view(), make_trace_params(1, 20, 0.01, TraceMode::cumulative));
    for (Index t = 0; t < steps; ++t) {
        pre.upload(at_step(all_pre, steps, t));
        post.upload(at_step(all_post, steps, t));
        trace_pre.observe();
        trace_post.observe();
        SpikeRule rule;
        rule.pre.seen  = trace_pre.view();
        rule.post.seen = trace_post.view();
        rule.signs     = {true, false};
        connection.propose(rule);
        connection.update();
        if (t == 2) { EXPECT_EQ(connection.weight(), after_three); }
    }
    EXPECT_EQ(connection.weight(), after_six);
}

}  // namespace
}  // namespace inferno::test
