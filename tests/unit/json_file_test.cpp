#include "config/json_file.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "inferno/core/error.hpp"

namespace inferno {
namespace {

using nlohmann::json;

std::string parse_error(std::string const& text)
{
    try {
        parse_json(text, "run.json");
    } catch (ConfigError const& wrong) {
        return wrong.what();
    }
    return "no error";
}

std::string override_error(std::string const& assignment)
{
    json root = {{"training", {{"epochs", 3}}}, {"layers", {1, 2}}};
    try {
        apply_override(root, assignment);
    } catch (ConfigError const& wrong) {
        return wrong.what();
    }
    return "no error";
}

json overridden(std::string const& assignment)
{
    json root = {{"training", {{"epochs", 3}}}, {"layers", {{{"size", 1}}, {{"size", 2}}}}};
    apply_override(root, assignment);
    return root;
}

TEST(ParseJson, SaysLineAndColumn)
{
    EXPECT_TRUE(
        parse_error("{\n  \"a\": 1,\n  \"b\" 2\n}").starts_with("run.json:3:7: syntax error"))
        << parse_error("{\n  \"a\": 1,\n  \"b\" 2\n}");
    EXPECT_TRUE(parse_error("").starts_with("run.json:1:1: syntax error")) << parse_error("");
}

TEST(ParseJson, RefusesCommentsAndNaN)
{
    EXPECT_TRUE(parse_error("{} // done").starts_with("run.json:1:4: "))
        << parse_error("{} // done");
    EXPECT_TRUE(parse_error("[NaN]").starts_with("run.json:1:2: ")) << parse_error("[NaN]");
}

TEST(ParseJson, RefusesNumbersThatOverflow)
{
    EXPECT_EQ(parse_error("[1e999]"), "run.json: number overflow parsing '1e999'");
}

TEST(ParseJson, RefusesAKeyGivenTwice)
{
    EXPECT_EQ(parse_error(R"({"a": {"b": 1}, "b": 2, "a": 3})"),
              "run.json: key \"a\" is given twice");
}

TEST(ReadJson, NamesTheFileThatIsMissing)
{
    EXPECT_THROW(read_json("no_such_file.json"), FileError);
}

TEST(ApplyOverride, SetsNumbersTextListsAndElements)
{
    EXPECT_EQ(overridden("training.epochs=5")["training"]["epochs"], 5);
    EXPECT_EQ(overridden("training.epochs=many")["training"]["epochs"], "many");
    EXPECT_EQ(overridden("training.epochs=[1, 2]")["training"]["epochs"], (json{1, 2}));
    EXPECT_EQ(overridden("training.name=a=b")["training"]["name"], "a=b");
    EXPECT_EQ(overridden("layers.1.size=7")["layers"][1]["size"], 7);
    EXPECT_EQ(overridden("layers[1].size=7")["layers"][1]["size"], 7);
}

TEST(ApplyOverride, RefusesAnUnknownPathWithASuggestion)
{
    EXPECT_EQ(override_error("trainin.epochs=5"),
              "trainin.epochs: unknown key \"trainin\" (did you mean \"training\"?)");
    EXPECT_EQ(override_error("layers.2=5"), "layers.2: no element \"2\" in a list of 2");
    EXPECT_EQ(override_error("training.epochs.x=5"),
              "training.epochs.x: cannot be set: \"x\" is below 3");
    EXPECT_EQ(override_error("training"), "\"training\" cannot be set: expected path.to.key=value");
}

}  // namespace
}  // namespace inferno
