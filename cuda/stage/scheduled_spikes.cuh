//! encode of sparse networks on CUDA: spikes from lists. A block serves a partition. One of its
//! warps finds the first spike of the window, 32 places at a look, and lets 32 spikes out at a
//! time.
#pragma once

#include "inferno/encode/scheduled_spikes.hpp"

#include "cuda/stage/point.cuh"

namespace inferno::cuda {

inline Index rows_wanted(ReleaseSpikes const&) { return block_rows; }

//! ReleaseSpikes::first_of() for all lanes of a warp.
__device__ inline std::uint64_t first_spike_of(ReleaseSpikes const& stage,
                                               Index partition,
                                               std::uint64_t step)
{
    std::uint64_t low  = stage.begins[partition];
    std::uint64_t high = stage.begins[partition + 1];
    while (low < high) {
        std::uint64_t const apart = (high - low + tile_elements - 1) / tile_elements;
        std::uint64_t const look  = low + threadIdx.x * apart;
        bool const earlier        = look < high && stage.spikes[look].step < step;
        auto const earlier_looks = static_cast<unsigned>(__popc(__ballot_sync(all_lanes, earlier)));
        if (earlier_looks == 0) { break; }
        std::uint64_t const end = low + earlier_looks * apart;
        low                     = end - apart + 1;
        high                    = end < high ? end : high;
    }
    return low;
}

//! Lets the spikes of a window out. For all threads of the block.
__device__ inline void release_window(ReleaseSpikes const& stage,
                                      Index partition,
                                      WindowClock const& clock,
                                      Fired* list)
{
    if (threadIdx.y != block_rows - 1) { return; }  // the first have most neurons
    std::uint64_t const end = stage.begins[partition + 1];
    for (std::uint64_t k = first_spike_of(stage, partition, clock.step) + threadIdx.x;;
         k += tile_elements) {
        ScheduledSpike const spike =
            k < end ? stage.spikes[k] : ScheduledSpike{clock.next_step, nullptr, 0};
        bool const fires      = spike.step < clock.next_step;
        SpikeWord const lanes = __ballot_sync(all_lanes, fires);
        if (lanes == 0) { return; }
        note_spikes(list, lanes, {spike.neuron, static_cast<std::uint32_t>(spike.step)});
        if (fires) { atomicAdd(spike.fired_count, 1U); }
    }
}

__device__ inline void run(ReleaseSpikes const& stage, Tile tile)
{
    note_window(stage.exchange, tile.number, [&](WindowClock const& clock, Fired* list) {
        release_window(stage, tile.number, clock, list);
    });
}

}  // namespace inferno::cuda
