//! Tables that are filled where they lie, by kernels.
#pragma once

#include "network/sparse_rows.hpp"

namespace inferno::host {

//! True for synapses that do not learn and are drawn by source or by target. Lists, and pairs drawn
//! in an order of their own (FixedTotalNumber without multiple synapses), are the host's.
bool kernels_can_fill(SynapseTable const& table);

//! Draws the synapses of a table twice: to count, and to write them, in any order within a source
//! and a partition.
void fill_by_kernels(SynapseTable& table,
                     BackendPointer const& backend,
                     SparseLayout const& layout,
                     PlaceBits bits,
                     ThreadPool& pool);

}  // namespace inferno::host
