#include <map>
#include <numeric>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "inferno/config/experiment_run.hpp"
#include "inferno/config/npy.hpp"
#include "inferno/core/error.hpp"

#include "support/experiment_files.hpp"

namespace inferno {
namespace {

class ExperimentTest : public testing::Test {
  protected:
    ExperimentTest()
    {
        test::write_bars(folder_ / "bars");
        test::write_text(file_, test::tiny_experiment(folder_.path()));
    }

    ExperimentResults run(int threads, bool replay, std::vector<std::string> const& changes = {})
    {
        ExperimentRun work(Experiment::load(file_, changes),
                           make_backend("host", {threads}),
                           ExperimentRun::Options{replay});
        return work.run();
    }
    NpyArray result(std::string const& name) const { return read_npy(folder_ / "results" / name); }
    nlohmann::json results() const
    {
        return nlohmann::json::parse(test::read_text(folder_ / "results" / "results.json"));
    }

    test::TemporaryFolder const folder_;
    std::filesystem::path const file_ = folder_ / "tiny.json";
};

TEST_F(ExperimentTest, TrainsTestsAndCounts)
{
    ExperimentResults const results = run(1, true);
    EXPECT_EQ(results.train.samples, 8);
    EXPECT_EQ(results.test.samples, 4);
    EXPECT_GT(results.train.spikes, 0);
    EXPECT_EQ(results.accuracy.size(), 2);  // four batches, two at a time
    EXPECT_EQ(results.accuracy.back().samples, 8);
    EXPECT_EQ(results.confusion.size(), 9);
    EXPECT_EQ(std::accumulate(results.confusion.begin(), results.confusion.end(), Index{0}), 4);
    EXPECT_TRUE(results.test.accuracy.has_value());
    ASSERT_EQ(results.largest_weight.size(), 1);
    EXPECT_EQ(results.largest_weight[0].first, "in");
    ASSERT_EQ(results.mean_of_adaptation.size(), 1);
    EXPECT_GT(results.mean_of_adaptation[0].second, 0);
}

TEST_F(ExperimentTest, GivesTheSameBitsForAnyNumberOfThreadsAndEagerly)
{
    ExperimentResults const one = run(1, true), two = run(2, true), eager = run(1, false);
    EXPECT_EQ(one.spikes.hex(), two.spikes.hex());
    EXPECT_EQ(one.weights.hex(), two.weights.hex());
    EXPECT_EQ(one.spikes.hex(), eager.spikes.hex());
    EXPECT_EQ(one.weights.hex(), eager.weights.hex());
    EXPECT_NE(run(1, true, {"seed=4"}).spikes.hex(), one.spikes.hex());
}

TEST_F(ExperimentTest, GivesTheSameBitsWithAndWithoutRecordings)
{
    ExperimentResults const with = run(1, true), without = run(1, true, {"record=[]"});
    EXPECT_EQ(with.spikes.hex(), without.spikes.hex());
    EXPECT_EQ(with.weights.hex(), without.weights.hex());
}

TEST_F(ExperimentTest, RecordsInTheShapesThatItPromises)
{
    ExperimentResults const results = run(1, true);
    EXPECT_EQ(result("feed.npy").type, "i8");
    EXPECT_EQ(result("feed.npy").shape, (Shape{results.train.spikes, 3}));
    EXPECT_EQ(result("voltage.npy").shape, (Shape{60, 2, 2, 3}));  // two batches of 30 steps
    EXPECT_EQ(result("adaptation.npy").shape, (Shape{4, 2, 3, 1}));
    EXPECT_EQ(result("weight.npy").shape, (Shape{2, 6, 16}));
    EXPECT_EQ(result("bias.npy").shape, (Shape{2, 2, 3}));
    EXPECT_EQ(result("pre.npy").shape, (Shape{30, 2, 4, 4}));
    EXPECT_EQ(result("refractory.npy").shape, (Shape{30, 2, 2, 3}));
}

TEST_F(ExperimentTest, RecordsWhatTheNetworkDid)
{
    run(1, true);
    std::vector<double> const spikes = result("feed.npy").as_doubles();
    for (std::size_t i = 0; i < spikes.size(); i += 3) {
        EXPECT_LT(spikes[i], 4 * 30);
        EXPECT_LT(spikes[i + 1], 2);
        EXPECT_LT(spikes[i + 2], 6);
    }
    std::vector<Real> const weight = result("weight.npy").as_reals();
    for (std::size_t row = 0; row < weight.size(); row += 16) {  // normalised after the batch
        EXPECT_NEAR(std::accumulate(weight.begin() + row, weight.begin() + row + 16, 0.0), 8, 1e-4);
    }
    for (Real const bias : result("bias.npy").as_reals()) {
        EXPECT_EQ(bias, 0.5F);
    }
    std::vector<Real> const adaptation = result("adaptation.npy").as_reals();
    EXPECT_GT(adaptation.back(), 0);
    EXPECT_EQ(result("voltage.npy").as_reals().front(), -60);  // nothing has reached inh in step 1
}

TEST_F(ExperimentTest, RecordsEverySoManySteps)
{
    auto const recorded = [&](std::string const& what, std::string const& of, std::string more) {
        run(1,
            true,
            {R"(record=[{"what": ")" + what + R"(", "of": ")" + of +
                 R"(", "each": "step", "file": "x.npy")" + more + "}]",
             R"(sources={"s": {"kind": "NoiseCurrent", "shape": [2, 3], "deviation_na": 1}})",
             R"(step=[{"layer": "feed", "input": "encoder"}, {"neurons": "inh", "current": "s"}])"});
        return result("x.npy").as_doubles();
    };
    for (auto const& [what, of] : std::map<std::string, std::string>{
             {"weight", "in"}, {"voltage_mv", "inh"}, {"current_na", "s"}}) {
        std::vector<double> const every = recorded(what, of, ""),
                                  some  = recorded(what, of, R"(, "every_steps": 7)");
        std::size_t const row           = every.size() / (4 * 30);
        ASSERT_EQ(some.size(), 4 * 4 * row) << what;
        for (std::size_t i = 0; i < some.size(); ++i) {
            std::size_t const batch = i / (4 * row), taken = i / row % 4;
            std::size_t const step = batch * 30 + 7 * taken + 6;
            ASSERT_EQ(some[i], every[step * row + i % row]) << what << " " << i;
        }
    }
}

TEST_F(ExperimentTest, WritesResultsThatProgramsCanRead)
{
    ExperimentResults const results = run(1, true);
    nlohmann::json const file       = this->results();
    EXPECT_EQ(file["name"], "tiny");
    EXPECT_EQ(file["version"], INFERNO_VERSION);
    EXPECT_EQ(file["seed"], 3);
    EXPECT_EQ(file["hash"]["spikes"], results.spikes.hex());
    EXPECT_EQ(file["hash"]["weights"], results.weights.hex());
    EXPECT_EQ(file["train_images"], 8);
    EXPECT_EQ(file["test_accuracy"], *results.test.accuracy);
    EXPECT_EQ(file["accuracy"]["images"], nlohmann::json({4, 8}));
    double sum_s = 0;
    for (auto const& [word, seconds] : file["timings_s"].items()) {
        sum_s += seconds.get<double>();
    }
    EXPECT_NEAR(sum_s, file["wall_s"].get<double>(), 1e-9);
    EXPECT_TRUE(test::read_text(folder_ / "results" / "report.html").ends_with("</html>\n"));
}

TEST_F(ExperimentTest, ReportsCurvesOfRecordsOfFewNumbers)
{
    run(1, true);
    std::string const report = test::read_text(folder_ / "results/report.html");
    auto const shown         = [&](char const* part) { return report.find(part) != report.npos; };
    EXPECT_TRUE(shown(">bias of in, test<") && shown(">voltage (mV)<") && shown(">batches<"));
    EXPECT_TRUE(shown(">recorded time (ms)<"));
    EXPECT_FALSE(shown("weight of in<")) << "96 lines";
    EXPECT_TRUE(shown("Receptive fields of in<"));
}

TEST_F(ExperimentTest, ReportsItsProgress)
{
    ExperimentRun work(Experiment::load(file_), make_backend("host", {1}));
    std::vector<Index> samples;
    work.run([&](ExperimentProgress const& now) {
        samples.push_back(now.samples);
        EXPECT_EQ(now.steps, now.samples / 2 * 30);
    });
    EXPECT_EQ(samples, (std::vector<Index>{0, 2, 4, 6, 8, 0, 2, 4}));
}

TEST_F(ExperimentTest, LeavesNothingWhenItIsStopped)
{
    {
        ExperimentRun work(Experiment::load(file_), make_backend("host", {1}));
        EXPECT_THROW(work.run([](ExperimentProgress const&) { throw Error("stop"); }), Error);
        EXPECT_THROW(work.run(), StateError);
    }
    EXPECT_FALSE(std::filesystem::exists(folder_ / "results"));
}

TEST_F(ExperimentTest, TakesParametersFromNpyFiles)
{
    std::vector<double> const rest{-65, -66, -67, -68, -69, -70};
    write_npy(folder_ / "rest.npy", rest, {2, 3});
    Experiment const experiment = Experiment::load(
        file_, std::vector<std::string>{R"(neurons.exc.rest_mv={"npy": "rest.npy"})"});
    auto const& model = std::get<NeuronModel<ALIF>>(experiment.neurons_named("exc").model).config;
    EXPECT_EQ(model.rest_mv.list(), rest);
}

TEST_F(ExperimentTest, KnowsEveryNeuronModel)
{
    auto const with = [&](std::string const& kind) {
        return Experiment::load(file_,
                                std::vector<std::string>{R"(neurons.inh={"kind": ")" + kind +
                                                         R"(", "shape": [2, 3]})"});
    };
    std::size_t index = 0;
    for (std::string const kind :
         {"LIF", "GLIF1", "ALIF", "GLIF2", "QIF", "Izhikevich", "EIF", "AdEx", "ExactNeuron"}) {
        Experiment const experiment = with(kind);
        EXPECT_EQ(experiment.neurons_named("inh").model.index(), index++) << kind;
        ExperimentRun work(experiment, make_backend("host", {1}));
        EXPECT_EQ(work.run().train.samples, 8) << kind;
    }
}

TEST_F(ExperimentTest, SaysWhenAndHowAdaptationsMove)
{
    auto const adaptation = [&](std::vector<std::string> const& changes) {
        return run(1, true, changes).mean_of_adaptation.at(0).second;
    };
    double const usual = adaptation({});
    EXPECT_GT(usual, 0);
    EXPECT_EQ(adaptation({"neurons.exc.adapt=never"}), 0);
    EXPECT_NE(adaptation({"neurons.exc.adapt=always"}), usual) << "it moves in testing, too";
    EXPECT_GT(adaptation({"neurons.exc.adaptation_reduction=max"}), usual);
    Experiment const experiment = Experiment::load(
        file_,
        std::vector<std::string>{
            R"(neurons.inh={"kind": "AdEx", "shape": [2, 3], "voltage_coupling_us": [0.1, 0.2],
                            "adaptation_time_constant_ms": 30})"});
    auto const& model = std::get<NeuronModel<AdEx>>(experiment.neurons_named("inh").model).config;
    EXPECT_EQ(model.voltage_coupling_us, (std::vector<double>{0.1, 0.2}));
    EXPECT_EQ(model.adaptation_time_constant_ms, (std::vector<double>{30}));
}

TEST_F(ExperimentTest, TakesValuesAndLabelsFromNpyFiles)
{
    std::vector<float> const values{0, 1, 0.5F, 0.25F};
    std::vector<std::int32_t> const labels{1, 0};
    write_npy(folder_ / "values.npy", values, {2, 2});
    write_npy(folder_ / "labels.npy", labels, {2});
    Experiment const experiment = Experiment::load(
        file_,
        std::vector<std::string>{
            R"(data={"kind": "npy", "train": {"values": "values.npy", "labels": "labels.npy"}})",
            "connections.in.inputs=2",
            "record=[]"});
    EXPECT_EQ(experiment.data.kind, DataDescription::Kind::values);
    EXPECT_EQ(experiment.data.train.labels, (std::vector<Index>{1, 0}));
    EXPECT_EQ(experiment.data.classes, (std::vector<std::string>{"0", "1"}));
    ExperimentRun work(experiment, make_backend("host", {1}));
    EXPECT_EQ(work.run().train.samples, 2);
}

//! The published example, through the experiment file: every weight and trace of 200 steps.
TEST(ExperimentFile, FlorianIsExactlyTheOriginal)
{
    test::TemporaryFolder const folder;
    Experiment experiment = Experiment::load(std::filesystem::path(INFERNO_SOURCE_DIR) /
                                             "docs/experiments/florian_stdp.json");
    experiment.folder     = folder / "results";
    ExperimentRun(experiment, make_backend("host", {1})).run();
    auto const golden              = nlohmann::json::parse(test::read_text(
        std::filesystem::path(INFERNO_SOURCE_DIR) / "tests/golden/florian_stdp.json"));
    nlohmann::json const& expected = golden["cases"][0]["expected"];
    auto const weight              = read_npy(folder / "results/weight.npy").as_reals();
    auto const pre                 = read_npy(folder / "results/trace_pre.npy").as_reals();
    auto const post                = read_npy(folder / "results/trace_post.npy").as_reals();
    ASSERT_EQ(weight.size(), 400);
    for (std::size_t t = 0; t < 200; ++t) {
        EXPECT_EQ(weight[2 * t], expected["weights"][t].flatten().begin()->get<Real>()) << t;
        EXPECT_EQ(pre[2 * t], expected["trace_pre"][t].flatten().begin()->get<Real>()) << t;
        EXPECT_EQ(post[t], expected["trace_post"][t].flatten().begin()->get<Real>()) << t;
    }
}

TEST(ExperimentFile, QuickstartReads)
{
    auto const file =
        std::filesystem::path(INFERNO_SOURCE_DIR) / "docs/experiments/quickstart.json";
    test::TemporaryFolder const folder;
    test::write_bars(folder / "bars");  // 4 x 4 pictures in place of Debian's package
    std::vector<std::string> const changes{"data.folder=" + (folder / "bars").string(),
                                           "data.train=0",
                                           "data.test=4",
                                           "batch=2",
                                           "connections.enc2exc.inputs=[4, 4]"};
    Experiment const experiment = Experiment::load(file, changes);
    EXPECT_EQ(experiment.step.size(), 3);
    EXPECT_EQ(experiment.connection_named("enc2exc").updates.size(), 1);
    EXPECT_EQ(experiment.data.classes.size(), 10);
}

}  // namespace
}  // namespace inferno
