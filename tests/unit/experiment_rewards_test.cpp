//! Rewards in experiment files.
#include <nlohmann/json.hpp>

#include "support/tiny_runs.hpp"

namespace inferno::test {
namespace {

using ExperimentRewardsTest = TinyRuns;

std::string const rates = R"("layer": "feed", "lr_post": 0.01, "lr_pre": -0.002)";
std::string const mstdp = R"(trainers={"t": {"kind": "MSTDP", "reward": "r", )" + rates + "}}";

TEST_F(ExperimentRewardsTest, ConstantRewardsScaleWhatTheRuleLearns)
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
TEST_F(ExperimentRewardsTest, RewardsComeWhenTheFileSaysSo)
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
TEST_F(ExperimentRewardsTest, OutcomesFollowTheSpikesUpToTheirTime)
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

TEST_F(ExperimentRewardsTest, TheClassifierCanTellTheOutcome)
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

}  // namespace
}  // namespace inferno::test
