//! mapping of sparse networks on CUDA. A block serves a partition. Its threads look up the rows of
//! 512 spikes at once; rows that have synapses are listed in shared memory, and each warp takes
//! four of them at a time, so that many lines are on their way from memory: lanes are synapses, and
//! each adds a whole number to the ring of the partition. These additions commute. Bits of pairs
//! are counted for 32 rows before they are added.
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

//! Adds what a synapse does.
template <class Body, class Synapse>
__device__ void add_synapse(Body const& stage,
                            OwnRing const& ring,
                            std::uint32_t step,
                            Synapse synapse)
{
    Arrival const arrival = arrival_of(stage, stage.delivery.ring, step, synapse);
    atomicAdd(&ring.at(arrival.place), arrival.weight);
}

//! Adds up what the synapses of rows_at_once rows do. For all lanes of a warp.
template <class Body>
__device__ void add_rows(Body const& stage, OwnRing const& ring, ReachedRow const* rows)
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
            add_synapse(stage, ring, rows[k].step, synapses[k]);
        }
    }
}

//! Adds up what the synapses of all rows do; warps take four rows at a time. For all threads of the
//! block.
template <class Body>
__device__ void add_all_rows(
    Body const& stage, OwnRing const& ring, Index, ReachedRow const* rows, std::uint32_t found)
{
    for (std::uint32_t k = threadIdx.y * rows_at_once; k < found; k += block_rows * rows_at_once) {
        add_rows(stage, ring, rows + k);
    }
}

//! The same for bits of pairs: a warp takes 32 rows, and lane k a word of row k. Transposed, lane l
//! has the bit of target l in every row: those of the rows of one step are counted and added at
//! once.
__device__ inline void add_all_rows(DeliverBits const& stage,
                                    OwnRing const& ring,
                                    Index partition,
                                    ReachedRow const* rows,
                                    std::uint32_t found)
{
    int const lane = static_cast<int>(threadIdx.x);
    std::uint32_t const words =
        (stage.counts[partition] + DeliverBits::word_bits - 1) / DeliverBits::word_bits;
    for (std::uint32_t first = threadIdx.y * tile_elements; first < found; first += block_threads) {
        bool const there        = first + threadIdx.x < found;
        ReachedRow const row    = there ? rows[first + threadIdx.x] : ReachedRow{0, 0, 0};
        unsigned const all_rows = __ballot_sync(all_lanes, there);
        for (std::uint32_t at = 0; at < words; ++at) {
            std::uint64_t const word = at < row.count ? stage.bits[row.begin + at] : 0;
            SpikeWord const low      = transposed(static_cast<SpikeWord>(word), lane);
            SpikeWord const high     = transposed(static_cast<SpikeWord>(word >> 32), lane);
            for (unsigned left = all_rows; left != 0;) {
                std::uint32_t const step     = __shfl_sync(all_lanes, row.step, lowest_bit(left));
                unsigned const together      = __ballot_sync(all_lanes, there && row.step == step);
                std::int32_t* const arrivals = ring.slot(std::uint64_t{step} + stage.delay) +
                                               stage.origins[partition] +
                                               at * DeliverBits::word_bits + lane;
                int const of_low  = __popc(low & together);
                int const of_high = __popc(high & together);
                if (of_low != 0) { atomicAdd(arrivals, of_low * stage.weight); }
                if (of_high != 0) { atomicAdd(arrivals + tile_elements, of_high * stage.weight); }
                left &= ~together;
            }
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
    add_all_rows(stage, ring, partition, reached, found);
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
