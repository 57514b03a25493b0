//! Stands in for the CUDA toolkit's header of this name, so that a C++ compiler builds our .cu and
//! .cpp files and runs the kernels on the CPU. See emulation.hpp for what tests can ask of it.
#pragma once

#include "device_atomics.hpp"
#include "device_language.hpp"
#include "device_warp.hpp"
#include "runtime_api.hpp"
