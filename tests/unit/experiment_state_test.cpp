//! States that experiments load and save.
#include <filesystem>

#include <gtest/gtest.h>

#include "inferno/config/experiment_run.hpp"
#include "inferno/config/state_file.hpp"
#include "inferno/core/error.hpp"

#include "support/compare.hpp"
#include "support/experiment_files.hpp"

namespace inferno::test {
namespace {

class ExperimentStateTest : public testing::Test {
  protected:
    ExperimentStateTest()
    {
        write_bars(folder_ / "bars");
        write_text(folder_ / "tiny.json", tiny_experiment(folder_.path()));
    }
    ExperimentResults run(std::vector<std::string> overrides, bool replay = true, int threads = 1)
    {
        ExperimentRun work(Experiment::load(folder_ / "tiny.json", overrides),
                           make_backend("host", {threads}),
                           {.replay = replay});
        return work.run();
    }
    std::filesystem::path result(std::string const& name) const
    {
        return folder_ / "results" / name;
    }
    //! Nothing may have been written.
    std::string refusal(std::vector<std::string> overrides)
    {
        overrides.push_back("output.folder=" + (folder_ / "refused").string());
        std::string const text = message_of<FileError>([&] { run(overrides); });
        EXPECT_FALSE(std::filesystem::exists(folder_ / "refused"));
        std::string const start = (folder_ / "results/trained.safetensors").string() + ": ";
        std::size_t const at    = text.find(start);
        return at == std::string::npos ? "no path: " + text : text.substr(at + start.size());
    }

    TemporaryFolder const folder_;
    std::string const save_       = R"(state={"save_trained": "trained.safetensors"})";
    std::string const load_       = R"(state={"load": "results/trained.safetensors"})";
    std::string const no_train_   = "data.train=0";
    std::string const no_records_ = "record=[]";
};

void expect_same_arrays(StateReader const& got, StateReader const& expected)
{
    ASSERT_EQ(got.names(), expected.names());
    for (std::string const& name : expected.names()) {
        EXPECT_TRUE(std::ranges::equal(got.at(name).bytes, expected.at(name).bytes)) << name;
    }
}

TEST_F(ExperimentStateTest, ATestWithATrainedStateIsTheTestOfTheRunThatTrained)
{
    ExperimentResults const whole = run({save_, "state.save=end.safetensors", no_records_});
    StateReader const trained(result("trained.safetensors")), end(result("end.safetensors"));
    EXPECT_EQ(trained.step(), 4 * 30);  // 8 samples in batches of 2
    EXPECT_EQ(end.step(), 6 * 30);
    EXPECT_EQ(trained.texts().at("experiment"), "tiny");
    EXPECT_EQ(trained.texts().at("saved"), "after training");
    EXPECT_EQ(end.texts().at("saved"), "at the end");
    EXPECT_TRUE(std::ranges::find(whole.files, result("trained.safetensors")) != whole.files.end());

    for (bool const replay : {true, false}) {
        ExperimentResults const test =
            run({load_, no_train_, no_records_, "state.save=again.safetensors"}, replay, 2);
        EXPECT_EQ(test.test.spikes, whole.test.spikes);
        EXPECT_GT(test.test.spikes, 0);
        EXPECT_EQ(test.test.accuracy, whole.test.accuracy);
        EXPECT_EQ(test.confusion, whole.confusion);
        EXPECT_EQ(test.weights.hex(), whole.weights.hex());
        EXPECT_NE(read_text(result("results.json")).find("results/trained.safetensors\",\n"),
                  std::string::npos);
        StateReader const again(result("again.safetensors"));
        EXPECT_EQ(again.step(), end.step());
        expect_same_arrays(again, end);
    }
}

TEST_F(ExperimentStateTest, NamesArraysByTheirParts)
{
    run({save_});
    StateReader const file(result("trained.safetensors"));
    for (char const* name : {"neurons.exc.voltage_mv",
                             "neurons.exc.adaptation",
                             "connections.in.weight",
                             "connections.in.updater.weight.potentiation",
                             "trainers.stdp.pre.trace",
                             "encoder.rasters",
                             "classifier.rates"}) {
        EXPECT_TRUE(file.has(name)) << name;
    }
    EXPECT_EQ(file.at("connections.in.weight").shape, (Shape{6, 16}));
}

TEST_F(ExperimentStateTest, RecordsDoNotChangeWhatIsSaved)
{
    run({save_});
    std::filesystem::rename(result("trained.safetensors"), folder_ / "kept.safetensors");
    run({save_, no_records_});
    expect_same_arrays(StateReader(result("trained.safetensors")),
                       StateReader(folder_ / "kept.safetensors"));
}

TEST_F(ExperimentStateTest, NothingIsSavedAfterNoTraining)
{
    EXPECT_EQ(message_of<ConfigError>([&] {
                  run({save_, no_train_, no_records_});
              }),
              "state.save_trained: nothing is trained: there are no training samples");
}

TEST_F(ExperimentStateTest, RefusesTheStateOfAnotherNetwork)
{
    run({save_, no_records_});
    EXPECT_EQ(refusal({load_, "batch=4", no_records_}),
              "array \"neurons.exc.batch\" is 2, here it is 4");
    EXPECT_EQ(refusal({load_, "seed=4", no_records_}), "array \"encoder.seed\" is 3, here it is 4");
    EXPECT_EQ(refusal({load_, "step_time_ms=0.5", no_records_}),
              "array \"neurons.exc.step_time_ms\" is 1, here it is 0.5");
    EXPECT_EQ(refusal({load_, "neurons.exc={\"kind\": \"AdEx\", \"shape\": [2, 3]}", no_records_}),
              "array \"neurons.exc.model\" is \"ALIF\", here it is \"AdEx\"");
    EXPECT_EQ(refusal({load_, "trainers={}", "updaters={}", no_records_}),
              "holds an array \"connections.in.updater.bias.depression\" that nothing here takes");
    EXPECT_NO_THROW(
        run({load_, "state.partly=true", "trainers={}", "updaters={}", no_train_, no_records_}));
}

}  // namespace
}  // namespace inferno::test
