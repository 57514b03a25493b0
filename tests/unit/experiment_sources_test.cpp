//! Encoders and sources in experiment files.
#include <cmath>

#include <gtest/gtest.h>

#include "inferno/config/experiment_run.hpp"
#include "inferno/config/npy.hpp"
#include "inferno/config/spike_files.hpp"
#include "inferno/core/error.hpp"

#include "support/builders.hpp"
#include "support/compare.hpp"
#include "support/experiment_files.hpp"

namespace inferno::test {
namespace {

using Changes = std::vector<std::string>;

class ExperimentSourcesTest : public testing::Test {
  protected:
    ExperimentSourcesTest()
    {
        write_bars(folder_ / "bars");
        write_text(file_, tiny_experiment(folder_.path()));
    }

    ExperimentResults run(Changes const& changes, int threads = 1, bool replay = true)
    {
        ExperimentRun work(Experiment::load(file_, changes),
                           make_backend("host", {threads}),
                           ExperimentRun::Options{replay});
        return work.run();
    }
    //! Rows of step, sample and element.
    std::vector<std::vector<double>> spikes(std::string const& name) const
    {
        std::vector<double> const all = read_npy(folder_ / "results" / name).as_doubles();
        std::vector<std::vector<double>> rows;
        for (std::size_t i = 0; i < all.size(); i += 3) {
            rows.push_back({all[i], all[i + 1], all[i + 2]});
        }
        return rows;
    }
    //! The tiny experiment with sources; the layer "excite" gets its spikes from one of them.
    static Changes with_sources(std::string const& sources,
                                std::string const& input = "feed",
                                std::string const& more  = "")
    {
        return {"sources=" + sources,
                R"(step=[{"layer": "feed", "input": "encoder"}, )" + more +
                    R"({"layer": "excite", "input": ")" + input +
                    R"("}, {"layer": "calm", "input": "excite"}])"};
    }

    TemporaryFolder const folder_;
    std::filesystem::path const file_ = folder_ / "tiny.json";
};

TEST_F(ExperimentSourcesTest, EveryEncoderGivesTheSameOnlineAndAheadOfTime)
{
    std::vector<std::string> seen;
    for (std::string const kind :
         {"HomogeneousPoisson", "HomogeneousPoissonApprox", "PoissonInterval"}) {
        ExperimentResults const ahead = run({"encoder.kind=" + kind});
        auto const input              = spikes("input.npy");
        ExperimentResults const online =
            run({"encoder.kind=" + kind, "encoder.online=true"}, 2, false);
        EXPECT_EQ(ahead.spikes.hex(), online.spikes.hex()) << kind;
        EXPECT_EQ(ahead.weights.hex(), online.weights.hex()) << kind;
        EXPECT_EQ(spikes("input.npy"), input) << kind;
        EXPECT_GT(input.size(), 20U) << kind;
        seen.push_back(ahead.spikes.hex());
    }
    EXPECT_NE(seen[0], seen[1]);
    EXPECT_NE(seen[1], seen[2]);
}

TEST_F(ExperimentSourcesTest, InputsThatChangeFromStepToStep)
{
    Index const samples = 8, steps = 30, inputs = 16;
    Reals values;
    for (Index i = 0; i < samples * steps * inputs; ++i) {
        bool const on = i / inputs % steps == 7 && i % inputs == i / (inputs * steps);
        values.push_back(on ? 1 : 0);  // in step 7 input n of sample n
    }
    write_npy(folder_ / "values.npy", values, {samples, steps, 4, 4});
    Changes const changes = {
        R"(data={"kind": "npy", "train": {"values": "values.npy"}})",
        R"(encoder={"kind": "InhomogeneousBernoulli", "frequency_hz": 1000})",
        "classifier.layer=feed",
        R"(record=[{"what": "spikes", "of": "encoder", "file": "input.npy"}])"};
    write_npy(folder_ / "labels.npy", std::vector<std::int64_t>(8, 0), {8});
    Changes with_labels = changes;
    with_labels[0] =
        R"(data={"kind": "npy", "train": {"values": "values.npy", "labels": "labels.npy"}})";
    run(with_labels);
    std::vector<std::vector<double>> expected;
    for (double sample = 0; sample < 8; ++sample) {  // batches of 2, 30 steps each
        expected.push_back({7 + 30 * std::floor(sample / 2), std::fmod(sample, 2), sample});
    }
    EXPECT_EQ(spikes("input.npy"), expected);
    with_labels.push_back("encoder.online=true");
    run(with_labels);
    EXPECT_EQ(spikes("input.npy"), expected);
}

TEST_F(ExperimentSourcesTest, ListsRecordingsAndRegularTrainsGiveSpikesInEachBatch)
{
    write_npy(folder_ / "frames.npy",
              std::vector<std::uint8_t>{1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0},
              {2, 6});
    std::string const sources = R"({
        "times": {"kind": "SpikeTimes", "shape": [2, 3], "times": [[3, 5], [28.5, 1]]},
        "each": {"kind": "SpikeTimes", "shape": 6, "times": [[4, 0, 1], [6.5, 2, 0]]},
        "frames": {"kind": "RecordedSpikes", "spikes": "frames.npy"},
        "again": {"kind": "RecordedSpikes", "spikes": "frames.npy", "shape": [2, 3], "at_end": "loop"},
        "beat": {"kind": "RegularSpikes", "shape": 6, "period_ms": [30, 30, 30, 30, 12, 30],
                 "phase_ms": [40, 40, 40, 40, 5, 40]}})";
    auto const of             = [&](std::string const& name) {
        Changes changes = with_sources(sources, name);
        changes.push_back(R"(record=[{"what": "spikes", "of": ")" + name +
                          R"(", "batches": [0, 1], "file": "source.npy"}])");
        run(changes, 2);
        return spikes("source.npy");
    };
    using Rows = std::vector<std::vector<double>>;
    EXPECT_EQ(of("times"),
              (Rows{{3, 0, 5},
                    {3, 1, 5},
                    {28, 0, 1},
                    {28, 1, 1},  //
                    {33, 0, 5},
                    {33, 1, 5},
                    {58, 0, 1},
                    {58, 1, 1}}));
    EXPECT_EQ(of("each"), (Rows{{4, 1, 0}, {6, 0, 2}, {34, 1, 0}, {36, 0, 2}}));
    EXPECT_EQ(of("frames"),
              (Rows{{0, 0, 0},
                    {0, 1, 0},
                    {1, 0, 3},
                    {1, 1, 3},  //
                    {30, 0, 0},
                    {30, 1, 0},
                    {31, 0, 3},
                    {31, 1, 3}}));
    EXPECT_EQ(of("again").size(), 2U * 2 * 30);
    EXPECT_EQ(of("beat"),
              (Rows{{5, 0, 4},
                    {5, 1, 4},
                    {17, 0, 4},
                    {17, 1, 4},
                    {29, 0, 4},
                    {29, 1, 4},  //
                    {35, 0, 4},
                    {35, 1, 4},
                    {47, 0, 4},
                    {47, 1, 4},
                    {59, 0, 4},
                    {59, 1, 4}}));
}

TEST_F(ExperimentSourcesTest, CurrentsDriveNeurons)
{
    std::string const sources =
        R"({"push": {"kind": "StepCurrent", "shape": 6, "levels": [{"start_ms": 10, "current_na": 1000},
            {"start_ms": 12, "current_na": [0, 0, 0, 0, 0, 500]}, {"start_ms": 13, "current_na": 0}]},
            "hum": {"kind": "NoiseCurrent", "shape": [2, 3], "deviation_na": 200},
            "hiss": {"kind": "NoiseCurrent", "shape": [2, 3], "deviation_na": 200},
            "flat": {"kind": "ConstantCurrent", "shape": [2, 3], "current_na": -1}})";
    auto const driven = [&](std::string const& by, int threads, bool replay) {
        Changes changes =
            with_sources(sources, "feed", R"({"neurons": "lone", "current": ")" + by + R"("}, )");
        changes.push_back(R"(neurons.lone={"kind": "LIF", "shape": [2, 3], "refractory_ms": 0})");
        changes.push_back(R"(record=[{"what": "spikes", "of": "lone", "file": "lone.npy"}])");
        return run(changes, threads, replay);
    };
    driven("push", 1, true);
    auto const pushed = spikes("lone.npy");
    ASSERT_EQ(pushed.size(), 4U * (2 * 2 * 6 + 2)) << "two steps of all, one of the last element";
    EXPECT_EQ(pushed.front(), (std::vector<double>{10, 0, 0}));
    EXPECT_EQ(pushed.back(), (std::vector<double>{90 + 12, 1, 5}));
    driven("flat", 1, true);
    EXPECT_TRUE(spikes("lone.npy").empty());
    ExperimentResults const first = driven("hum", 1, true);
    auto const hum                = spikes("lone.npy");
    EXPECT_GT(hum.size(), 20U);
    EXPECT_EQ(driven("hum", 2, false).spikes.hex(), first.spikes.hex());
    EXPECT_EQ(spikes("lone.npy"), hum);
    driven("hiss", 1, true);
    EXPECT_NE(spikes("lone.npy"), hum) << "two sources never give the same noise";
}

TEST_F(ExperimentSourcesTest, CurrentsAreInjectedIntoSynapses)
{
    auto const seen = [&](std::string const& injected) {
        std::string const sources =
            R"({"push": {"kind": "ConstantCurrent", "shape": [2, 3], "current_na": 50},
                "pull": {"kind": "ConstantCurrent", "shape": [2, 3], "current_na": -50}})";
        Changes changes = with_sources(sources);
        changes.back() =
            R"(step=[{"layer": "feed", "input": "encoder"}, {"layer": "excite", "input":
            "feed")" +
            injected + "}, {\"layer\": \"calm\", \"input\": \"excite\"}]";
        changes.push_back(
            R"(connections.on.synapse={"kind": "DeltaPlusCurrent", "charge_pc": 75})");
        changes.push_back(R"(record=[{"what": "spikes", "of": "excite", "file": "inh.npy"}])");
        run(changes);
        return spikes("inh.npy").size();
    };
    std::size_t const alone = seen("");
    EXPECT_GT(seen(R"(, "injected": {"on": ["push"]})"), alone);
    EXPECT_EQ(seen(R"(, "injected": {"on": ["push", "pull"]})"), alone);
}

TEST_F(ExperimentSourcesTest, AreNamedInTheSummary)
{
    Changes const changes =
        with_sources(R"({"beat": {"kind": "RegularSpikes", "shape": 6, "period_ms": 5}})", "beat");
    std::string const text = Experiment::load(file_, changes).summary();
    EXPECT_NE(text.find("source       beat: RegularSpikes (6)\n"), std::string::npos) << text;
    EXPECT_NE(text.find("step         beat -> excite -> inh\n"), std::string::npos) << text;
}

TEST(SpikeFiles, HoldFramesOrLists)
{
    TemporaryFolder const folder;
    auto const file = folder / "a.npy";
    write_npy(file, std::vector<std::uint8_t>{0, 1, 1, 0, 0, 0}, {3, 2});
    SpikeFrames const plain = read_spike_frames(file);
    EXPECT_EQ(plain.steps, 3);
    EXPECT_EQ(plain.batch, 1);
    EXPECT_EQ(plain.elements, 2);
    EXPECT_EQ(plain.fired, (Fired{0, 1, 1, 0, 0, 0}));
    write_npy(file, std::vector<float>{0, 1, 1, 0, 0, 0}, {1, 3, 2});
    EXPECT_EQ(read_spike_frames(file).batch, 3);
    EXPECT_NE(message_of<FileError>([&] { read_spike_times(file); }).find("must be (spikes, 2)"),
              std::string::npos);
    write_npy(file, std::vector<double>{0.5, 1, 2.5, 0}, {2, 2});
    auto const times = read_spike_times(file);
    ASSERT_EQ(times.size(), 2U);
    EXPECT_EQ(times[1].time_ms, 2.5);
    EXPECT_EQ(times[0].element, 1);
    EXPECT_NE(message_of<FileError>([&] { read_spike_frames(file); }).find("holds 0.5, spikes are"),
              std::string::npos);
    write_npy(file, std::vector<double>{0.5, 1, 1, 2.5, 0, 0.5}, {2, 3});
    EXPECT_NE(message_of<FileError>([&] {
                  read_spike_times(file);
              }).find("times[1]: holds 0.5, elements and samples are whole numbers"),
              std::string::npos);
    write_npy(file, std::vector<double>{}, {0, 2});
    EXPECT_TRUE(read_spike_times(file).empty());
}

}  // namespace
}  // namespace inferno::test
