#pragma once

#include <string>

namespace inferno {

//! Names the backend in results and report.
struct RanOn {
    std::string backend, description;
};

}  // namespace inferno
