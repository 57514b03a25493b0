#include <charconv>
#include <vector>

#include <nlohmann/json.hpp>

#include "inferno/core/error.hpp"

#include "config/json_file.hpp"

namespace inferno {

namespace {

using nlohmann::json;

//! "layers[0].size" and "layers.0.size" -> layers, 0, size.
std::vector<std::string> split_path(std::string const& path)
{
    std::vector<std::string> parts(1);
    for (char const letter : path) {
        if (letter == '.' || letter == '[') {
            parts.emplace_back();
        } else if (letter != ']') {
            parts.back() += letter;
        }
    }
    return parts;
}

json& element(json& list, std::string const& part, std::string const& path)
{
    std::size_t i          = list.size();
    auto const [end, code] = std::from_chars(part.data(), part.data() + part.size(), i);
    INFERNO_CHECK(ConfigError,
                  code == std::errc{} && end == part.data() + part.size() && i < list.size(),
                  path << ": no element \"" << part << "\" in a list of " << list.size());
    return list[i];
}

//! One step down the path, to something that exists.
json& child(json& parent, std::string const& part, std::string const& path)
{
    if (parent.is_array()) { return element(parent, part, path); }
    INFERNO_CHECK(ConfigError,
                  parent.is_object(),
                  path << ": cannot be set: \"" << part << "\" is below " << parent.dump());
    if (!parent.contains(part)) {
        std::vector<std::string_view> known;
        for (auto const& [key, _] : parent.items()) {
            known.push_back(key);
        }
        throw ConfigError(path + ": unknown key \"" + part + "\"" + suggestion(part, known));
    }
    return parent[part];
}

}  // namespace

void apply_override(json& root, std::string const& assignment)
{
    std::size_t const sign = assignment.find('=');
    INFERNO_CHECK(ConfigError,
                  sign != std::string::npos && sign > 0,
                  "\"" << assignment << "\" cannot be set: expected path.to.key=value");
    std::string const path = assignment.substr(0, sign);
    std::string const text = assignment.substr(sign + 1);

    std::vector<std::string> const parts = split_path(path);
    json* parent                         = &root;
    for (std::size_t k = 0; k + 1 < parts.size(); ++k) {
        parent = &child(*parent, parts[k], path);
    }

    bool const is_new = parent->is_object() && !parent->contains(parts.back());
    json& target      = is_new ? (*parent)[parts.back()] : child(*parent, parts.back(), path);
    json const value  = json::parse(text, nullptr, false);
    target            = value.is_discarded() ? json(text) : value;
}

}  // namespace inferno
