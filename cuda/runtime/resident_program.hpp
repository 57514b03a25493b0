//! Windows of a sparse network in one kernel that stays on the device for many of them.
#pragma once

#include "inferno/state/exchange.hpp"

#include "program.hpp"

namespace inferno::cuda {

//! True for a plan of windows, unless it asks for a graph.
bool wants_residence(Plan const& plan);

//! A resident program or, where the network is too large for one, a graph; BackendError, if the
//! plan insists.
std::unique_ptr<Program> make_resident(std::shared_ptr<CudaBackend> backend, Plan const& plan);

}  // namespace inferno::cuda
