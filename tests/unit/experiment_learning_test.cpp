//! Trainers and their cells in experiment files.
#include <algorithm>
#include <map>

#include "support/tiny_runs.hpp"

namespace inferno::test {
namespace {

using ExperimentLearningTest = TinyRuns;

std::string const rates    = R"("layer": "feed", "lr_post": 0.01, "lr_pre": -0.002)";
std::string const delayed  = R"(connections.in.delay={"longest_ms": 5, "values": 2})";
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
    {"TripletSTDP",
     R"("layer": "feed", "lr_post_pair": 0.01, "lr_post_triplet": 0.01, "lr_pre_pair": 0,
        "lr_pre_triplet": 0)",
     {"trace_pre", "trace_pre_slow"}},
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
    {"STDP", rates + R"(, "delayed": true)", {"trace_pre", "trace_post"}},
    {"MSTDPET",
     rates + R"(, "reward": "r", "delayed": true)",
     {"trace_pre", "eligibility_pre", "eligibility_post"}},
    {"KernelSTDP", rates + R"(, "delayed": true)", {"since_post_ms"}},
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

TEST_F(ExperimentLearningTest, BatchesAreReducedAsTheFileSays)
{
    auto const read = [&](std::string const& reduction) {
        Experiment const experiment =
            Experiment::load(file_,
                             Changes{"record=[]",
                                     R"(trainers={"t": {"kind": "STDP", )" + rates +
                                         R"(, "batch_reduction": )" + reduction + "}}"});
        return std::get<STDP::Config>(experiment.trainers.at(0).rule).reduction;
    };
    EXPECT_EQ(read(R"("absmin")"), BatchReduction::absmin);
    EXPECT_EQ(read(R"("median")"), quantile(0.5));
    EXPECT_EQ(read(R"({"quantile": 0.25})"), quantile(0.25));
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

//! Delays that change in between tell looking back from what has arrived.
TEST_F(ExperimentLearningTest, SourcesOfDelayedRulesAreLookedUp)
{
    std::string const triplets = R"("layer": "feed", "lr_post_pair": 0.01, "lr_post_triplet": 0.01,
                                    "lr_pre_pair": -0.01, "lr_pre_triplet": 0.001)";
    for (auto const& [kind, keys] :
         std::map<std::string, std::string>{{"STDP", rates},
                                            {"TripletSTDP", triplets},
                                            {"MSTDP", rates + R"(, "reward": "r")"},
                                            {"MSTDPET", rates + R"(, "reward": "r")"},
                                            {"KernelSTDP", rates}}) {
        auto const weights = [&, kind = kind, keys = keys](std::string const& more) {
            return run({delayed,
                        R"(rewards={"r": {"kind": "Constant", "value": 0.5}})",
                        R"(updaters.in={"weight": {}, "delay": {"clamp": {"min": 0, "max": 5}}})",
                        R"(trainers={"d": {"kind": "DelayAdjustedKernelSTDPD", "layer": "feed",
                                           "lr_post": 0.4, "lr_pre": -0.3},
                                     "t": {"kind": ")" +
                            kind + "\", " + keys + more + "}}"})
                .weights.hex();
        };
        EXPECT_EQ(weights(""), weights(R"(, "delayed": false)")) << kind;
        EXPECT_NE(weights(""), weights(R"(, "delayed": true)")) << kind;
    }
}

}  // namespace
}  // namespace inferno::test
