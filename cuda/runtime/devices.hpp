//! The CUDA devices of this machine.
#pragma once

#include <vector>

#include "inferno/runtime/backend.hpp"

namespace inferno::cuda {

//! One report per device; a single one that says why if there is none. Never throws for want of a
//! driver or a device.
std::vector<BackendReport> list_devices();

//! A backend on this device. BackendError if it cannot be used.
BackendPointer make_device(int device);

}  // namespace inferno::cuda
