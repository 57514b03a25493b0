//! Drawing the synapses of a source on CUDA: lanes are synapses.
#pragma once

#include "inferno/mapping/drawn_rows.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

//! Targets with one probability each: 32 gaps at a time, added up over the lanes.
template <class Use>
__device__ void for_each_bernoulli(DrawnRows const& rows, Index source, Use const& use)
{
    auto const targets    = static_cast<std::uint64_t>(rows.targets);
    std::uint64_t at      = 0;  // the target that the next gap begins at
    std::uint64_t skipped = 0;  // 1 once the source itself has been passed over
    for (std::uint64_t first = 0; at < targets; first += tile_elements) {
        std::uint64_t const gap = rows.gap.of(rows.words(source, first + threadIdx.x).word[0]);
        std::uint64_t sum       = (gap < targets ? gap : targets) + 1;
#pragma unroll
        for (unsigned apart = 1; apart < tile_elements; apart *= 2) {
            std::uint64_t const before = __shfl_up_sync(all_lanes, sum, apart);
            sum += threadIdx.x >= apart ? before : 0;
        }
        std::uint64_t const target = at + sum - 1;
        bool const is_self  = rows.skips_self && target == static_cast<std::uint64_t>(source);
        unsigned const self = __ballot_sync(all_lanes, is_self);
        if (target < targets && !is_self) {
            bool const after = (self & ((1U << threadIdx.x) - 1)) != 0;
            use(first + threadIdx.x - skipped - (after ? 1 : 0),
                static_cast<std::uint32_t>(target));
        }
        skipped += self != 0 ? 1 : 0;
        at += __shfl_sync(all_lanes, sum, tile_elements - 1);
    }
}

//! Calls use(k, target) for every synapse of a source. For all lanes of a warp.
template <class Use>
__device__ void for_each_drawn(DrawnRows const& rows, Index source, Use const& use)
{
    if (rows.rule == DrawnRows::Rule::bernoulli) { return for_each_bernoulli(rows, source, use); }
    auto const count = static_cast<std::uint64_t>(rows.count(source));
    for (std::uint64_t k = threadIdx.x; k < count; k += tile_elements) {
        use(k, rows.target(source, k, rows.words(source, k)));
    }
}

}  // namespace inferno::cuda
