#include <array>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "inferno/config/npy.hpp"
#include "inferno/core/error.hpp"

#include "support/full_disk.hpp"

namespace inferno {
namespace {

class NpyWriterTest : public testing::Test {
  protected:
    ~NpyWriterTest() override { std::filesystem::remove(path_); }

    std::filesystem::path const path_ = std::filesystem::path(testing::TempDir()) /
                                        ("npy_writer_test_" + std::to_string(::getpid()) + ".npy");
};

TEST_F(NpyWriterTest, IsReadableAfterEachFlush)
{
    NpyWriter writer(path_, "f4", {3});
    EXPECT_EQ(read_npy(path_).shape, (Shape{0, 3}));
    for (Index row = 1; row <= 12; ++row) {
        writer.append(std::array{static_cast<float>(row), 0.0F, 1.0F});
        writer.flush();
        NpyArray const array = read_npy(path_);
        ASSERT_EQ(array.shape, (Shape{row, 3}));
        EXPECT_EQ(array.as_doubles()[static_cast<std::size_t>(3 * row - 3)],
                  static_cast<double>(row));
    }
}

TEST_F(NpyWriterTest, KeepsRowsThatWereNeverFlushed)
{
    {
        NpyWriter writer(path_, "u1", {2});
        writer.append(std::array<std::uint8_t, 4>{1, 2, 3, 4});
        EXPECT_EQ(writer.rows(), 2);
    }
    EXPECT_EQ(read_npy(path_).as_doubles(), (std::vector{1.0, 2.0, 3.0, 4.0}));
}

TEST_F(NpyWriterTest, WritesRowsOfOneNumber)
{
    NpyWriter writer(path_, "i8", {});
    writer.append(std::array<std::int64_t, 3>{7, 8, 9});
    writer.close();
    EXPECT_EQ(read_npy(path_).shape, Shape{3});
}

TEST_F(NpyWriterTest, RefusesRowsOfAnotherTypeOrShape)
{
    NpyWriter writer(path_, "f4", {2});
    EXPECT_THROW(writer.append(std::array{1.0, 2.0}), ArgumentError);
    EXPECT_THROW(writer.append(std::array{1.0F, 2.0F, 3.0F}), ArgumentError);
    writer.close();
    EXPECT_THROW(writer.append(std::array{1.0F, 2.0F}), StateError);
    EXPECT_THROW(NpyWriter(path_, "f3", {2}), ArgumentError);
}

TEST_F(NpyWriterTest, KeepsWholeRowsWhenTheDiskIsFull)
{
    NpyWriter writer(path_, "f4", {100});
    {
        test::FullDisk const disk(1700);  // header 128, rows of 400 bytes: 3 rows and a half
        writer.append(std::vector<float>(1000, 2.5F));
        EXPECT_THROW(writer.flush(), FileError);
    }
    EXPECT_EQ(writer.rows(), 3);
    NpyArray const array = read_npy(path_);
    EXPECT_EQ(array.shape, (Shape{3, 100}));
    EXPECT_EQ(array.as_reals(), std::vector<Real>(300, 2.5F));

    writer.append(std::vector<float>(100, 4.0F));  // and goes on once there is room
    writer.close();
    EXPECT_EQ(read_npy(path_).as_reals().back(), 4.0F);
}

}  // namespace
}  // namespace inferno
