//! mapping of sparse networks on CUDA, without storage: a warp draws the row of a spike, lanes are
//! synapses. The blocks share the spikes, and bring arrivals to any partition; these additions
//! commute.
#pragma once

#include "inferno/mapping/sparse.hpp"

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

//! Targets with one probability each: 32 gaps at a time, added up over the lanes. For all lanes of
//! a warp.
__device__ inline void add_bernoulli_row(DeliverDrawn const& stage,
                                         Index source,
                                         std::uint32_t step)
{
    DrawnRows const& rows = stage.rows;
    auto const targets    = static_cast<std::uint64_t>(rows.targets);
    std::uint64_t at      = 0;  // the target that the next gap begins at
    std::uint64_t skipped = 0;  // 1 once the source itself has been passed over
    bool more             = true;
    for (std::uint64_t first = 0; more; first += tile_elements) {
        std::uint64_t const gap = rows.gap.of(rows.words(source, first + threadIdx.x).word[0]);
        std::uint64_t sum       = gap < targets ? gap : targets;
        sum += 1;
#pragma unroll
        for (unsigned apart = 1; apart < tile_elements; apart *= 2) {
            std::uint64_t const before = __shfl_up_sync(all_lanes, sum, apart);
            sum += threadIdx.x >= apart ? before : 0;
        }
        std::uint64_t const target = at + sum - 1;
        bool const is_self  = rows.skips_self && target == static_cast<std::uint64_t>(source);
        unsigned const self = __ballot_sync(all_lanes, is_self);
        if (target < targets && !is_self) {
            bool const after      = (self & ((1U << threadIdx.x) - 1)) != 0;
            std::uint64_t const k = first + threadIdx.x - skipped - (after ? 1 : 0);
            add_drawn(
                stage,
                step,
                rows.synapse(source, k, static_cast<std::uint32_t>(target), rows.words(source, k)));
        }
        skipped += self != 0 ? 1 : 0;
        at += __shfl_sync(all_lanes, sum, tile_elements - 1);
        more = at < targets;
    }
}

//! For all lanes of a warp.
__device__ inline void add_drawn_row(DeliverDrawn const& stage, Index source, std::uint32_t step)
{
    DrawnRows const& rows = stage.rows;
    if (rows.rule == DrawnRows::Rule::bernoulli) { return add_bernoulli_row(stage, source, step); }
    auto const count = static_cast<std::uint64_t>(rows.count(source));
    for (std::uint64_t k = threadIdx.x; k < count; k += tile_elements) {
        Philox4 const words = rows.words(source, k);
        add_drawn(stage, step, rows.synapse(source, k, rows.target(source, k, words), words));
    }
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
