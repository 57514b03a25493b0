//! What is left of runs that fail or are stopped.
#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "inferno/config/experiment_run.hpp"
#include "inferno/config/npy.hpp"
#include "inferno/config/write_error.hpp"

#include "support/experiment_files.hpp"
#include "support/full_disk.hpp"

namespace inferno {
namespace {

class IncompleteRunTest : public testing::Test {
  protected:
    IncompleteRunTest()
    {
        test::write_bars(folder_ / "bars");
        test::write_text(file_, test::tiny_experiment(folder_.path()));
    }

    void run() const { ExperimentRun(Experiment::load(file_), make_backend("host", {1})).run(); }
    NpyArray result(std::string const& name) const { return read_npy(folder_ / "results" / name); }

    test::TemporaryFolder const folder_;
    std::filesystem::path const file_ = folder_ / "tiny.json";
};

bool is_start(std::vector<std::byte> const& part, std::vector<std::byte> const& all)
{
    return part.size() < all.size() && std::equal(part.begin(), part.end(), all.begin());
}

TEST_F(IncompleteRunTest, KeepsWhatWasRecordedBeforeItFails)
{
    run();
    NpyArray const spikes = result("feed.npy"), voltage = result("voltage.npy");
    std::filesystem::path const folder = folder_ / "results";
    std::filesystem::remove(folder / "results.json");
    test::write_text(folder / "weight.incomplete.npy", "of an older run");
    {
        ExperimentRun work(Experiment::load(file_), make_backend("host", {1}));
        auto const stop = [](ExperimentProgress const& now) {
            if (now.samples == 4) { throw Error("stop"); }
        };
        EXPECT_THROW(work.run(stop), Error);
        EXPECT_EQ(work.incomplete(),
                  (std::vector{folder / "feed.incomplete.npy",
                               folder / "voltage.incomplete.npy",
                               folder / "adaptation.incomplete.npy",
                               folder / "weight.incomplete.npy"}))
            << "the others have no rows";
        EXPECT_THROW(work.run(), StateError);
    }
    EXPECT_EQ(result("feed.npy").bytes, spikes.bytes);
    EXPECT_FALSE(std::filesystem::exists(folder / "results.json"));
    EXPECT_EQ(result("weight.incomplete.npy").shape, (Shape{1, 6, 16}));
    EXPECT_EQ(result("voltage.incomplete.npy").shape, (Shape{30, 2, 2, 3}));  // batch 1
    EXPECT_TRUE(is_start(result("voltage.incomplete.npy").bytes, voltage.bytes));
    EXPECT_GT(result("feed.incomplete.npy").shape[0], 0);
    EXPECT_TRUE(is_start(result("feed.incomplete.npy").bytes, spikes.bytes));
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        EXPECT_EQ(entry.path().string().find(".partial-"), std::string::npos) << entry.path();
    }
}

TEST_F(IncompleteRunTest, KeepsTheRowsThatAFullDiskHasTaken)
{
    ExperimentRun work(Experiment::load(file_), make_backend("host", {1}));
    {
        test::FullDisk const disk(128 + 12 * 4 * 20 + 7);  // of voltage.npy 20 steps of 60
        EXPECT_THROW(work.run(), WriteError);
    }
    EXPECT_FALSE(work.incomplete().empty());
    EXPECT_EQ(result("voltage.incomplete.npy").shape, (Shape{20, 2, 2, 3}));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "results/voltage.npy"));
    run();
    auto const all = result("voltage.npy").bytes;
    EXPECT_TRUE(is_start(result("voltage.incomplete.npy").bytes, all));
}

}  // namespace
}  // namespace inferno
