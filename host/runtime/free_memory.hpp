//! How much memory this process could have.
#pragma once

#include <cstddef>

namespace inferno::host {

//! What the system says is available, or what a control group leaves, whichever is less. The
//! greatest number where neither tells.
std::size_t free_memory();

}  // namespace inferno::host
