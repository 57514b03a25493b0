#include "inferno/config/state_file.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "inferno/core/error.hpp"

#include "config/state_format.hpp"
#include "support/compare.hpp"
#include "support/full_disk.hpp"

namespace inferno::test {
namespace {

class StateFileTest : public testing::Test {
  protected:
    ~StateFileTest() override { std::filesystem::remove(path_); }

    std::string message(StateOrigin origin = StateOrigin::inferno) const
    {
        std::string text    = message_of<FileError>([&] { StateReader(path_, origin); });
        std::string const p = path_.string() + ": ";
        return text.starts_with(p) ? text.substr(p.size()) : "no path: " + text;
    }
    void put(std::string const& bytes) const
    {
        std::ofstream(path_, std::ios::binary).write(bytes.data(), std::ssize(bytes));
    }
    void put_byte(std::size_t offset, int value) const
    {
        std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(static_cast<std::streamoff>(offset)).put(static_cast<char>(value));
    }
    std::string bytes() const
    {
        std::ifstream file(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    //! A safetensors file with this header.
    void put(std::string const& header, std::string const& data) const
    {
        std::uint64_t const length = header.size();
        std::string start(8, '\0');
        std::memcpy(start.data(), &length, 8);
        put(start + header + data);
    }
    //! What is wrong with a file of ours whose arrays are described so, with the right checksum.
    std::string fault_of(std::string const& arrays, std::string const& data) const
    {
        std::string digits = std::to_string(data.size());
        digits.insert(0, 20 - digits.size(), '0');
        std::string const header =
            R"({"__metadata__":{"format":"inferno-state","format_version":"1","data_bytes":")" +
            digits + R"(","checksum":"0000000000000000","step":"0"})" + arrays + "}";
        put(header, data);
        std::string file      = bytes();
        std::string const sum = state_checksum(std::as_bytes(std::span(file)));
        put(file.replace(checksum_offset, checksum_digits, sum));
        return message();
    }
    static std::string entry(std::string const& name, std::string const& fields)
    {
        return ",\"" + name + "\":{" + fields + "}";
    }
    StateWriter small() const
    {
        StateWriter writer;
        writer.add("fired", std::array<std::uint8_t, 3>{1, 0, 1}, {3});
        writer.add("head", std::array<std::int64_t, 1>{7}, {});
        writer.add("voltage_mv", std::array{-60.5F, 1e-40F, -0.0F, 3.25F}, {2, 2});
        writer.add_text("remark", "naïve \"quotes\"");
        writer.set_step(12);
        return writer;
    }

    std::filesystem::path const path_ =
        std::filesystem::path(testing::TempDir()) /
        ("state_file_test_" + std::to_string(::getpid()) + ".safetensors");
};

TEST_F(StateFileTest, GivesBackWhatWasPutIn)
{
    small().write(path_);
    StateReader const reader(path_);
    EXPECT_EQ(reader.names(), (std::vector<std::string>{"fired", "head", "voltage_mv"}));
    EXPECT_EQ(reader.step(), 12);
    EXPECT_EQ(reader.library_version(), INFERNO_VERSION);
    EXPECT_EQ(reader.texts(), (std::map<std::string, std::string>{{"remark", "naïve \"quotes\""}}));
    EXPECT_EQ(reader.values<std::uint8_t>("fired", {3}), (std::vector<std::uint8_t>{1, 0, 1}));
    EXPECT_EQ(reader.values<std::int64_t>("head", {}), std::vector<std::int64_t>{7});
    EXPECT_TRUE(same_bits(reader.values<float>("voltage_mv", {2, 2}),
                          std::array{-60.5F, 1e-40F, -0.0F, 3.25F}));
    EXPECT_TRUE(reader.has("head"));
    EXPECT_FALSE(reader.has("tail"));
}

TEST_F(StateFileTest, HoldsEveryTypeAndEmptyArrays)
{
    StateWriter writer;
    writer.add("i4", std::array<std::int32_t, 2>{-1, 2}, {2});
    writer.add("u4", std::array<std::uint32_t, 1>{~0U}, {1, 1});
    writer.add("u8", std::array<std::uint64_t, 1>{~0ULL}, {1});
    writer.add("f8", std::array<double, 1>{0.1}, {});
    writer.add("none", std::vector<float>(), {4, 0});
    writer.write(path_);
    StateReader const reader(path_);
    EXPECT_EQ(reader.values<std::int32_t>("i4", {2}), (std::vector<std::int32_t>{-1, 2}));
    EXPECT_EQ(reader.values<std::uint32_t>("u4", {1, 1}), std::vector<std::uint32_t>{~0U});
    EXPECT_EQ(reader.values<std::uint64_t>("u8", {1}), std::vector<std::uint64_t>{~0ULL});
    EXPECT_EQ(reader.values<double>("f8", {}), std::vector<double>{0.1});
    EXPECT_TRUE(reader.values<float>("none", {4, 0}).empty());
}

TEST_F(StateFileTest, PutsEachArrayAtAMultipleOfItsWidth)
{
    small().write(path_);
    StateReader const reader(path_);
    std::string const file    = bytes();
    std::uint64_t header_size = 0;
    std::memcpy(&header_size, file.data(), 8);
    EXPECT_EQ(header_size % 8, 0U);
    EXPECT_EQ(file.substr(8 + header_size, 8), std::string("\7\0\0\0\0\0\0\0", 8));
    EXPECT_EQ(file.substr(file.size() - 3), std::string("\1\0\1", 3));
}

TEST_F(StateFileTest, RefusesEveryFlippedBit)
{
    small().write(path_);
    std::string const right = bytes();
    for (std::size_t n = 0; n < right.size(); ++n) {
        for (int bit = 0; bit < 8; ++bit) {
            put_byte(n, right[n] ^ (1 << bit));
            EXPECT_THROW(StateReader{path_}, FileError) << "byte " << n << ", bit " << bit;
        }
        put_byte(n, right[n]);
    }
    EXPECT_NO_THROW(StateReader{path_});
}

TEST_F(StateFileTest, RefusesEveryByteReplacedByAnother)
{
    small().write(path_);
    std::string const right = bytes();
    for (std::size_t n = 0; n < right.size(); ++n) {
        for (char const other : std::string("\0\xff \"09,}", 8)) {
            if (other == right[n]) { continue; }
            put_byte(n, other);
            EXPECT_THROW(StateReader{path_}, FileError) << "byte " << n << ": " << other;
        }
        put_byte(n, right[n]);
    }
}

TEST_F(StateFileTest, RefusesEveryTruncationAndWhatIsAppended)
{
    small().write(path_);
    std::string const right = bytes();
    for (std::size_t size = right.size(); size-- > 0;) {
        std::filesystem::resize_file(path_, size);
        EXPECT_THROW(StateReader{path_}, FileError) << size << " bytes";
        EXPECT_THROW(StateReader(path_, StateOrigin::any), FileError) << size << " bytes";
    }
    put(right + '\0');
    EXPECT_EQ(message(), "damaged: holds 28 bytes of arrays, expected 27");
}

TEST_F(StateFileTest, SaysWhatIsWrongWithAFile)
{
    EXPECT_EQ(message(), "cannot be read: no such file, or not allowed");
    put("abc");
    EXPECT_EQ(message(), "truncated: holds 3 bytes, expected at least 8");
    put("\x93NUMPY and more of it");
    EXPECT_EQ(message(),
              "not a safetensors file: its first 8 bytes say that the header has "
              "6998692022363442835 bytes, expected 2 to 100000000");
    put(std::string("\x40\0\0\0\0\0\0\0{}", 10));
    EXPECT_EQ(message(), "truncated: holds 10 bytes, its header ends at byte 72");
    put("{}", "");
    EXPECT_EQ(message(),
              "not a state file of this library: expected a header that begins with "
              R"({"__metadata__":{"format":"inferno-state","format_version":")");

    small().write(path_);
    std::string const right = bytes();
    std::string newer       = right;
    put(newer.replace(newer.find("version\":\"1") + 10, 1, "2"));
    EXPECT_EQ(message(),
              "has format version 2, this library (" INFERNO_VERSION
              ") reads up to 1: a newer one wrote it");
    std::string wrong = right;
    wrong.back()      = 2;
    put(wrong);
    EXPECT_NE(message().find("damaged: its bytes have the checksum "), std::string::npos);
    put(right.substr(0, right.size() - 4));
    EXPECT_EQ(message(), "truncated: holds 23 bytes of arrays, expected 27");
}

TEST_F(StateFileTest, SaysWhichArrayIsDescribedWrongly)
{
    std::string const eight(8, '\0');
    std::string const good = R"("dtype":"F32","shape":[1],"data_offsets":[0,4])";
    std::string const next = R"("dtype":"F32","shape":[1],"data_offsets":[4,8])";
    EXPECT_EQ(fault_of(entry("a", good) + entry("b", next), eight), "no path: no exception");
    EXPECT_EQ(fault_of(entry("a", good) + entry("b", good), eight),
              "array \"b\" begins at byte 0 of the data, expected 4, where the one before it ends");
    EXPECT_EQ(fault_of(entry("a", next), eight),
              "array \"a\" begins at byte 4 of the data, expected 0, where the one before it ends");
    EXPECT_EQ(fault_of(entry("a", good), eight),
              "the arrays end at byte 4 of the data, which has 8 bytes");
    EXPECT_EQ(fault_of(entry("a", good) + entry("a", next), eight),
              "header: key \"a\" is given twice");
    auto const one = [&](std::string const& fields) { return fault_of(entry("a", fields), eight); };
    EXPECT_EQ(one(R"("dtype":"F32","shape":[2],"data_offsets":[0,12])"),
              "array \"a\": data_offsets (0, 12) must be two, ascending, at most 8");
    EXPECT_EQ(one(R"("dtype":"F32","shape":[2],"data_offsets":[8,0])"),
              "array \"a\": data_offsets (8, 0) must be two, ascending, at most 8");
    EXPECT_EQ(one(R"("dtype":"F32","shape":[3],"data_offsets":[0,8])"),
              "array \"a\": data_offsets (0, 8) enclose 8 bytes, shape (3) of F32 needs 12");
    EXPECT_EQ(one(R"("dtype":"F31","shape":[2],"data_offsets":[0,8])"),
              "array \"a\": dtype \"F31\" is not known");
    EXPECT_EQ(one(R"("dtype":3,"shape":[2],"data_offsets":[0,8])"),
              "array \"a\": dtype 3 is not known");
    EXPECT_EQ(one(R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])"),
              "array \"a\": shape holds -2, expected a whole number");
    EXPECT_EQ(one(R"("dtype":"F32","shape":8,"data_offsets":[0,8])"),
              "array \"a\": shape is 8, expected a list");
    EXPECT_EQ(one(R"("dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8])"),
              "array \"a\": shape (4294967296, 4294967296) is impossible");
    EXPECT_EQ(one(R"("dtype":"F32","shape":[2])"),
              "array \"a\": expected dtype, shape and data_offsets, found "
              R"({"dtype":"F32","shape":[2]})");
    EXPECT_EQ(fault_of(",\"a\":3", ""),
              "array \"a\": expected dtype, shape and data_offsets, found 3");
    EXPECT_NE(fault_of(",\"a\":", "").find("header:1:"), std::string::npos);
}

TEST_F(StateFileTest, NamesWhatIsMissingOrDiffers)
{
    small().write(path_);
    StateReader const reader(path_);
    auto const wrong = [&](auto const& call) {
        return message_of<FileError>(call).substr(path_.string().size());
    };
    EXPECT_EQ(wrong([&] { (void)reader.at("voltage"); }),
              ": holds no array \"voltage\" (did you mean \"voltage_mv\"?)");
    EXPECT_EQ(wrong([&] { (void)reader.values<float>("voltage_mv", {4}); }),
              ": array \"voltage_mv\" is F32 (2, 2), expected F32 (4)");
    EXPECT_EQ(wrong([&] { (void)reader.values<float>("head", {}); }),
              ": array \"head\" is I64 (), expected F32 ()");
}

//! As Python's package writes it: safetensors.numpy.save({"weight": ..., "ok": ...}, {"step":
//! "x"}).
TEST_F(StateFileTest, ReadsFilesOfOthersWhereAsked)
{
    put(R"({"__metadata__":{"step":"x"},)"
        R"("weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},)"
        R"("half":{"dtype":"F16","shape":[2],"data_offsets":[8,12]},)"
        R"("ok":{"dtype":"BOOL","shape":[2],"data_offsets":[12,14]}}   )",
        std::string("\0\0\x80\x3f\0\0\0\xc0\0\x3c\0\xc0\1\0", 14));
    EXPECT_NE(message().find("not a state file of this library"), std::string::npos);
    StateReader const reader(path_, StateOrigin::any);
    EXPECT_EQ(reader.values<float>("weight", {1, 2}), (std::vector<float>{1, -2}));
    EXPECT_EQ(reader.at("ok").type, StateType::boolean);
    EXPECT_EQ(reader.at("half").shape, Shape{2});
    EXPECT_EQ(reader.texts().at("step"), "x");
    EXPECT_EQ(reader.step(), 0);
}

TEST_F(StateFileTest, KeepsTheOldFileWhenTheDiskIsFull)
{
    small().write(path_);
    std::string const before = bytes();
    StateWriter large;
    large.add("v", std::vector<float>(10000), {100, 100});
    {
        FullDisk const disk(8000);
        EXPECT_THROW(large.write(path_), FileError);
    }
    EXPECT_EQ(bytes(), before);
    Index left_over = 0;
    for (auto const& file : std::filesystem::directory_iterator(path_.parent_path())) {
        left_over += file.path().string().starts_with(path_.string() + ".") ? 1 : 0;
    }
    EXPECT_EQ(left_over, 0) << "temporary files";
    large.write(path_);
    EXPECT_EQ(StateReader(path_).values<float>("v", {100, 100}).size(), 10000U);
}

TEST_F(StateFileTest, RefusesToHoldWhatCannotBeRead)
{
    StateWriter writer = small();
    auto const wrong   = [&](auto const& call) { return message_of<ArgumentError>(call); };
    std::array const two{1.0F, 2.0F};
    EXPECT_EQ(wrong([&] { writer.add("head", two, {2}); }),
              "state: two arrays are called \"head\"");
    EXPECT_EQ(wrong([&] { writer.add("v", two, {3}); }),
              "state \"v\": shape (3) of F32 needs 12 bytes, given 8");
    EXPECT_EQ(wrong([&] {
                  writer.add("v", two, {-1, -2});
              }),
              "state \"v\": shape (-1, -2) of F32 needs 8 bytes, given 8");
    EXPECT_EQ(wrong([&] { writer.add("", two, {2}); }), "state: an array cannot be called \"\"");
    EXPECT_EQ(wrong([&] { writer.add("__metadata__", two, {2}); }),
              "state: an array cannot be called \"__metadata__\"");
    EXPECT_EQ(wrong([&] { writer.add_text("remark", "again"); }),
              "state: the text \"remark\" is there already");
    EXPECT_EQ(wrong([&] { writer.add_text("step", "1"); }),
              "state: the text \"step\" is there already");
    EXPECT_EQ(wrong([&] { writer.set_step(-1); }), "step: is -1, must be 0 or more");
    writer.add_text("broken", "\xff");
    EXPECT_EQ(wrong([&] { writer.write(path_); }), "state: a name or text is not valid UTF-8");
    EXPECT_FALSE(std::filesystem::exists(path_));
    EXPECT_THROW(small().write("/nowhere/state.safetensors"), FileError);
}

}  // namespace
}  // namespace inferno::test
