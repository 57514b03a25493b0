#include "config/output_folder.hpp"

#include <gtest/gtest.h>

#include "inferno/config/npy.hpp"
#include "inferno/core/error.hpp"

#include "support/experiment_files.hpp"

namespace inferno {
namespace {

namespace fs = std::filesystem;

TEST(OutputFolder, GivesFilesTheirNamesAtOnce)
{
    test::TemporaryFolder const place;
    OutputFolder folder(place / "a/b");
    test::write_text(folder.partial("one.txt"), "1");
    EXPECT_FALSE(fs::exists(place / "a/b/one.txt"));
    EXPECT_EQ(folder.commit(), std::vector{place / "a/b/one.txt"});
    EXPECT_EQ(test::read_text(place / "a/b/one.txt"), "1");
}

TEST(OutputFolder, LeavesNothingWithoutCommit)
{
    test::TemporaryFolder const place;
    {
        OutputFolder folder(place / "a/b");
        test::write_text(folder.partial("one.txt"), "1");
    }
    EXPECT_TRUE(fs::is_empty(place.path()));
}

TEST(OutputFolder, KeepsWhatWasThereBefore)
{
    test::TemporaryFolder const place;
    test::write_text(place / "old.txt", "old");
    {
        OutputFolder folder(place.path());
        test::write_text(folder.partial("old.txt"), "new");
    }
    EXPECT_EQ(test::read_text(place / "old.txt"), "old");
}

TEST(OutputFolder, KeepsRecordingsThatHoldRows)
{
    test::TemporaryFolder const place;
    auto const path = [&](char const* name) { return place / "a" / name; };
    {
        OutputFolder folder(place / "a");
        write_npy(folder.recording("v.npy"), std::vector<Real>{1, 2}, {2});
        test::write_text(path("v.npy"), "of a complete run");
        test::write_text(path("v.incomplete.npy"), "of an older run");
        write_npy(folder.recording("none.npy"), std::vector<Real>{}, {0, 4});
        test::write_text(folder.recording("cut.npy"), "\x93NUMPY");
        folder.recording("missing.npy");
        test::write_text(folder.partial("results.json"), "{}");
        EXPECT_EQ(folder.keep(), std::vector{path("v.incomplete.npy")});
    }
    EXPECT_EQ(test::read_text(path("v.npy")), "of a complete run");
    EXPECT_EQ(read_npy(path("v.incomplete.npy")).as_reals(), (std::vector<Real>{1, 2}));
    EXPECT_EQ(std::distance(fs::directory_iterator(place / "a"), fs::directory_iterator()), 2);
}

TEST(OutputFolder, RefusesAFileInThePlaceOfTheFolder)
{
    test::TemporaryFolder const place;
    test::write_text(place / "file", "");
    EXPECT_THROW(OutputFolder(place / "file"), FileError);
    EXPECT_THROW(OutputFolder(place / "file/below"), FileError);
    EXPECT_THROW(OutputFolder("/proc/inferno/results"), FileError);
}

}  // namespace
}  // namespace inferno
