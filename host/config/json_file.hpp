//! Text -> JSON value, strictly: no comments, no key twice.
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace inferno {

//! ConfigError with `name`:line:column where the text is not JSON.
nlohmann::json parse_json(std::string const& text, std::string const& name);

nlohmann::json read_json(std::filesystem::path const& file);

//! Sets one value, "path.to.key=value" or "list.0.key=value". What does not read as JSON is text.
//! The last key may be new, since defaults need not be in the file; what leads to it must exist.
void apply_override(nlohmann::json& root, std::string const& assignment);

}  // namespace inferno
