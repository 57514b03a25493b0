//! The experiments whose pictures are in docs/models.md.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "inferno/config/experiment_run.hpp"
#include "inferno/config/npy.hpp"

#include "support/experiment_files.hpp"

namespace inferno {
namespace {

namespace fs = std::filesystem;

fs::path const folder_of_all = fs::path(INFERNO_SOURCE_DIR) / "docs/experiments/models";

std::vector<std::string> all_names()
{
    std::vector<std::string> names;
    for (auto const& entry : fs::directory_iterator(folder_of_all)) {
        if (entry.path().extension() == ".json") { names.push_back(entry.path().stem().string()); }
    }
    std::sort(names.begin(), names.end());
    return names;
}

//! An experiment after its run.
class Ran {
  public:
    explicit Ran(std::string const& name,
                 std::vector<std::string> const& changes = {},
                 bool replay                             = true)
    {
        Experiment experiment = Experiment::load(folder_of_all / (name + ".json"), changes);
        experiment.folder     = folder_ / "results";
        steps_                = experiment.steps();
        step_time_ms_         = experiment.step_time_ms;
        records_              = experiment.records;
        ExperimentRun run(
            std::move(experiment), make_backend("host", {1}), ExperimentRun::Options{replay});
        run.run();
    }
    NpyArray read(std::string const& file) const { return read_npy(folder_ / ("results/" + file)); }
    std::vector<double> values(std::string const& file) const { return read(file).as_doubles(); }
    //! Times of all spikes.
    std::vector<double> spike_times_ms(std::string const& file = "spikes.npy") const
    {
        std::vector<double> const rows = values(file);
        std::vector<double> times;
        for (std::size_t i = 0; i < rows.size(); i += 3) {
            times.push_back(rows[i] * step_time_ms_);
        }
        return times;
    }
    //! One of several numbers of every row.
    std::vector<double> column(std::string const& file, std::size_t columns, std::size_t at) const
    {
        std::vector<double> const all = values(file);
        std::vector<double> taken;
        for (std::size_t i = at; i < all.size(); i += columns) {
            taken.push_back(all[i]);
        }
        return taken;
    }
    std::size_t step(double at_ms) const
    {
        return static_cast<std::size_t>(std::lround(at_ms / step_time_ms_));
    }
    Index steps() const { return steps_; }
    std::vector<RecordDescription> const& records() const { return records_; }
    double step_time_ms() const { return step_time_ms_; }

  private:
    test::TemporaryFolder folder_;
    Index steps_         = 0;
    double step_time_ms_ = 0;
    std::vector<RecordDescription> records_;
};

class ModelExperimentTest : public testing::TestWithParam<std::string> {};

TEST_P(ModelExperimentTest, LeavesEveryRecordingAndHasAPicture)
{
    Ran const ran(GetParam());
    EXPECT_FALSE(ran.records().empty());
    for (RecordDescription const& record : ran.records()) {
        Shape const shape = ran.read(record.file).shape;
        if (record.what == "spikes") {
            EXPECT_GT(shape[0], 0) << record.file;
        } else {
            EXPECT_EQ(shape[0], ran.steps()) << record.file;
        }
    }
    fs::path const picture = fs::path(INFERNO_SOURCE_DIR) / "docs/pictures" / (GetParam() + ".svg");
    ASSERT_TRUE(fs::exists(picture)) << picture;
    EXPECT_LT(fs::file_size(picture), 40'000U) << picture;
}

INSTANTIATE_TEST_SUITE_P(All,
                         ModelExperimentTest,
                         testing::ValuesIn(all_names()),
                         [](auto const& name) { return name.param; });

TEST(ModelExperiments, NeuronsRestUntilTheCurrentComesAndThenFire)
{
    for (std::string const name :
         {"lif", "glif1", "alif", "glif2", "qif", "izhikevich", "eif", "adex"}) {
        Ran const ran(name);
        std::vector<double> const voltage = ran.values("voltage_mv.npy");
        std::vector<double> const current = ran.values("current_na.npy");
        std::size_t const start           = ran.step(20);
        EXPECT_EQ(current[start - 1], 0) << name;
        EXPECT_GT(current[start], 0) << name;
        // EIF settles where the leak holds the exponential, 1.1 mV above rest
        EXPECT_NEAR(voltage[start - 1], voltage[0], name == "eif" ? 1.1 : 0.02) << name;
        EXPECT_GT(voltage[start], voltage[start - 1]) << name;  // the step that got the current
        EXPECT_GT(ran.spike_times_ms().front(), 20) << name;
    }
}

TEST(ModelExperiments, GLIF1IsLIF)
{
    EXPECT_EQ(Ran("glif1").values("voltage_mv.npy"), Ran("lif").values("voltage_mv.npy"));
}

TEST(ModelExperiments, ExactNeuronsFireWhereTheInputIsPositive)
{
    std::vector<double> const expected{10, 11, 12, 13, 25, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49};
    EXPECT_EQ(Ran("exact_neuron").spike_times_ms(), expected);
}

TEST(ModelExperiments, SynapsesBringTheirCharge)
{
    for (std::string const name : {"delta_current",
                                   "delta_plus_current",
                                   "single_exponential_current",
                                   "double_exponential_current"}) {
        Ran const ran(name);
        double charge_pc = 0;
        for (double const current_na : ran.values("output.npy")) {
            charge_pc += current_na * ran.step_time_ms();
        }
        EXPECT_NEAR(charge_pc, 4, 0.1) << name;  // four spikes of 1 pC
    }
    Ran const single("single_exponential_current");
    EXPECT_EQ(single.values("output.npy")[single.step(10)], double{0.2F});
}

TEST(ModelExperiments, ConductancesReachTheirPeak)
{
    for (std::string const name :
         {"single_exponential_conductance", "double_exponential_conductance"}) {
        Ran const ran(name);
        std::vector<double> const us = ran.values("output.npy");
        auto const second            = us.begin() + static_cast<std::ptrdiff_t>(ran.step(40));
        EXPECT_NEAR(*std::max_element(us.begin(), second), 0.01, 1e-5) << name;
    }
}

TEST(ModelExperiments, DelaysShiftWhatArrives)
{
    Ran const ran("delays");
    auto const first = ran.column("output.npy", 3, 0), second = ran.column("output.npy", 3, 1);
    std::size_t const shift = ran.step(6);
    for (std::size_t t = 0; t + shift < first.size(); ++t) {
        EXPECT_NEAR(second[t + shift], 0.8 * first[t], 1e-6) << t;
    }
    EXPECT_GT(first[ran.step(10)], 0);
    EXPECT_EQ(second[ran.step(10)], 0);
}

TEST(ModelExperiments, SynapsesAreRecordedBeforeDelaysAndWeights)
{
    Ran const ran(
        "delays",
        {"record.0={\"what\": \"synapse_output\", \"of\": \"wire\", \"file\": \"s.npy\"}"});
    EXPECT_EQ(ran.read("s.npy").shape, (Shape{160, 1, 1}));
    EXPECT_EQ(ran.values("s.npy"), ran.column("output.npy", 3, 0));  // no delay, a weight of 1
}

TEST(ModelExperiments, RecordingsAreTheSameForEverySampleOfABatch)
{
    Ran const one("conv2d"), two("conv2d", {"batch=2", "data.train=4"}, false);
    EXPECT_EQ(two.read("output.npy").shape, (Shape{320, 2, 1, 1, 4}));  // two batches of two
    std::vector<double> const expected = one.values("output.npy"), found = two.values("output.npy");
    for (std::size_t step = 0; step < 320; ++step) {
        for (std::size_t i = 0; i < 8; ++i) {
            ASSERT_EQ(found[step * 8 + i], expected[step % 160 * 4 + i % 4]) << step << " " << i;
        }
    }
}

TEST(ModelExperiments, ExperimentsWithoutLayersSayWhatTheyAre)
{
    Experiment const driven = Experiment::load(folder_of_all / "lif.json");
    EXPECT_EQ(driven.result(), "cell");
    EXPECT_EQ(driven.result_neurons(), "cell");
    EXPECT_NE(driven.summary().find("step         input -> cell"), std::string::npos);
    Experiment const encoded = Experiment::load(folder_of_all / "poisson_interval.json");
    EXPECT_EQ(encoded.result(), "encoder");
    EXPECT_GT(encoded.memory_bytes(), 0);
    EXPECT_EQ(Experiment::load(folder_of_all / "sources.json").result(), "data");
}

TEST(ModelExperiments, EncodersFireInProportionToTheInput)
{
    for (std::string const name :
         {"homogeneous_poisson", "homogeneous_poisson_approx", "poisson_interval"}) {
        std::vector<Index> counts(20);
        std::vector<double> const rows = Ran(name).values("spikes.npy");
        for (std::size_t i = 2; i < rows.size(); i += 3) {
            ++counts[static_cast<std::size_t>(rows[i])];
        }
        Index low = 0, high = 0;
        for (std::size_t i = 0; i < 10; ++i) {
            low += counts[i];
            high += counts[10 + i];
        }
        EXPECT_NEAR(static_cast<double>(low), 137.5, 40) << name;   // 0.275 x 10 x 50 spikes
        EXPECT_NEAR(static_cast<double>(high), 387.5, 60) << name;  // 0.775 x 10 x 50 spikes
    }
}

TEST(ModelExperiments, SourcesGiveTheirCurrentsInTheStepsThatUseThem)
{
    Ran const ran("sources");
    std::vector<double> const level = ran.values("level_na.npy");
    EXPECT_EQ(level[0], 0);
    EXPECT_EQ(level[49], 0);
    EXPECT_EQ(level[50], 2);
    EXPECT_EQ(level[149], 2);
    EXPECT_EQ(level[150], 1);
    EXPECT_EQ(ran.spike_times_ms("list.npy"), (std::vector<double>{20, 30, 40, 120}));
}

}  // namespace
}  // namespace inferno
