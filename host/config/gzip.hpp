//! The library's only contact with zlib.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "inferno/core/types.hpp"

namespace inferno {

//! The first bytes of what a .gz file holds: `most_bytes`, or fewer where it ends earlier.
std::vector<std::uint8_t> read_gzip(std::filesystem::path const& path, Index most_bytes);

}  // namespace inferno
