#include "config/output_folder.hpp"

#include <gtest/gtest.h>

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
