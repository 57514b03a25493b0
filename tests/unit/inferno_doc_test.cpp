//! docs/inferno.md names counterparts and their headers: they must be there.
#include <filesystem>
#include <fstream>
#include <regex>

#include <gtest/gtest.h>

#include "support/experiment_files.hpp"

namespace inferno {
namespace {

//! What stands in backticks.
std::vector<std::string> quoted(std::string const& text)
{
    std::vector<std::string> found;
    static std::regex const marks("`([^`]+)`");
    for (std::sregex_iterator at(text.begin(), text.end(), marks), end; at != end; ++at) {
        found.push_back((*at)[1]);
    }
    return found;
}

struct Row {
    std::vector<std::string> original, here, headers;
    std::string text;
};

std::vector<Row> all_rows()
{
    std::ifstream file(std::string(INFERNO_SOURCE_DIR) + "/docs/inferno.md");
    std::vector<Row> rows;
    static std::regex const columns(R"(\| (.*) \| (.*) \| ?(.*) ?\|)");
    for (std::string line; std::getline(file, line);) {
        std::smatch match;
        if (!std::regex_match(line, match, columns) || match[1] == "original") { continue; }
        rows.push_back({quoted(match[1]), quoted(match[2]), quoted(match[3]), match[2]});
    }
    return rows;
}

bool has_word(std::string const& text, std::string const& word)
{
    return std::regex_search(text, std::regex("\\b" + word + "\\b"));
}

TEST(InfernoDoc, EveryCounterpartIsInItsHeader)
{
    std::vector<Row> const rows = all_rows();
    EXPECT_GT(rows.size(), 100U);
    for (Row const& row : rows) {
        ASSERT_FALSE(row.original.empty()) << row.text;
        std::string declarations;
        for (std::string const& header : row.headers) {
            auto const path =
                std::filesystem::path(INFERNO_SOURCE_DIR) / "include/inferno" / header;
            ASSERT_TRUE(std::filesystem::exists(path)) << path;
            declarations += test::read_text(path);
        }
        if (row.headers.empty()) { continue; }
        for (std::string name : row.here) {
            if (name.starts_with("std::")) { continue; }
            name = name.substr(name.rfind(':') + 1);
            EXPECT_TRUE(has_word(declarations, name)) << name << ": " << row.text;
        }
    }
}

TEST(InfernoDoc, WhatHasNoHeaderHasAReason)
{
    for (Row const& row : all_rows()) {
        if (!row.headers.empty()) { continue; }
        EXPECT_TRUE(row.text.starts_with("not needed: ") || row.text.starts_with("of trainers"))
            << row.text;
    }
}

}  // namespace
}  // namespace inferno
