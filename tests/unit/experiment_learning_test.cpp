//! Trainers, cells and rewards in experiment files.
#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "inferno/config/experiment_run.hpp"
#include "inferno/config/npy.hpp"
#include "inferno/core/error.hpp"

#include "support/builders.hpp"
#include "support/compare.hpp"
#include "support/experiment_files.hpp"

namespace inferno::test {
namespace {

using Changes = std::vector<std::string>;

class ExperimentLearningTest : public testing::Test {
  protected:
    ExperimentLearningTest()
    {
        write_bars(folder_ / "bars");
        write_text(file_, tiny_experiment(folder_.path()));
    }
    //! The tiny experiment with one training and no test batch per entry of `changes`.
    ExperimentResults run(Changes const& changes, bool replay = true)
    {
        Changes all{"record=[]", "hooks=[]", "updaters.in={\"weight\": {}}"};
        all.insert(all.end(), changes.begin(), changes.end());
        ExperimentRun work(Experiment::load(file_, all),
                           make_backend("host", {1}),
                           ExperimentRun::Options{replay});
        return work.run();
    }
    std::vector<double> values(std::string const& name) const
    {
        return read_npy(folder_ / "results" / name).as_doubles();
    }
    Shape shape(std::string const& name) const
    {
        return read_npy(folder_ / "results" / name).shape;
    }

    TemporaryFolder const folder_;
    std::filesystem::path const file_ = folder_ / "tiny.json";
};

std::string const rates    = R"("layer": "feed", "lr_post": 0.01, "lr_pre": -0.002)";
std::string const delayed  = R"(connections.in.delay={"longest_ms": 5, "values": 2})";
std::string const mstdp    = R"(trainers={"t": {"kind": "MSTDP", "reward": "r", )" + rates + "}}";
std::string const at_delay = R"("layer": "feed", "lr_pos": 0.01, "lr_neg": -0.002)";

//! Kinds with the keys that they need, and what can be recorded of them.
struct Kind {
    std::string name, keys;
    std::vector<std::string> kept;
};

std::vector<Kind> const kinds{
    {"STDP", rates, {"trace_pre", "trace_post"}},
    {"STDP", rates + R"(, "stable": true)", {"trace_pre", "trace_post"}},
    {"TripletSTDP",
     R"("layer": "feed", "lr_post_pair": 0.01, "lr_post_triplet": 0.01, "lr_pre_pair": -0.01,
        "lr_pre_triplet": 0.001)",
     {"trace_pre", "trace_post", "trace_pre_slow", "trace_post_slow"}},
    {"MSTDP", rates + R"(, "reward": "r")", {"trace_pre", "trace_post"}},
    {"MSTDPET",
     rates + R"(, "reward": "r", "tc_eligibility_ms": 9, "reward_scale": 2)",
     {"trace_pre", "trace_post", "eligibility_pre", "eligibility_post"}},
    {"KernelSTDP", rates, {"since_pre_ms", "since_post_ms"}},
    {"KernelSTDP", rates + R"(, "trains": "delay")", {"since_pre_ms", "since_post_ms"}},
    {"DelayAdjustedSTDP", at_delay, {"since_pre_ms", "since_post_ms"}},
    {"DelayAdjustedSTDPD", at_delay, {"since_pre_ms", "since_post_ms"}},
    {"DelayAdjustedMSTDP", at_delay + R"(, "reward": "r")", {"since_pre_ms", "since_post_ms"}},
    {"DelayAdjustedMSTDPD", at_delay + R"(, "reward": "r")", {"since_pre_ms", "since_post_ms"}},
    {"DelayAdjustedKernelSTDP", rates, {"since_pre_ms", "since_post_ms"}},
    {"DelayAdjustedKernelSTDPD", rates, {"since_pre_ms", "since_post_ms"}},
    {"LinearHomeostasis", R"("layer": "feed", "plasticity": 0.01)", {"rate"}},
    {"LinearHomeostasis",
     R"("layer": "feed", "plasticity": 0.01, "trains": "bias", "target": [1, 1, 1, 2, 2, 2])",
     {"rate"}}};

TEST_F(ExperimentLearningTest, EveryTrainerLearnsAndShowsWhatItKeeps)
{
    Changes const untrained{
        delayed, "trainers={}", "updaters.in={\"weight\": {}, \"delay\": {}, \"bias\": {}}"};
    std::string const before = run(untrained).weights.hex();
    for (Kind const& kind : kinds) {
        std::string records;
        for (std::string const& what : kind.kept) {
            records += (records.empty() ? "" : ", ") + std::string(R"({"what": ")") + what +
                       R"(", "of": "t", "every_steps": 10, "file": ")" + what + ".npy\"}";
        }
        Changes changes = untrained;
        changes.push_back(R"(rewards={"r": {"kind": "Constant", "value": 0.5}})");
        changes.push_back(R"(trainers={"t": {"kind": ")" + kind.name + "\", " + kind.keys + "}}");
        changes.push_back("record=[" + records + "]");
        EXPECT_NE(run(changes).weights.hex(), before) << kind.name;
        for (std::string const& what : kind.kept) {
            EXPECT_EQ(shape(what + ".npy").front(), 4 * 3) << kind.name << " " << what;
        }
    }
}

TEST_F(ExperimentLearningTest, ConstantRewardsScaleWhatTheRuleLearns)
{
    auto const weights     = [&](Changes const& changes) { return run(changes).weights.hex(); };
    std::string const one  = R"(rewards={"r": {"kind": "Constant", "value": 1}})";
    std::string const half = R"(rewards={"r": {"kind": "Constant", "value": 0.5}})";
    std::string const stdp =
        R"(trainers={"t": {"kind": "STDP", "batch_reduction": "sum", )" + rates + "}}";
    EXPECT_EQ(weights({one, mstdp}), weights({stdp})) << "a reward of 1 leaves STDP";
    EXPECT_NE(weights({half, mstdp}), weights({one, mstdp}));
    EXPECT_EQ(weights({half, mstdp, "trainers.t.reward_scale=2"}), weights({one, mstdp}));
    EXPECT_EQ(weights({R"(rewards={"r": {"kind": "Constant", "value": 0}})", mstdp}),
              weights({"trainers={}"}));
}

//! The same rewards in every form in which a file can give them.
TEST_F(ExperimentLearningTest, RewardsComeWhenTheFileSaysSo)
{
    std::vector<float> steps(30), all(8 * 30), samples(8);
    for (std::size_t s = 0; s < 8; ++s) {
        samples[s] = static_cast<float>(s % 3) - 1;
        for (std::size_t t = 10; t < 15; ++t) {
            steps[t]        = 0.5F;
            all[s * 30 + t] = samples[s];
        }
    }
    write_npy(folder_ / "steps.npy", steps, {30});
    write_npy(folder_ / "all.npy", all, {8, 30});
    write_npy(folder_ / "samples.npy", samples, {8});
    auto const with = [&](std::string const& reward, bool replay = true) {
        return run({"rewards={\"r\": " + reward + "}",
                    mstdp,
                    R"(record=[{"what": "reward", "of": "r", "file": "reward.npy"}])"},
                   replay);
    };
    std::string const window = R"(, "at_ms": 10, "duration_ms": 5})";
    std::string const pulse  = with(R"({"kind": "Constant", "value": 0.5)" + window).weights.hex();
    EXPECT_EQ(shape("reward.npy"), (Shape{4 * 30, 1}));
    EXPECT_EQ(values("reward.npy")[39], 0);
    EXPECT_EQ(values("reward.npy")[40], 0.5);
    EXPECT_EQ(values("reward.npy")[45], 0);
    EXPECT_EQ(with(R"({"kind": "Steps", "values": {"npy": "steps.npy"}})").weights.hex(), pulse);
    std::string const each =
        with(R"({"kind": "Samples", "values": {"npy": "samples.npy"})" + window).weights.hex();
    EXPECT_NE(each, pulse);
    std::vector<double> const by_sample = values("reward.npy");
    ExperimentResults const course =
        with(R"({"kind": "Steps", "values": {"npy": "all.npy"}})", false);
    EXPECT_EQ(course.weights.hex(), each);
    EXPECT_EQ(shape("reward.npy"), (Shape{4 * 30, 2}));
    EXPECT_EQ(values("reward.npy"), by_sample);
    for (std::size_t s = 0; s < 8; ++s) {
        EXPECT_EQ(by_sample[(s / 2 * 30 + 12) * 2 + s % 2], double{samples[s]}) << s;
    }
}

//! Six neurons, three classes: an outcome is worked out here from the recorded spikes.
TEST_F(ExperimentLearningTest, OutcomesFollowTheSpikesUpToTheirTime)
{
    std::string const reward =
        R"("kind": "Outcome", "by": "spikes", "layer": "feed", "at_ms": 20, "wrong": -2, "duration_ms": 3})";
    std::string
        weight;  // a row of the picture for each pair; the last pair also sees the first row
    for (int n = 0; n < 6; ++n) {
        for (int pixel = 0; pixel < 16; ++pixel) {
            bool const sees = pixel / 4 == n / 2 || (n / 2 == 2 && pixel / 4 == 0);
            weight += (weight.empty() ? "" : ", ") + std::string(sees ? "2" : "0");
        }
    }
    Changes const changes{"rewards={\"r\": {" + reward + "}",
                          "connections.in.weight=[" + weight + "]",
                          mstdp,
                          R"(record=[{"what": "reward", "of": "r", "file": "reward.npy"},
                                     {"what": "spikes", "of": "feed", "file": "feed.npy"}])"};
    ExperimentResults const results = run(changes);
    std::vector<double> const rows = values("feed.npy"), given = values("reward.npy");
    std::vector<std::vector<int>> by(8, std::vector<int>(3));
    for (std::size_t i = 0; i < rows.size(); i += 3) {
        auto const step = static_cast<std::size_t>(rows[i]);
        if (step % 30 < 20) {
            ++by[step / 30 * 2 + static_cast<std::size_t>(rows[i + 1])]
                [static_cast<std::size_t>(rows[i + 2]) / 2];
        }
    }
    Index right = 0;
    for (std::size_t s = 0; s < 8; ++s) {
        std::size_t const label = s % 3;
        bool const told =
            by[s][label] > by[s][(label + 1) % 3] && by[s][label] > by[s][(label + 2) % 3];
        right += told ? 1 : 0;
        for (std::size_t t = 0; t < 30; ++t) {
            double const expected = t < 20 || t > 22 ? 0 : told ? 1 : -2;
            EXPECT_EQ(given[(s / 2 * 30 + t) * 2 + s % 2], expected) << s << " at " << t;
        }
    }
    EXPECT_TRUE(right > 0 && right < 8) << right;
    ASSERT_EQ(results.outcomes.size(), 1);
    ASSERT_EQ(results.outcomes[0].curve.size(), 4);
    EXPECT_EQ(results.outcomes[0].curve.back().running, static_cast<double>(right) / 8);
    EXPECT_EQ(run(changes, false).weights.hex(), results.weights.hex());
    auto const file = nlohmann::json::parse(read_text(folder_ / "results/results.json"));
    EXPECT_EQ(file["outcomes"]["r"]["images"], nlohmann::json({2, 4, 6, 8}));
}

TEST_F(ExperimentLearningTest, TheClassifierCanTellTheOutcome)
{
    ExperimentResults const results =
        run({R"(rewards={"r": {"kind": "Outcome", "by": "classifier"}})",
             mstdp,
             "classifier.every_batches=1"});
    // one step less does not change what it tells
    ASSERT_EQ(results.outcomes[0].curve.size(), results.accuracy.size());
    for (std::size_t i = 0; i < results.accuracy.size(); ++i) {
        EXPECT_EQ(results.outcomes[0].curve[i].running, results.accuracy[i].running) << i;
    }
}

TEST_F(ExperimentLearningTest, CellsTakeWhatTheyDoNotSayFromTheirTrainer)
{
    Changes const wide{
        R"(layers.feed={"kind": "Biclique", "connections": ["in"], "neurons": ["exc", "inh"]})",
        R"(step=[{"layer": "feed", "inputs": {"in": "encoder"}}])"};
    std::string const keys = R"("kind": "STDP", "layer": "feed", "lr_pre": -0.002)";
    auto const with        = [&](std::string const& trainers) {
        Changes changes = wide;
        changes.push_back("trainers={" + trainers + "}");
        return run(changes).weights.hex();
    };
    std::string const together =
        R"("t": {)" + keys + R"(, "lr_post": 0.01, "tc_pre_ms": 9, "cells": {
        "a": {"neurons": "exc"}, "b": {"neurons": "inh", "lr_post": 0.03, "tc_pre_ms": 4}}})";
    auto const apart = [&](std::string const& second) {
        return with(R"("a": {)" + keys +
                    R"(, "lr_post": 0.01, "tc_pre_ms": 9, "neurons": "exc"}, "b": {)" + keys +
                    R"(, "lr_post": 0.03, "neurons": "inh", "tc_pre_ms": )" + second + "}");
    };
    EXPECT_EQ(with(together), apart("4"));
    EXPECT_NE(with(together), apart("9"));
    Experiment const read = Experiment::load(
        file_, Changes{wide[0], wide[1], "record=[]", "trainers={" + together + "}"});
    ASSERT_EQ(read.trainers.size(), 2);
    EXPECT_EQ(read.trainers[1].name, "t.b");
    auto const& second = std::get<STDP::Config>(read.trainers[1].rule);
    EXPECT_EQ(second.lr_post, 0.03);
    EXPECT_EQ(second.lr_pre, -0.002);
    EXPECT_EQ(second.tc_pre_ms, 4);
    EXPECT_EQ(std::get<STDP::Config>(read.trainers[0].rule).tc_pre_ms, 9);
    EXPECT_NE(read.summary().find("t.b: weight of in -> inh"), std::string::npos);
}

TEST_F(ExperimentLearningTest, SeveralTrainersShareOneParameter)
{
    std::string const stdp = R"("a": {"kind": "STDP", )" + rates + "}";
    std::string const calm =
        R"("b": {"kind": "LinearHomeostasis", "layer": "feed", "plasticity": 0.01})";
    auto const with = [&](std::string const& trainers, std::string const& reduction, bool replay) {
        return run({"trainers={" + trainers + "}",
                    "updaters.in={\"weight\": {\"reduction\": \"" + reduction + "\"}}"},
                   replay)
            .weights.hex();
    };
    std::string const both = with(stdp + ", " + calm, "sum", true);
    EXPECT_NE(both, with(stdp, "sum", true));
    EXPECT_NE(both, with(calm, "sum", true));
    EXPECT_NE(both, with(stdp + ", " + calm, "max", true));
    EXPECT_EQ(both, with(stdp + ", " + calm, "sum", false));
}

TEST_F(ExperimentLearningTest, DelaysAndBiasesHaveBoundsAndClamps)
{
    run({delayed,
         R"(trainers={
            "longer": {"kind": "DelayAdjustedKernelSTDPD", "layer": "feed", "lr_post": 9, "lr_pre": -9},
            "brighter": {"kind": "LinearHomeostasis", "layer": "feed", "plasticity": 0.4,
                         "target": 9, "trains": "bias"}})",
         R"(updaters.in={"delay": {"clamp": {"min": 1, "max": 3.5}}, "bias": {"reduction": "mean",
            "upper": {"kind": "scaled_power", "limit": 0.75, "power": 2, "range": 1}}})",
         R"(record=[{"what": "delay", "of": "in", "file": "delay.npy"},
                    {"what": "bias", "of": "in", "each": "step", "every_steps": 30, "file": "bias.npy"}])"});
    std::vector<double> const delay = values("delay.npy"), bias = values("bias.npy");
    EXPECT_EQ(*std::max_element(delay.begin(), delay.end()), 3.5);
    EXPECT_EQ(*std::min_element(delay.begin(), delay.end()), 1);
    ASSERT_EQ(bias.size(), 4 * 6);
    EXPECT_GT(bias.front(), 0.5);
    EXPECT_GT(bias.back(), bias.front());
    EXPECT_LT(*std::max_element(bias.begin(), bias.end()), 0.75);
}

}  // namespace
}  // namespace inferno::test
