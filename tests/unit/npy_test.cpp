#include "inferno/config/npy.hpp"

#include <array>
#include <cstring>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "inferno/core/error.hpp"

namespace inferno {
namespace {

class NpyTest : public testing::Test {
  protected:
    NpyTest() { std::filesystem::create_directories(folder_); }
    ~NpyTest() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path file(std::string const& content) const
    {
        std::ofstream(path_, std::ios::binary) << content;
        return path_;
    }
    //! A version 1 file with this dictionary.
    std::filesystem::path file(std::string const& dictionary, std::string const& numbers) const
    {
        std::string content = "\x93NUMPY\x01";
        content += '\0';
        content += static_cast<char>(dictionary.size());
        content += '\0';
        return file(content + dictionary + numbers);
    }
    std::string error() const
    {
        try {
            read_npy(path_);
        } catch (FileError const& wrong) {
            return wrong.what();
        }
        return "no error";
    }
    bool error_holds(std::string const& part) const { return error().find(part) != error().npos; }

    std::filesystem::path const folder_ =
        std::filesystem::path(testing::TempDir()) / ("npy_test_" + std::to_string(::getpid()));
    std::filesystem::path const path_ = folder_ / "array.npy";
};

template <class T>
std::vector<T> stored(NpyArray const& array)
{
    std::vector<T> values(array.bytes.size() / sizeof(T));
    std::memcpy(values.data(), array.bytes.data(), array.bytes.size());
    return values;
}

TEST_F(NpyTest, ReadsBackWhatItWrites)
{
    std::vector<float> const values{1.5F, -2, 3, 4, 5, 6};
    write_npy(path_, values, {2, 3});
    NpyArray const array = read_npy(path_);
    EXPECT_EQ(array.type, "f4");
    EXPECT_EQ(array.shape, (Shape{2, 3}));
    EXPECT_EQ(stored<float>(array), values);
    EXPECT_EQ(array.as_reals(), values);
}

TEST_F(NpyTest, KeepsEveryTypeAndShape)
{
    write_npy(path_, std::array{1.25, -1e300}, {2});
    EXPECT_EQ(read_npy(path_).as_doubles(), (std::vector{1.25, -1e300}));
    write_npy(path_, std::array<std::int32_t, 1>{-7}, {});
    EXPECT_EQ(read_npy(path_).shape, Shape{});
    EXPECT_EQ(read_npy(path_).as_doubles(), std::vector{-7.0});
    write_npy(path_, std::array<std::int64_t, 2>{1, -2}, {1, 2, 1});
    EXPECT_EQ(read_npy(path_).as_doubles(), (std::vector{1.0, -2.0}));
    write_npy(path_, std::array<std::uint8_t, 2>{0, 255}, {2});
    EXPECT_EQ(read_npy(path_).as_doubles(), (std::vector{0.0, 255.0}));
    write_npy(path_, std::array{true, false}, {2});
    EXPECT_EQ(read_npy(path_).type, "b1");
    write_npy(path_, std::vector<float>{}, {0, 5});
    EXPECT_EQ(read_npy(path_).shape, (Shape{0, 5}));
}

TEST_F(NpyTest, StartsItsNumbersOnAMultipleOf64Bytes)
{
    write_npy(path_, std::array{1.0F}, {1});
    EXPECT_EQ((std::filesystem::file_size(path_) - 4) % 64, 0);
}

TEST_F(NpyTest, LeavesNoTemporaryFile)
{
    write_npy(path_, std::array{1.0F}, {1});
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(NpyTest, ReadsBigEndianNumbers)
{
    file("{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }\n", std::string("\1\0\0\2", 4));
    EXPECT_EQ(read_npy(path_).as_doubles(), (std::vector{256.0, 2.0}));
}

TEST_F(NpyTest, ReadsFortranOrderAsCOrder)
{
    file("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n", "\1\4\2\5\3\6");
    EXPECT_EQ(read_npy(path_).as_doubles(), (std::vector{1.0, 2.0, 3.0, 4.0, 5.0, 6.0}));
}

TEST_F(NpyTest, ReadsFormatVersion2)
{
    std::string const dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }\n";
    std::string const length{static_cast<char>(dictionary.size()), 0, 0, 0};
    file("\x93NUMPY\x02" + std::string(1, '\0') + length + dictionary + "\7");
    EXPECT_EQ(read_npy(path_).as_doubles(), std::vector{7.0});
}

TEST_F(NpyTest, NamesTheFileThatIsMissing)
{
    EXPECT_EQ(error(), path_.string() + ": cannot be read: no such file, or not allowed");
}

TEST_F(NpyTest, RefusesAForeignFile)
{
    file("GIF89a, and more");
    EXPECT_TRUE(error_holds("not a .npy file")) << error();
}

TEST_F(NpyTest, RefusesATruncatedFile)
{
    write_npy(path_, std::array{1.0F, 2.0F}, {2});
    std::filesystem::resize_file(path_, std::filesystem::file_size(path_) - 1);
    EXPECT_TRUE(error_holds("truncated: holds 7 bytes of numbers, expected 8")) << error();
    std::filesystem::resize_file(path_, 40);
    EXPECT_TRUE(error_holds("truncated: the header ends after 30 bytes")) << error();
}

TEST_F(NpyTest, RefusesAWrongHeader)
{
    file("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "");
    EXPECT_TRUE(error_holds("holds elements of type <c8, expected b1")) << error();
    file("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", "");
    EXPECT_TRUE(error_holds("holds records")) << error();
    file("{'descr': '<f4', 'shape': (1,), }", "");
    EXPECT_TRUE(error_holds("expected descr, fortran_order and shape")) << error();
    file("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "");
    EXPECT_TRUE(error_holds("expected a size before \"-1,")) << error();
    file("{'descr': '<f4', 'fortran_order': False, 'shape': (9000000000, 9000000000)}", "");
    EXPECT_TRUE(error_holds("impossible shape")) << error();
}

TEST_F(NpyTest, RefusesAShapeThatDoesNotFitTheNumbers)
{
    EXPECT_THROW(write_npy(path_, std::array{1.0F, 2.0F}, {3}), ArgumentError);
}

TEST_F(NpyTest, RefusesAFolderThatDoesNotExist)
{
    EXPECT_THROW(write_npy(folder_ / "none" / "a.npy", std::array{1.0F}, {1}), FileError);
}

}  // namespace
}  // namespace inferno
