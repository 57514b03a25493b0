#include <algorithm>
#include <filesystem>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

#include "inferno/config/state_file.hpp"

#include "cli/run.hpp"
#include "support/experiment_files.hpp"
#include "support/full_disk.hpp"

namespace inferno::cli {
namespace {

namespace fs = std::filesystem;

class CommandTest : public testing::Test {
  protected:
    CommandTest()
    {
        test::write_bars(folder_ / "bars");
        test::write_text(folder_ / "tiny.json", test::tiny_experiment(folder_.path()));
    }

    int call(std::vector<std::string> const& words)
    {
        std::vector<char const*> pointers;
        for (std::string const& word : words) {
            pointers.push_back(word.c_str());
        }
        out_.str("");
        error_.str("");
        return run(pointers, {out_, error_});
    }
    bool said(std::string const& part) const { return out_.str().find(part) != std::string::npos; }

    test::TemporaryFolder const folder_;
    std::string const file_ = folder_ / "tiny.json";
    std::ostringstream out_, error_;
};

TEST_F(CommandTest, RunTellsWhatCameOutAndWhereItIs)
{
    EXPECT_EQ(call({"run", file_, "--backend", "host", "--threads", "1"}), 0) << error_.str();
    EXPECT_TRUE(said("tiny on host, 1 thread"));
    EXPECT_TRUE(said("train    8 images, accuracy "));
    EXPECT_TRUE(said("report.html"));
    EXPECT_TRUE(fs::exists(folder_ / "results/results.json"));
    EXPECT_EQ(error_.str(), "");
}

TEST_F(CommandTest, AFullDiskIsNoBadInputAndTheRecordingsAreNamed)
{
    {
        test::FullDisk const disk(1000);
        EXPECT_EQ(call({"run", file_, "--backend=host"}), 1);
    }
    std::string const said = error_.str();
    EXPECT_NE(said.find("cannot be written: File too large; incomplete recordings: "),
              std::string::npos)
        << said;
    EXPECT_NE(said.find(folder_ / "results/voltage.incomplete.npy"), std::string::npos) << said;
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
    EXPECT_TRUE(fs::exists(folder_ / "results/voltage.incomplete.npy"));
    EXPECT_FALSE(fs::exists(folder_ / "results/report.html"));
}

TEST_F(CommandTest, RunIsSilentWhenAsked)
{
    EXPECT_EQ(call({"run", file_, "--backend=host", "--quiet"}), 0);
    EXPECT_EQ(out_.str() + error_.str(), "");
}

TEST_F(CommandTest, OptionsWinOverTheFile)
{
    std::string const elsewhere = folder_ / "elsewhere";
    EXPECT_EQ(call({"run",
                    file_,
                    "--backend=host",
                    "--out",
                    elsewhere,
                    "--seed",
                    "9",
                    "--set",
                    "data.train=4",
                    "--set",
                    "record=[]",
                    "--quiet"}),
              0);
    std::string const results = test::read_text(elsewhere + "/results.json");
    EXPECT_NE(results.find("\"seed\": 9"), std::string::npos);
    EXPECT_NE(results.find("\"train_images\": 4"), std::string::npos);
    EXPECT_FALSE(fs::exists(folder_ / "results"));
}

TEST_F(CommandTest, RunBeginsWithAStateAndKeepsOne)
{
    std::string const first = folder_ / "first", second = folder_ / "second";
    EXPECT_EQ(call({"run", file_, "--backend=host", "--out", first, "--save=a.safetensors"}), 0);
    EXPECT_TRUE(said("written  " + first + "/a.safetensors"));
    EXPECT_EQ(call({"run",
                    file_,
                    "--backend=host",
                    "--out",
                    second,
                    "--load",
                    first + "/a.safetensors",
                    "--save",
                    "b.safetensors"}),
              0)
        << error_.str();
    EXPECT_EQ(StateReader(first + "/a.safetensors").step(), 6 * 30);
    EXPECT_EQ(StateReader(second + "/b.safetensors").step(), 12 * 30);
    EXPECT_EQ(call({"run", file_, "--load", second + "/results.json", "--quiet"}), 2);
}

TEST_F(CommandTest, CheckSaysWhatTheExperimentIsAndWritesNothing)
{
    EXPECT_EQ(call({"check", file_}), 0);
    EXPECT_TRUE(said("8 training and 4 test samples of shape (4, 4), 3 classes"));
    EXPECT_TRUE(said("in: LinearDense (4, 4) -> (2, 3), 96 weights, learns"));
    EXPECT_TRUE(said("memory       about "));
    EXPECT_FALSE(fs::exists(folder_ / "results"));
}

TEST_F(CommandTest, SparseNetworksAreCheckedAndRunLikeOthers)
{
    std::string const net = folder_ / "net.json", elsewhere = folder_ / "elsewhere";
    test::write_text(net, test::tiny_network(folder_.path()));
    EXPECT_EQ(call({"check", net}), 0) << error_.str();
    EXPECT_TRUE(said("I -> E: FixedTotalNumber, 200 synapses"));
    EXPECT_FALSE(fs::exists(folder_ / "results"));

    EXPECT_EQ(call({"run", net, "--backend=host", "--seed", "7", "--out", elsewhere}), 0)
        << error_.str();
    for (std::string const& part : {std::string("tiny network on host"),
                                    std::string("built    87 neurons, "),
                                    std::string("run      40 ms in "),
                                    std::string("rate     E: "),
                                    std::string("; rate from 900 to 1000 expected"),
                                    "written  " + elsewhere + "/learnt.npy"}) {
        EXPECT_TRUE(said(part)) << part << "\n" << out_.str();
    }
    EXPECT_NE(test::read_text(elsewhere + "/results.json").find("\"seed\": 7"), std::string::npos);
    EXPECT_EQ(call({"run", net, "--backend=host", "--quiet"}), 0);
    EXPECT_EQ(out_.str() + error_.str(), "");
}

TEST_F(CommandTest, PlotDrawsSpikesOfSparseNetworks)
{
    std::string const net = folder_ / "net.json", picture = folder_ / "net.svg";
    test::write_text(net, test::tiny_network(folder_.path()));
    ASSERT_EQ(call({"run", net, "--backend=host", "--quiet"}), 0);
    EXPECT_EQ(
        call(
            {"plot", folder_ / "results/E.npy", "--step-time", "0.1", "--to=40", "--out", picture}),
        0)
        << error_.str();
}

TEST_F(CommandTest, PlotDrawsWhatWasRecorded)
{
    ASSERT_EQ(call({"run", file_, "--backend=host", "--quiet"}), 0);
    std::string const results = folder_ / "results/", picture = folder_ / "a.svg";
    EXPECT_EQ(call({"plot",
                    results + "feed.npy",
                    "--label",
                    "spikes & rows",
                    results + "voltage.npy",
                    "--select",
                    "1,0,:",
                    "--names=a,b,c",
                    "--stairs",
                    "--title",
                    "tiny",
                    "--step-time=0.5",
                    "--to",
                    "30",
                    "--out",
                    picture}),
              0)
        << error_.str();
    EXPECT_EQ(out_.str(), "written  " + picture + "\n");
    std::string const svg = test::read_text(picture);
    for (std::string const part : {">tiny<", "spikes &amp; rows", ">voltage<", ">b</text>"}) {
        EXPECT_NE(svg.find(part), std::string::npos) << part;
    }
}

TEST_F(CommandTest, PlotRefusesBadInputAndKeepsWhatWasThere)
{
    ASSERT_EQ(call({"run", file_, "--backend=host", "--quiet"}), 0);
    std::string const voltage = folder_ / "results/voltage.npy", picture = folder_ / "a.svg";
    test::write_text(picture, "old");
    std::vector<std::pair<std::vector<std::string>, std::string>> const cases = {
        {{"plot", folder_ / "results/weight.npy", "--out", picture},
         "has 96 lines in rows of shape (6, 16)"},
        {{"plot", voltage, "--select", "0,5,0", "--out", picture}, "\"5\" of axis 2"},
        {{"plot", folder_ / "no.npy", "--out", picture}, "no.npy"},
        {{"plot", file_, "--out", picture}, "tiny.json: "},
        {{"plot", voltage, "--select", "0,0,0", "--out", folder_ / "a.png"}, "ends with .svg"},
        {{"plot", voltage, "--select", "0,0,0", "--out", folder_ / "none/a.svg"}, "none/a.svg"}};
    for (auto const& [words, expected] : cases) {
        EXPECT_EQ(call(words), 2) << expected;
        EXPECT_NE(error_.str().find(expected), std::string::npos) << error_.str();
        EXPECT_EQ(test::read_text(picture), "old");
    }
    EXPECT_FALSE(fs::exists(folder_ / "a.png") || fs::exists(folder_ / "none"));
}

TEST_F(CommandTest, InfoNamesTheBackends)
{
    EXPECT_EQ(call({"info"}), 0);
    EXPECT_TRUE(said(std::string("inferno ") + INFERNO_VERSION));
    EXPECT_TRUE(said("backend  host: "));
    EXPECT_TRUE(said("backend  cuda"));
}

TEST_F(CommandTest, HelpAndVersionGoToStandardOutput)
{
    EXPECT_EQ(call({"--help"}), 0);
    EXPECT_TRUE(said("usage: inferno"));
    EXPECT_EQ(call({"--version"}), 0);
    EXPECT_EQ(out_.str(), std::string("inferno ") + INFERNO_VERSION + "\n");
}

}  // namespace
}  // namespace inferno::cli
