#include "config/json_reader.hpp"

#include <array>
#include <cmath>
#include <fstream>
#include <functional>

#include <gtest/gtest.h>
#include <unistd.h>

#include "inferno/config/npy.hpp"
#include "inferno/core/error.hpp"

namespace inferno {
namespace {

//! The message of the ConfigError that `call` throws.
std::string error(std::function<void()> const& call)
{
    try {
        call();
    } catch (ConfigError const& wrong) {
        return wrong.what();
    }
    return "no error";
}

JsonReader neurons(std::string const& exc)
{
    return JsonReader::from_text(R"({"neurons": {"exc": )" + exc + "}}")
        .object("neurons")
        .object("exc");
}

TEST(JsonReader, ReadsEveryKindOfValue)
{
    auto const reader = JsonReader::from_text(
        R"({"a": 1.5, "b": 3, "c": 1e3, "d": true, "e": "cuda", "f": [1, 2], "g": {}})");
    EXPECT_EQ(reader.number("a"), 1.5);
    EXPECT_EQ(reader.positive("b"), 3);
    EXPECT_EQ(reader.non_negative("b"), 3);
    EXPECT_EQ(reader.between("b", 3, 4), 3);
    EXPECT_EQ(reader.integer("c", 0, 1000), 1000);
    EXPECT_TRUE(reader.boolean("d"));
    EXPECT_EQ(reader.text("e"), "cuda");
    EXPECT_EQ(reader.choice("e", {"host", "cuda"}), "cuda");
    EXPECT_EQ(reader.list("f").at(1).as_integer(0, 9), 2);
    EXPECT_EQ(reader.object("g").keys().size(), 0);
    EXPECT_NO_THROW(reader.finish());
}

TEST(JsonReader, FallsBackWhereAKeyIsAbsent)
{
    auto const reader = JsonReader::from_text("{}");
    EXPECT_EQ(reader.number("a", -1), -1);
    EXPECT_EQ(reader.integer("b", 0, 9, 5), 5);
    EXPECT_EQ(reader.boolean("c", false), false);
    EXPECT_EQ(reader.choice("d", {"host", "cuda"}, "host"), "host");
    EXPECT_FALSE(reader.has("e"));
}

TEST(JsonReader, SaysPathValueAndRange)
{
    auto const exc = neurons(R"({"time_constant_ms": -3, "count": 2.5, "p": 1.5, "size": 0})");
    EXPECT_EQ(error([&] { exc.positive("time_constant_ms"); }),
              "neurons.exc.time_constant_ms: is -3, must be greater than 0");
    EXPECT_EQ(error([&] { exc.non_negative("time_constant_ms"); }),
              "neurons.exc.time_constant_ms: is -3, must be at least 0");
    EXPECT_EQ(error([&] { exc.integer("count", 1, 5); }),
              "neurons.exc.count: is 2.5, must be a whole number");
    EXPECT_EQ(error([&] { exc.integer("size", 1, 5); }),
              "neurons.exc.size: is 0, must be from 1 to 5");
    EXPECT_EQ(error([&] { exc.between("p", 0, 1); }),
              "neurons.exc.p: is 1.5, must be from 0.0 to 1.0");
}

TEST(JsonReader, SaysWhatTypeItExpects)
{
    auto const exc = neurons(R"({"a": "5", "b": 1, "c": [1], "d": null})");
    EXPECT_EQ(error([&] { exc.number("a"); }), "neurons.exc.a: is \"5\", must be a number");
    EXPECT_EQ(error([&] { exc.text("b"); }), "neurons.exc.b: is 1, must be text");
    EXPECT_EQ(error([&] { exc.boolean("b"); }), "neurons.exc.b: is 1, must be true or false");
    EXPECT_EQ(error([&] { exc.object("c"); }), "neurons.exc.c: is [1], must be an object {...}");
    EXPECT_EQ(error([&] { exc.list("d"); }), "neurons.exc.d: is null, must be a list [...]");
    EXPECT_EQ(error([&] { exc.list("c").at(0).as_text(); }),
              "neurons.exc.c[0]: is 1, must be text");
}

TEST(JsonReader, RefusesNumbersBeyondSinglePrecision)
{
    auto const exc = neurons(R"({"a": 1e39, "b": 18446744073709551615})");
    EXPECT_EQ(error([&] { exc.number("a"); }),
              "neurons.exc.a: is 1e+39, must be finite in single precision");
    EXPECT_EQ(error([&] { exc.integer("b", 0, 9); }),
              "neurons.exc.b: is 18446744073709551615, must be from 0 to 9");
}

TEST(JsonReader, NamesAMissingKeyAndAMisspeltOne)
{
    auto const exc = neurons(R"({"reset_mw": -65})");
    EXPECT_EQ(error([&] { exc.number("threshold_mv"); }), "neurons.exc.threshold_mv: is missing");
    EXPECT_EQ(error([&] { exc.number("reset_mv"); }),
              "neurons.exc.reset_mv: is missing (is \"reset_mw\" meant for it?)");
}

TEST(JsonReader, RefusesUnknownKeysWithASuggestion)
{
    auto const root = JsonReader::from_text(R"({"layers": [{"reset_mw": 1}]})");
    root.list("layers").at(0).number("reset_mv", -65);
    EXPECT_EQ(error([&] { root.finish(); }),
              "layers[0].reset_mw: unknown key (did you mean \"reset_mv\"?)");
}

TEST(JsonReader, RefusesUnknownChoicesWithASuggestion)
{
    auto const exc = neurons(R"({"model": "alif"})");
    EXPECT_EQ(error([&] {
                  exc.choice("model", {"ALIF", "LIF"});
              }),
              "neurons.exc.model: is \"alif\", which is not known (did you mean \"ALIF\"?)");
}

TEST(JsonReader, ReadsNumbersOfAnyShape)
{
    auto const reader =
        JsonReader::from_text(R"({"a": 2, "b": [1, 2, 3], "c": [[1, 2], [3, 4]], "d": []})");
    EXPECT_EQ(reader.numbers("a").shape, Shape{});
    EXPECT_EQ(reader.numbers("b").shape, Shape{3});
    EXPECT_EQ(reader.numbers("c").shape, (Shape{2, 2}));
    EXPECT_EQ(reader.numbers("c").values, (std::vector{1.0, 2.0, 3.0, 4.0}));
    EXPECT_EQ(reader.numbers("d").shape, Shape{0});
}

TEST(JsonReader, RefusesRaggedLists)
{
    auto const reader = JsonReader::from_text(
        R"({"a": [[1, 2], [3]], "b": [[1], 2], "c": [1, [2]], "d": [1, "2"], "e": [[], [1]]})");
    EXPECT_EQ(error([&] { reader.numbers("a"); }), "a[1]: is [3], must be a list of 2");
    EXPECT_EQ(error([&] { reader.numbers("b"); }), "b[1]: is 2, must be a list of 1");
    EXPECT_EQ(error([&] { reader.numbers("c"); }), "c[1]: is [2], must be a number");
    EXPECT_EQ(error([&] { reader.numbers("d"); }), "d[1]: is \"2\", must be a number");
    EXPECT_EQ(error([&] { reader.numbers("e"); }), "e[1]: is [1], must be a list of 0");
}

TEST(JsonReader, ReadsNumbersFromANpyFileBesideTheExperiment)
{
    std::filesystem::path const folder = testing::TempDir();
    std::string const name             = "json_reader_test_" + std::to_string(::getpid()) + ".npy";
    auto const reader = JsonReader::from_text(R"({"weight": {"npy": ")" + name + "\"}}", folder);
    EXPECT_THROW(reader.numbers("weight"), FileError);
    write_npy(folder / name, std::array{1.0F, 2.0F}, {1, 2});
    EXPECT_EQ(reader.numbers("weight").shape, (Shape{1, 2}));
    write_npy(folder / name, std::array{1.0F, std::nanf("")}, {2});
    std::string const message = error([&] { reader.numbers("weight"); });
    EXPECT_TRUE(message.ends_with("holds nan at position 1, all must be finite")) << message;
    std::filesystem::remove(folder / name);
}

}  // namespace
}  // namespace inferno
