//! Looking things up by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "inferno/core/error.hpp"

namespace inferno {

template <class Map>
std::vector<std::string> names_in(Map const& map)
{
    std::vector<std::string> names;
    for (auto const& [name, object] : map) {
        names.push_back(name);
    }
    return names;
}

//! Where a name is. ArgumentError where it is not: `missing`, the name, and the nearest known one.
template <class Map>
auto find_named(Map& map, std::string_view name, std::string const& missing)
{
    auto const found = map.find(name);
    if (found != map.end()) { return found; }
    std::vector<std::string_view> known;
    for (auto const& [known_name, object] : map) {
        known.push_back(known_name);
    }
    throw ArgumentError(missing + " \"" + std::string(name) + "\"" + suggestion(name, known));
}

}  // namespace inferno
