//! Nothing of a damaged or wrongly described state file is handed out.
#include "support/state_file_test.hpp"

namespace inferno::test {
namespace {

class StateDamageTest : public StateFileTest {};

TEST_F(StateDamageTest, RefusesEveryFlippedBit)
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

TEST_F(StateDamageTest, RefusesEveryByteReplacedByAnother)
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

TEST_F(StateDamageTest, RefusesEveryTruncationAndWhatIsAppended)
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

TEST_F(StateDamageTest, SaysWhatIsWrongWithAFile)
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

TEST_F(StateDamageTest, SaysWhichArrayIsDescribedWrongly)
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

TEST_F(StateDamageTest, ReadsOrRefusesDamagedFilesOfOthers)
{
    small().write(path_);
    std::string const right = bytes();
    int refused             = 0;
    for (std::size_t n = 0; n < right.size(); ++n) {
        for (int bit = 0; bit < 8; ++bit) {
            put_byte(n, right[n] ^ (1 << bit));
            try {
                StateReader(path_, StateOrigin::any);
            } catch (FileError const&) {
                ++refused;  // and nothing else comes out
            }
        }
        put_byte(n, right[n]);
    }
    EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace inferno::test
