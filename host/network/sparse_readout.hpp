//! What synapses do that do not learn, told by drawing them again.
#pragma once

#include "network/sparse_rows.hpp"

namespace inferno::host {

//! By source, then target, then delay, with weights as targets get them. Needs no table: whatever
//! the storage, it comes from the same draw and the same rounding.
SynapseList drawn_synapses(ProjectionPlan const& plan);

}  // namespace inferno::host
