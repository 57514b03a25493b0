#pragma once

#include <inferno/runtime/backend.hpp>

//! Makes the CUDA backend know the program's own models. Call it once per backend.
void add_own_kernels(inferno::Backend& backend);
