//! Stands in for the CUDA toolkit's header of this name: the grid's barrier only.
#pragma once

#include "device_language.hpp"

namespace cooperative_groups {

//! All threads of a cooperative launch.
class grid_group {
  public:
    bool is_valid() const { return true; }
    void sync(::inferno::emulation::Site where = ::inferno::emulation::here()) const
    {
        ::inferno::emulation::grid_barrier(where);
    }
};

inline grid_group this_grid() { return {}; }

}  // namespace cooperative_groups
