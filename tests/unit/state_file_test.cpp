#include "inferno/config/state_file.hpp"

#include "support/full_disk.hpp"
#include "support/state_file_test.hpp"

namespace inferno::test {
namespace {

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

TEST_F(StateFileTest, ReadsAFileMadeInPythonWhereAsked)
{
    std::filesystem::path const file =
        std::filesystem::path(INFERNO_SOURCE_DIR) / "tests/golden/made_in_python.safetensors";
    EXPECT_NE(message_of<FileError>([&] { StateReader{file}; }).find("not a state file of this"),
              std::string::npos);
    StateReader const reader(file, StateOrigin::any);
    EXPECT_EQ(reader.values<float>("weight", {2, 3}), (std::vector<float>{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(reader.values<std::int64_t>("count", {}), std::vector<std::int64_t>{5});
    EXPECT_EQ(reader.at("ok").type, StateType::boolean);
    EXPECT_EQ(reader.at("half", StateType::f16, {2}).bytes.size(), 4U);
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
