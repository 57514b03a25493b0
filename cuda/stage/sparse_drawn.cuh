//! mapping of sparse networks on CUDA, without storage: a warp draws the row of a spike, lanes are
//! synapses. The blocks share the spikes, and bring arrivals to any partition; these additions
//! commute.
#pragma once

#include "inferno/mapping/sparse.hpp"

#include "cuda/stage/drawn_rows.cuh"
#include "cuda/stage/spike_lists.cuh"

namespace inferno::cuda {

inline Index rows_wanted(DeliverDrawn const&) { return block_rows; }

__device__ inline void add_drawn(DeliverDrawn const& stage,
                                 std::uint32_t step,
                                 DrawnRows::Synapse synapse)
{
    TargetPlace const at     = stage.places[synapse.target];
    std::int32_t* const slot = stage.ring.slot(at.partition, std::uint64_t{step} + synapse.delay);
    atomicAdd(slot + at.place, synapse.weight);
}

//! For all lanes of a warp.
__device__ inline void add_drawn_row(DeliverDrawn const& stage, Index source, std::uint32_t step)
{
    DrawnRows const& rows = stage.rows;
    for_each_drawn(rows, source, [&](std::uint64_t k, std::uint32_t target) {
        add_drawn(stage, step, rows.synapse(source, k, target, rows.words(source, k)));
    });
}

__device__ inline void run(DeliverDrawn const& stage, Tile tile)
{
    ExchangeView const& exchange = stage.exchange;
    std::uint32_t const last     = exchange.clocks[tile.number].parity ^ 1U;
    auto const warps             = static_cast<std::uint32_t>(exchange.partitions) * block_rows;
    auto const own   = static_cast<std::uint32_t>(tile.number) * block_rows + threadIdx.y;
    std::uint32_t at = own;  // counted from the list that is next: the first spike of this warp
    for (Index from = 0; from < exchange.partitions; ++from) {
        std::uint32_t const count = exchange.count(last, from);
        Fired const* const list   = exchange.list(last, from);
        for (; at < count; at += warps) {
            Index const source = stage.source(list[at]);
            if (source < 0 || source >= stage.rows.sources) { continue; }
            add_drawn_row(stage, source, list[at].step);
        }
        at -= count;
    }
}

}  // namespace inferno::cuda
