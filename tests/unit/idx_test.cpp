#include "inferno/config/idx.hpp"

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "inferno/core/error.hpp"

namespace inferno {
namespace {

//! Writes small IDX files: images of 2 rows and 3 columns.
class IdxTest : public testing::Test {
  protected:
    IdxTest() { std::filesystem::create_directories(folder_); }
    ~IdxTest() override { std::filesystem::remove_all(folder_); }

    void write(std::string const& name, std::string const& content) const
    {
        std::ofstream(folder_ / name, std::ios::binary) << content;
    }
    static std::string word(char low) { return {0, 0, 0, low}; }
    static std::string images(char count, std::string const& pixels)
    {
        return std::string{0, 0, 8, 3} + word(count) + word(2) + word(3) + pixels;
    }
    static std::string labels(char count, std::string const& classes)
    {
        return std::string{0, 0, 8, 1} + word(count) + classes;
    }
    std::string error(std::string const& split = "train") const
    {
        try {
            read_image_set(folder_, split);
        } catch (Error const& wrong) {
            return wrong.what();
        }
        return "no error";
    }
    bool error_holds(std::string const& part) const { return error().find(part) != error().npos; }

    std::filesystem::path const folder_ =
        std::filesystem::path(testing::TempDir()) / ("idx_test_" + std::to_string(::getpid()));
};

TEST_F(IdxTest, ReadsPixelsAndLabels)
{
    write("train-images-idx3-ubyte", images(2, "abcdefghijkl"));
    write("train-labels-idx1-ubyte", labels(2, "\5\7"));
    ImageSet const set = read_image_set(folder_, "train");
    EXPECT_EQ(set.images, 2);
    EXPECT_EQ(set.rows, 2);
    EXPECT_EQ(set.columns, 3);
    EXPECT_EQ(set.pixels.size(), 12);
    EXPECT_EQ(set.pixels[6], 'g');
    EXPECT_EQ(set.labels, (std::vector<std::uint8_t>{5, 7}));
}

TEST_F(IdxTest, FindsNamesWithADot)
{
    write("t10k-images.idx3-ubyte", images(1, "abcdef"));
    write("t10k-labels.idx1-ubyte", labels(1, "\3"));
    EXPECT_EQ(read_image_set(folder_, "t10k").images, 1);
}

TEST_F(IdxTest, StopsAtTheLimit)
{
    write("train-images-idx3-ubyte", images(2, "abcdefghijkl"));
    write("train-labels-idx1-ubyte", labels(2, "\5\7"));
    ImageSet const set = read_image_set(folder_, "train", 1);
    EXPECT_EQ(set.images, 1);
    EXPECT_EQ(set.pixels.size(), 6);
    EXPECT_EQ(set.labels, std::vector<std::uint8_t>{5});
    EXPECT_THROW(read_image_set(folder_, "train", -1), ArgumentError);
}

TEST_F(IdxTest, NamesAMissingFolderAndTheNamesTried)
{
    EXPECT_TRUE(
        error_holds("holds none of train-images-idx3-ubyte, train-images-idx3-ubyte.gz, "
                    "train-images.idx3-ubyte, train-images.idx3-ubyte.gz"))
        << error();
    std::filesystem::remove_all(folder_);
    EXPECT_EQ(error(), folder_.string() + ": no such folder");
}

TEST_F(IdxTest, RefusesAnUnknownSplit)
{
    EXPECT_EQ(error("trian"), "unknown image set \"trian\" (did you mean \"train\"?)");
}

TEST_F(IdxTest, RefusesTruncatedFiles)
{
    write("train-images-idx3-ubyte", images(2, "abcdefghijk"));
    write("train-labels-idx1-ubyte", labels(2, "\5\7"));
    EXPECT_TRUE(error_holds("truncated: holds 27 bytes, expected 28 for shape (2, 2, 3)"))
        << error();
    write("train-images-idx3-ubyte", "abc");
    EXPECT_TRUE(error_holds("its header ends after 3 bytes, expected 16")) << error();
}

TEST_F(IdxTest, RefusesAWrongMagicNumber)
{
    write("train-images-idx3-ubyte", labels(2, "0123456789"));
    write("train-labels-idx1-ubyte", labels(2, "\5\7"));
    EXPECT_TRUE(error_holds("starts with 2049, expected 2051")) << error();
}

TEST_F(IdxTest, RefusesTooManyBytes)
{
    write("train-images-idx3-ubyte", images(1, "abcdefg"));
    write("train-labels-idx1-ubyte", labels(1, "\5"));
    EXPECT_TRUE(error_holds("holds more than the 22 bytes expected")) << error();
}

TEST_F(IdxTest, RefusesImagesWithoutTheirLabels)
{
    write("train-images-idx3-ubyte", images(2, "abcdefghijkl"));
    write("train-labels-idx1-ubyte", labels(1, "\5"));
    EXPECT_TRUE(error_holds("holds 1 labels, expected 2 as in train-images-idx3-ubyte")) << error();
}

TEST_F(IdxTest, RefusesADamagedGzipFile)
{
    write("train-images-idx3-ubyte.gz", "\x1f\x8b\x08 and nothing that unpacks");
    write("train-labels-idx1-ubyte", labels(1, "\5"));
    EXPECT_TRUE(error_holds("train-images-idx3-ubyte.gz")) << error();
}

#ifdef INFERNO_HAS_ZLIB

TEST(FashionMnist, HasTenThousandTestImagesOfTenClasses)
{
    std::filesystem::path const folder = "/usr/share/datasets/fashion-mnist";
    if (!std::filesystem::is_directory(folder)) {
        GTEST_SKIP() << "the package dataset-fashion-mnist is not installed";
    }
    ImageSet const set = read_image_set(folder, "t10k");
    EXPECT_EQ(set.images, 10000);
    EXPECT_EQ(set.rows * set.columns, 28 * 28);
    EXPECT_EQ(std::count(set.labels.begin(), set.labels.end(), 9), 1000);
    EXPECT_EQ(read_image_set(folder, "train", 100).pixels.size(), 78400);
}

#endif

}  // namespace
}  // namespace inferno
