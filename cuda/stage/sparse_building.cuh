//! Building the rows of a sparse network on CUDA: a warp draws the synapses of a unit.
#pragma once

#include "inferno/mapping/sparse_building.hpp"

#include "cuda/stage/drawn_rows.cuh"

namespace inferno::cuda {

inline Index rows_wanted(CountSynapses const&) { return 1; }
inline Index rows_wanted(WriteSynapses const&) { return 1; }

__device__ inline void run(CountSynapses const& stage, Tile tile)
{
    if (!tile.there) { return; }
    for_each_drawn(stage.projection.rows, tile.number, [&](std::uint64_t, std::uint32_t partner) {
        atomicAdd(stage.counter(tile.number, partner), 1U);
    });
}

__device__ inline void run(WriteSynapses const& stage, Tile tile)
{
    if (!tile.there) { return; }
    auto const take = [](std::uint32_t* counter) { return atomicAdd(counter, 1U); };
    auto const set  = [](std::uint64_t* word, std::uint64_t bits) {
        atomicOr(reinterpret_cast<unsigned long long*>(word),
                 static_cast<unsigned long long>(bits));
    };
    for_each_drawn(stage.projection.rows, tile.number, [&](std::uint64_t k, std::uint32_t partner) {
        stage.write(tile.number, k, partner, take, set);
    });
}

}  // namespace inferno::cuda
