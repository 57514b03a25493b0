//! mapping of sparse networks on CUDA. A block serves a partition. Its threads look up the rows of
//! 512 spikes at once; rows that have synapses are listed in shared memory, and each warp takes
//! four of them at a time, so that many lines are on their way from memory: lanes are synapses, and
//! each adds a whole number to the ring of the partition. These additions commute.
#pragma once

#include "inferno/mapping/sparse.hpp"

#include "cuda/stage/spike_lists.cuh"

namespace inferno::cuda {

inline Index rows_wanted(OpenWindow const&) { return block_rows; }
inline Index rows_wanted(LogSpikes const&) { return block_rows; }
inline Index rows_wanted(DeliverUniform const&) { return block_rows; }
inline Index rows_wanted(DeliverPacked const&) { return block_rows; }
inline Index rows_wanted(DeliverWide const&) { return block_rows; }
inline Index rows_wanted(DeliverBits const&) { return block_rows; }

struct Arrival {
    std::uint32_t place;
    std::int32_t weight;
};

__device__ inline std::uint16_t const* synapses_of(DeliverUniform const& stage)
{
    return stage.targets;
}
__device__ inline std::uint32_t const* synapses_of(DeliverPacked const& stage)
{
    return stage.synapses;
}
__device__ inline WideSynapse const* synapses_of(DeliverWide const& stage)
{
    return stage.synapses;
}
__device__ inline std::uint64_t const* synapses_of(DeliverBits const& stage) { return stage.bits; }

//! What a synapse does, and in which place of its partition's ring, when its source has fired.
__device__ inline Arrival arrival_of(DeliverUniform const& stage,
                                     RingView const& ring,
                                     std::uint32_t step,
                                     std::uint16_t target)
{
    std::uint32_t const slot = (step + stage.delay) << ring.target_bits & ring.place_mask();
    return {slot + target, stage.weight};
}
__device__ inline Arrival arrival_of(DeliverPacked const& stage,
                                     RingView const& ring,
                                     std::uint32_t step,
                                     std::uint32_t synapse)
{
    int const place_bits = ring.slot_bits + ring.target_bits;
    return {((step << ring.target_bits) + synapse) & ring.place_mask(),
            static_cast<std::int32_t>(synapse) >> place_bits << stage.weight_shift};
}
__device__ inline Arrival arrival_of(DeliverWide const&,
                                     RingView const& ring,
                                     std::uint32_t step,
                                     WideSynapse synapse)
{
    return {((step << ring.target_bits) + synapse.place) & ring.place_mask(), synapse.weight};
}

//! Adds what the synapse at place `at` of a row does.
template <class Body, class Synapse>
__device__ void add_synapse(Body const& stage,
                            OwnRing const& ring,
                            Index,
                            std::uint32_t step,
                            std::uint32_t,
                            Synapse synapse)
{
    Arrival const arrival = arrival_of(stage, stage.delivery.ring, step, synapse);
    atomicAdd(&ring.at(arrival.place), arrival.weight);
}

//! The same for a word of pairs.
__device__ inline void add_synapse(DeliverBits const& stage,
                                   OwnRing const& ring,
                                   Index partition,
                                   std::uint32_t step,
                                   std::uint32_t at,
                                   std::uint64_t word)
{
    std::int32_t* const arrivals = ring.slot(std::uint64_t{step} + stage.delay) +
                                   stage.origins[partition] + at * DeliverBits::word_bits;
    for (std::uint64_t left = word; left != 0; left &= left - 1) {
        atomicAdd(arrivals + __ffsll(static_cast<long long>(left)) - 1, stage.weight);
    }
}

//! Adds up what the synapses of rows_at_once rows do. For all lanes of a warp.
template <class Body>
__device__ void add_rows(Body const& stage,
                         OwnRing const& ring,
                         Index partition,
                         ReachedRow const* rows)
{
    using Synapse          = std::remove_cvref_t<decltype(*synapses_of(stage))>;
    auto const* const from = synapses_of(stage);
    std::uint32_t longest  = 0;
#pragma unroll
    for (unsigned k = 0; k < rows_at_once; ++k) {
        longest = rows[k].count > longest ? rows[k].count : longest;
    }
    for (std::uint32_t at = threadIdx.x; at < longest; at += tile_elements) {
        Synapse synapses[rows_at_once] = {};
#pragma unroll
        for (unsigned k = 0; k < rows_at_once; ++k) {
            if (at < rows[k].count) { synapses[k] = from[rows[k].begin + at]; }
        }
#pragma unroll
        for (unsigned k = 0; k < rows_at_once; ++k) {
            if (at >= rows[k].count) { continue; }
            add_synapse(stage, ring, partition, rows[k].step, at, synapses[k]);
        }
    }
}

//! Delivers the spikes of the threads of the block into the ring of a partition.
template <class Body>
__device__ void deliver(
    Body const& stage, Index partition, OwnRing const& ring, Fired spike, bool there)
{
    SparseRows const& rows = stage.delivery.rows;
    Index const source     = Index{spike.neuron} - rows.first_source;
    SparseRows::Range range{0, 0};
    if (there && source >= 0 && source < rows.sources) { range = rows.of(source, partition); }

    ReachedRow* const reached = shared_rows();
    std::uint32_t found       = 0;
    std::uint32_t const place = sum_before(range.count > 0 ? 1 : 0, found);
    if (range.count > 0) { reached[place] = {range.begin, range.count, spike.step}; }
    if (thread_of_block() < rows_at_once) { reached[found + thread_of_block()] = {0, 0, 0}; }
    __syncthreads();
    for (std::uint32_t k = threadIdx.y * rows_at_once; k < found; k += block_rows * rows_at_once) {
        add_rows(stage, ring, partition, reached + k);
    }
}

//! Delivers all spikes of the last window.
template <class Body>
__device__ void deliver_window(Body const& stage, Index partition)
{
    ExchangeView const& exchange = stage.delivery.exchange;
    LastWindow const lists{exchange, exchange.clocks[partition].parity ^ 1U};
    OwnRing const ring = ring_of(stage.delivery.ring, partition);
    for_each_spike(lists, exchange.partitions, [&](Fired spike, bool there) {
        deliver(stage, partition, ring, spike, there);
    });
}

__device__ inline void run(DeliverUniform const& stage, Tile tile)
{
    deliver_window(stage, tile.number);
}
__device__ inline void run(DeliverPacked const& stage, Tile tile)
{
    deliver_window(stage, tile.number);
}
__device__ inline void run(DeliverWide const& stage, Tile tile)
{
    deliver_window(stage, tile.number);
}
__device__ inline void run(DeliverBits const& stage, Tile tile)
{
    deliver_window(stage, tile.number);
}

__device__ inline void run(OpenWindow const& stage, Tile tile)
{
    if (thread_of_block() == 0) { stage.open(tile.number); }
}

//! Appends the `count` spikes of a partition to its log.
__device__ inline void append_to_log(LogSpikes const& stage,
                                     Index partition,
                                     Fired const* spikes,
                                     std::uint32_t count)
{
    std::uint32_t const logged = stage.logged[partition];
    Fired* const to            = stage.log + partition * stage.capacity + logged;
    for (std::uint32_t k = thread_of_block(); k < count; k += block_threads) {
        to[k] = spikes[k];
    }
    __syncthreads();
    if (thread_of_block() == 0) { stage.logged[partition] = logged + count; }
}

__device__ inline void run(LogSpikes const& stage, Tile tile)
{
    std::uint32_t const parity = stage.exchange.clocks[tile.number].parity;
    append_to_log(stage,
                  tile.number,
                  stage.exchange.list(parity, tile.number),
                  stage.exchange.count(parity, tile.number));
}

}  // namespace inferno::cuda
