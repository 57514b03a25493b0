#include "config/json_reader.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "inferno/core/error.hpp"

#include "config/json_file.hpp"

namespace inferno {

using nlohmann::json;

//! The whole file, and which keys of which objects were asked for.
struct JsonReader::Document {
    json root;
    std::filesystem::path folder;
    std::map<json const*, std::set<std::string, std::less<>>> asked;
};

JsonReader::JsonReader(std::shared_ptr<Document> document, json const& value, std::string path)
    : document_(std::move(document)), value_(&value), path_(std::move(path))
{
}

JsonReader JsonReader::from_file(std::filesystem::path const& file,
                                 std::span<std::string const> overrides)
{
    auto document = std::make_shared<Document>(Document{read_json(file), file.parent_path(), {}});
    for (std::string const& assignment : overrides) {
        apply_override(document->root, assignment);
    }
    return {document, document->root, ""};
}

JsonReader JsonReader::from_text(std::string const& text, std::filesystem::path const& folder)
{
    auto document = std::make_shared<Document>(Document{parse_json(text, "text"), folder, {}});
    return {document, document->root, ""};
}

void JsonReader::fail(std::string const& what) const
{
    throw ConfigError((path_.empty() ? "experiment" : path_) + ": " + what);
}

void JsonReader::require(bool allowed, std::string const& what) const
{
    if (!allowed) { fail("is " + shown() + ", " + what); }
}

json const& JsonReader::require_object() const
{
    require(value_->is_object(), "must be an object {...}");
    return *value_;
}

json const& JsonReader::require_list() const
{
    require(value_->is_array(), "must be a list [...]");
    return *value_;
}

bool JsonReader::has(std::string_view key) const
{
    document_->asked[value_].emplace(key);
    return require_object().contains(key);
}

std::vector<std::string> JsonReader::keys() const
{
    std::vector<std::string> names;
    for (auto const& [key, _] : require_object().items()) {
        names.push_back(key);
    }
    return names;
}

Index JsonReader::size() const { return static_cast<Index>(require_list().size()); }

bool JsonReader::is_object() const { return value_->is_object(); }

bool JsonReader::is_null() const { return value_->is_null(); }

bool JsonReader::is_text() const { return value_->is_string(); }

JsonReader JsonReader::operator[](std::string_view key) const
{
    std::string path = path_ + (path_.empty() ? "" : ".") + std::string(key);
    if (!has(key)) {
        std::vector<std::string> const there = keys();
        std::string const similar            = nearest_name(key, Names(there.begin(), there.end()));
        throw ConfigError(path + ": is missing" +
                          (similar.empty() ? "" : " (is \"" + similar + "\" meant for it?)"));
    }
    return {document_, value_->at(std::string(key)), std::move(path)};
}

JsonReader JsonReader::at(Index i) const
{
    INFERNO_REQUIRE(i >= 0 && i < size(),
                    path_ << ": no element " << i << " in a list of " << size());
    return {
        document_, (*value_)[static_cast<std::size_t>(i)], path_ + "[" + std::to_string(i) + "]"};
}

JsonReader JsonReader::object(std::string_view key) const
{
    JsonReader reader = (*this)[key];
    reader.require_object();
    return reader;
}

JsonReader JsonReader::list(std::string_view key) const
{
    JsonReader reader = (*this)[key];
    reader.require_list();
    return reader;
}

void JsonReader::finish() const
{
    if (value_->is_object()) {
        auto const& asked = document_->asked[value_];
        for (auto const& [key, value] : value_->items()) {
            std::string const path = path_ + (path_.empty() ? "" : ".") + key;
            INFERNO_CHECK(
                ConfigError,
                asked.contains(key),
                path << ": unknown key" << suggestion(key, Names(asked.begin(), asked.end())));
            JsonReader(document_, value, path).finish();
        }
    }
    if (value_->is_array()) {
        for (Index i = 0; i < size(); ++i) {
            at(i).finish();
        }
    }
}

std::filesystem::path const& JsonReader::folder() const { return document_->folder; }

std::string JsonReader::shown() const
{
    constexpr std::size_t longest = 40;
    std::string const text        = value_->dump(-1, ' ', false, json::error_handler_t::replace);
    return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

}  // namespace inferno
