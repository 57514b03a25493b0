//! The experiments of docs/experiments, on short settings, on every backend.
#include <algorithm>
#include <cmath>
#include <map>

#include "inferno/config/experiment_run.hpp"
#include "inferno/config/npy.hpp"

#include "support/backend_test.hpp"
#include "support/experiment_files.hpp"

namespace inferno::test {
namespace {

using Changes = std::vector<std::string>;

class ExampleExperimentTest : public BackendTest {
  protected:
    //! Runs a short form of an experiment and checks that the bits are those of the host.
    void run(std::string const& name, Changes const& changes = {})
    {
        results_                     = run_on(backend, name, changes, "results");
        ExperimentResults const host = run_on(make_backend("host", {1}), name, changes, "host");
        EXPECT_EQ(results_.spikes.hex(), host.spikes.hex()) << name;
        EXPECT_EQ(results_.weights.hex(), host.weights.hex()) << name;
    }
    ExperimentResults run_on(BackendPointer const& where,
                             std::string const& name,
                             Changes const& changes,
                             std::string const& folder)
    {
        Experiment experiment = Experiment::load(
            std::filesystem::path(INFERNO_SOURCE_DIR) / ("docs/experiments/" + name + ".json"),
            changes);
        experiment.folder = folder_ / folder;
        return ExperimentRun(std::move(experiment), where).run();
    }
    std::vector<double> values(std::string const& file) const
    {
        return read_npy(folder_ / ("results/" + file)).as_doubles();
    }

    TemporaryFolder const folder_;
    ExperimentResults results_;
};
INFERNO_ON_EVERY_BACKEND(ExampleExperimentTest);

//! Florian (2007) as Inferno 0.0.5 runs it, after a step, counted from 1: weights under STDP, MSTDP
//! and MSTDPET.
TEST_P(ExampleExperimentTest, FlorianRewardsAreThoseOfTheOriginal)
{
    run("florian_rewards");
    std::map<std::size_t, std::vector<Real>> const expected{
        {10, {0.200000003F, 0.200000003F, 0.200000003F}},
        {15, {0.355760187F, 0.355760187F, 0.206230417F}},
        {50, {0.355760187F, 0.355760187F, 0.321249276F}},
        {75, {0.363515049F, 0.363515049F, 0.345356882F}},
        {85, {0.236169398F, 0.236169398F, 0.347334772F}},
        {101, {0.236169398F, 0.236169398F, 0.299883336F}},
        {110, {0.294817984F, 0.177520812F, 0.315142483F}},
        {115, {0.110643104F, 0.361695707F, 0.319454014F}},
        {135, {0.0428889021F, 0.429449916F, 0.413969547F}},
        {140, {0.269036382F, 0.203302428F, 0.430540323F}},
        {200, {0.269036382F, 0.203302428F, 0.334199131F}}};
    std::vector<double> const stdp = values("weight_stdp.npy"), mstdp = values("weight_mstdp.npy"),
                              mstdpet = values("weight_mstdpet.npy");
    for (auto const& [step, row] : expected) {
        EXPECT_EQ(stdp[2 * (step - 1)], row[0]) << step;
        EXPECT_EQ(mstdp[2 * (step - 1)], row[1]) << step;
        EXPECT_EQ(mstdpet[2 * (step - 1)], row[2]) << step;
    }
    EXPECT_NEAR(values("eligibility_post.npy")[2 * 84] - values("eligibility_pre.npy")[2 * 84],
                -0.00450702495,
                1e-11);
}

TEST_P(ExampleExperimentTest, DelaysComeToAlignAVolley)
{
    bool const emulated = GetParam() == "cuda_emulated";
    run("delay_learning", emulated ? Changes{"data.train=3"} : Changes{});
    std::vector<double> const volley = values("volley.npy"), delays = values("delay.npy");
    std::vector<double> sent_ms(12);
    for (std::size_t i = 0; i < volley.size(); i += 3) {
        sent_ms[static_cast<std::size_t>(volley[i + 2])] = volley[i];
    }
    auto const spread_ms = [&](std::size_t sample) {
        double sum = 0, squares = 0;
        for (std::size_t i = 0; i < 12; ++i) {
            double const arrival_ms = sent_ms[i] + delays[12 * sample + i];
            sum += arrival_ms;
            squares += arrival_ms * arrival_ms;
        }
        return std::sqrt(squares / 12 - sum * sum / 144);
    };
    EXPECT_GT(spread_ms(0), 8);
    EXPECT_LT(spread_ms(2), 0.97 * spread_ms(0));
    if (!emulated) { EXPECT_LT(spread_ms(99), 0.1); }
}

TEST_P(ExampleExperimentTest, QuickstartAndFlorianStdpGiveTheBitsOfTheHost)
{
    run("florian_stdp");
    EXPECT_GT(results_.train.spikes, 0);
    write_bars(folder_ / "bars");
    run("quickstart",
        {"data.folder=" + (folder_ / "bars").string(),
         "data.train=4",
         "data.test=2",
         "batch=2",
         "encoder.steps=12",
         "connections.enc2exc.inputs=[4, 4]",
         "hooks.0.scale=60"});
    EXPECT_GT(results_.train.spikes, 0);
    EXPECT_EQ(results_.confusion.size(), 100);
}

//! The share of test samples for whose pattern the pair of neurons `shift` further on fired most.
double told(std::vector<double> const& spikes, std::vector<double> const& labels, std::size_t shift)
{
    std::vector<std::vector<int>> fired(labels.size(), std::vector<int>(3));
    for (std::size_t i = 0; i < spikes.size(); i += 3) {
        auto const step   = static_cast<std::size_t>(spikes[i]);
        auto const sample = step / 100 * 4 + static_cast<std::size_t>(spikes[i + 1]);
        ++fired[sample][static_cast<std::size_t>(spikes[i + 2]) / 2];
    }
    double right = 0;
    for (std::size_t s = 0; s < labels.size(); ++s) {
        std::size_t const label = (static_cast<std::size_t>(labels[s]) + shift) % 3;
        auto const most         = std::max_element(fired[s].begin(), fired[s].end());
        right +=
            fired[s][label] == *most && std::count(fired[s].begin(), fired[s].end(), *most) == 1;
    }
    return right / static_cast<double>(labels.size());
}

//! The same samples under two rewards: each brings the answer that it rewards.
TEST_P(ExampleExperimentTest, TheRewardedAnswerWins)
{
    std::filesystem::path const data =
        std::filesystem::path(INFERNO_SOURCE_DIR) / "docs/experiments";
    std::vector<double> const labels = read_npy(data / "patterns_test_labels.npy").as_doubles();
    if (GetParam() == "cuda_emulated") {  // some batches, with the bits of the host
        return run("reward_patterns", {"data.train.samples=8", "data.test.samples=4", "record=[]"});
    }
    run("reward_patterns");
    EXPECT_GT(told(values("spikes.npy"), labels, 0), 0.95);
    EXPECT_GT(results_.outcomes.at(0).curve.back().recent, 0.9);

    std::vector<std::uint8_t> others;
    for (double const label : read_npy(data / "patterns_train_labels.npy").as_doubles()) {
        others.push_back(static_cast<std::uint8_t>((static_cast<int>(label) + 1) % 3));
    }
    write_npy(folder_ / "others.npy", others, {std::ssize(others)});
    run("reward_patterns", {"data.train.labels=" + (folder_ / "others.npy").string()});
    EXPECT_GT(told(values("spikes.npy"), labels, 1), 0.95);
}

//! Pictures of horizontal bars, at any height.
void write_horizontal_bars(std::filesystem::path const& file, Index pictures)
{
    std::vector<float> pixels;
    for (Index i = 0; i < pictures * 64; ++i) {
        Index const row = i / 8 % 8, height = i / 64 * 3 % 7;
        pixels.push_back(row == height || row == height + 1 ? 1.0F : 0.0F);
    }
    write_npy(file, pixels, {pictures, 8, 8});
}

//! In a world of horizontal bars filters become horizontal.
TEST_P(ExampleExperimentTest, FiltersTakeTheFormOfWhatTheySee)
{
    bool const emulated = GetParam() == "cuda_emulated";
    write_horizontal_bars(folder_ / "bars.npy", emulated ? 4 : 40);
    Changes const changes{
        R"(data={"kind": "npy", "train": {"values": ")" + (folder_ / "bars.npy").string() + "\"}}",
        "batch=2",
        "connections.retina.inputs=[1, 8, 8]",
        "neurons.edges.shape=[2, 8, 8]",
        "connections.see.inputs=[2, 8, 8]",
        "connections.see.filters=4",
        "connections.see.kernel=4",
        "connections.see.stride=4",
        "neurons.exc.shape=[4, 2, 2]",
        "neurons.inh.shape=[4, 2, 2]",
        "connections.relay.shape=[4, 2, 2]",
        "connections.silence.shape=[4, 2, 2]",
        "hooks.0.scale=3",
        R"(record=[{"what": "weight", "of": "see", "file": "filters.npy"}])"};
    run("conv_filters", changes);
    EXPECT_NE(read_text(folder_ / "results/report.html").find("the channels of 4 filters"),
              std::string::npos);
    if (emulated) { return; }
    std::vector<double> const filters = values("filters.npy");
    auto const steepness              = [&](std::size_t batch, std::size_t y, std::size_t x) {
        double sum = 0;
        for (std::size_t tile = batch * 8; tile < batch * 8 + 8; ++tile) {
            for (std::size_t at = 0; at < 9; ++at) {
                std::size_t const here = tile * 16 + at / 3 * 4 + at % 3;
                sum += std::abs(filters[here + y * 4 + x] - filters[here]);
            }
        }
        return sum;
    };
    EXPECT_LT(steepness(0, 1, 0), 2 * steepness(0, 0, 1)) << "random at first";
    EXPECT_GT(steepness(19, 1, 0), 4 * steepness(19, 0, 1));
}

}  // namespace
}  // namespace inferno::test
