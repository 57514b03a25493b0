//! What fired in the last window, as a block sees it: the lists of all partitions, one after the
//! other, 512 spikes at a time, one for each thread.
//!
//! In which order spikes lie in a list changes no result: arrivals are sums of whole numbers, and
//! who reads a log sorts it. So blocks and warps append as they come.
#pragma once

#include "inferno/state/exchange.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

inline constexpr int block_threads = tile_elements * block_rows;

__device__ inline unsigned thread_of_block() { return threadIdx.y * tile_elements + threadIdx.x; }

//! The ring of one partition, as its block sees it.
struct OwnRing {
    std::int32_t* arrivals;
    int target_bits, slot_bits;
    std::uint32_t stride;  //!< from slot to slot; 2^target_bits, or less where the ring is packed

    //! What arrives at a place of a partition's ring, which has its slot above its target.
    __device__ std::int32_t& at(std::uint32_t place) const
    {
        std::uint32_t const target = place & ((std::uint32_t{1} << target_bits) - 1);
        return arrivals[(place >> target_bits) * stride + target];
    }
    __device__ std::int32_t* slot(std::uint64_t step) const
    {
        auto const in_ring =
            static_cast<std::uint32_t>(step) & ((std::uint32_t{1} << slot_bits) - 1);
        return arrivals + in_ring * stride;
    }
};

__device__ inline OwnRing ring_of(RingView const& all, Index partition)
{
    return {all.of(partition),
            all.target_bits,
            all.slot_bits,
            static_cast<std::uint32_t>(all.stride())};
}

//! What the threads before this one bring, added up, and what all bring. For all threads of the
//! block; what was in shared memory before the call has been read by all when it returns.
__device__ inline std::uint32_t sum_before(std::uint32_t own, std::uint32_t& all)
{
    __shared__ std::uint32_t of_row[block_rows];
    std::uint32_t sum = own;
#pragma unroll
    for (unsigned apart = 1; apart < tile_elements; apart *= 2) {
        std::uint32_t const before = __shfl_up_sync(all_lanes, sum, apart);
        sum += threadIdx.x >= apart ? before : 0;
    }
    __syncthreads();
    if (threadIdx.x == tile_elements - 1) { of_row[threadIdx.y] = sum; }
    __syncthreads();
    std::uint32_t before = sum - own;
    all                  = 0;
#pragma unroll
    for (unsigned row = 0; row < block_rows; ++row) {
        before += row < threadIdx.y ? of_row[row] : 0;
        all += of_row[row];
    }
    return before;
}

inline constexpr unsigned rows_at_once = 4;  //!< that a warp reads side by side

//! The synapses that one spike reaches in a partition.
struct ReachedRow {
    std::uint64_t begin;
    std::uint32_t count, step;
};

//! Those of up to 512 spikes, and rows without synapses that fill up the last group.
__device__ inline ReachedRow* shared_rows()
{
    __shared__ ReachedRow rows[block_threads + rows_at_once];
    return rows;
}

//! The lists that the window before has left in memory.
struct LastWindow {
    ExchangeView const& exchange;
    std::uint32_t parity;

    __device__ std::uint32_t count(Index partition) const
    {
        return exchange.count(parity, partition);
    }
    __device__ Fired const* list(Index partition, std::uint32_t) const
    {
        return exchange.list(parity, partition);
    }
};

//! Where the spikes of 512 partitions begin in the list of all of them.
__device__ inline std::uint32_t* shared_begins()
{
    __shared__ std::uint32_t begins[block_threads + 1];
    return begins;
}

//! The spike at place k of the list of all partitions from `from` on, of `all` spikes.
template <class Lists>
__device__ Fired
spike_at(Lists const& lists, std::uint32_t const* begins, Index from, std::uint32_t k)
{
    unsigned at = 0;  // the last that begins at k or before: those that are empty come earlier
#pragma unroll
    for (unsigned half = block_threads / 2; half > 0; half /= 2) {
        at += begins[at + half] <= k ? half : 0;
    }
    return lists.list(from + at, begins[at + 1] - begins[at])[k - begins[at]];
}

//! Calls visit(spike, there) until every spike has been some thread's; `there` is false for threads
//! that have none. For all threads of the block, which may meet at barriers in visit().
template <class Lists, class Visit>
__device__ void for_each_spike(Lists const& lists, Index partitions, Visit const& visit)
{
    unsigned const thread       = thread_of_block();
    std::uint32_t* const begins = shared_begins();
    for (Index from = 0; from < partitions; from += block_threads) {
        std::uint32_t const own   = from + thread < partitions ? lists.count(from + thread) : 0;
        std::uint32_t all         = 0;
        std::uint32_t const begin = sum_before(own, all);
        begins[thread]            = begin;
        if (thread == 0) { begins[block_threads] = all; }
        __syncthreads();
        for (std::uint32_t first = 0; first < all; first += block_threads) {
            std::uint32_t const k = first + thread;
            bool const there      = k < all;
            visit(there ? spike_at(lists, begins, from, k) : Fired{}, there);
        }
    }
}

}  // namespace inferno::cuda
