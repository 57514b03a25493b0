#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace inferno {

//! Names the backend in results and report.
struct RanOn {
    std::string backend, description;
};

//! What every results.json begins with.
nlohmann::ordered_json results_head(std::string const& name,
                                    RanOn const& where,
                                    std::uint64_t seed);

}  // namespace inferno
