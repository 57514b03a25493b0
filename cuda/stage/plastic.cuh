//! learn of sparse networks on CUDA. A block serves a partition. It first notes what its own
//! targets have fired, then takes the spikes of the window 512 at a time: a warp takes a row, lanes
//! are synapses, each of which reads a mark or two of its target's history, writes its weight and
//! adds to the ring.
//!
//! The list of a partition has the spikes of one neuron in the order of time. Where 512 hold more
//! than one spike of a source, the earliest goes first and the others wait for another round.
#pragma once

#include "inferno/learn/plastic.hpp"

#include "cuda/stage/spike_lists.cuh"

namespace inferno::cuda {

template <class Rule>
Index rows_wanted(DeliverPlastic<Rule> const&)
{
    return block_rows;
}

//! The sources of the rows that are listed.
__device__ inline std::uint32_t* shared_sources()
{
    __shared__ std::uint32_t sources[block_threads];
    return sources;
}

//! Notes the spikes of the partition's own targets, one step after the other.
__device__ inline void note_targets(PlasticView const& view,
                                    PlasticTiming const& timing,
                                    Index partition)
{
    ExchangeView const& exchange = view.delivery.exchange;
    TargetHistory const& history = view.history;
    PlasticClock& clock          = view.clocks[partition];
    std::uint32_t const parity   = view.parity(partition);
    std::uint32_t const count    = exchange.count(parity, partition);
    Fired const* const list      = exchange.list(parity, partition);
    std::uint32_t const now      = view.now(partition);
    std::uint32_t const before   = clock.must;
    __shared__ std::int32_t ahead;
    if (thread_of_block() == 0) { ahead = 0; }
    for (std::uint32_t step = clock.noted; step != now; ++step) {
        __syncthreads();
        for (std::uint32_t k = thread_of_block(); k < count; k += block_threads) {
            Index const target = Index{list[k].neuron} - history.first_target;
            if (list[k].step != step || target < 0 || target >= history.targets) { continue; }
            std::uint32_t const noted = history.note(timing, target, step);
            std::uint32_t lost        = 0;
            if (view.endangered(target, noted, lost)) {
                atomicMax(&ahead, static_cast<std::int32_t>(lost + view.longest_delay - before));
            }
        }
    }
    __syncthreads();
    if (thread_of_block() == 0) {
        clock.must  = before + static_cast<std::uint32_t>(ahead);
        clock.noted = now;
    }
    __syncthreads();
}

//! What happens to the synapses of a row up to a step, at which the source spikes or does not. For
//! all lanes of a warp.
template <class Rule>
__device__ void learn_row(DeliverPlastic<Rule> const& stage,
                          Index partition,
                          OwnRing const& ring,
                          SourceTrace const& source,
                          ReachedRow const& row,
                          bool spikes)
{
    PlasticView const& view    = stage.view;
    RingView const& all        = view.delivery.ring;
    std::uint32_t const origin = view.origins[partition];
    for (std::uint32_t at = threadIdx.x; at < row.count; at += tile_elements) {
        PlasticSynapse const synapse = view.synapses[row.begin + at];
        Index const target           = stage.target_of(synapse, origin);
        Real const weight            = stage.learned(synapse, target, source, row.step, spikes);
        view.synapses[row.begin + at].weight = weight;
        if (!spikes) { continue; }
        std::uint32_t const place = (row.step << all.target_bits) + synapse.place;
        atomicAdd(&ring.at(place & all.place_mask()), stage.counts_of(weight));
    }
}

//! Delivers the spikes of the threads of the block, the earliest of each source first.
template <class Rule>
__device__ void learn_spikes(DeliverPlastic<Rule> const& stage,
                             Index partition,
                             OwnRing const& ring,
                             Fired spike,
                             bool there)
{
    PlasticView const& view        = stage.view;
    SparseRows const& rows         = view.delivery.rows;
    ReachedRow* const listed       = shared_rows();
    std::uint32_t* const source_of = shared_sources();
    Index const source             = Index{spike.neuron} - rows.first_source;
    SparseRows::Range range{0, 0};
    if (there && source >= 0 && source < rows.sources) { range = rows.of(source, partition); }
    Index const own          = range.count > 0 ? source : 0;
    std::uint32_t* const key = view.pending + partition * rows.sources + own;
    std::uint32_t const age  = spike.step - (view.now(partition) - view.window);
    bool waits = range.count > 0 && is_after(spike.step, view.source(partition, own).last);
    for (;;) {
        if (waits) { atomicMin(key, age); }
        __syncthreads();
        bool const ready          = waits && *key == age;
        std::uint32_t found       = 0;
        std::uint32_t const place = sum_before(ready ? 1 : 0, found);
        if (found == 0) { return; }
        if (ready) {
            listed[place]    = {range.begin, range.count, spike.step};
            source_of[place] = static_cast<std::uint32_t>(own);
        }
        __syncthreads();
        for (std::uint32_t k = threadIdx.y; k < found; k += block_rows) {
            SourceTrace const& trace = view.source(partition, source_of[k]);
            learn_row(stage, partition, ring, trace, listed[k], true);
        }
        __syncthreads();
        if (ready) {
            SourceTrace& trace = view.source(partition, own);
            trace              = stage.after_spike(trace, spike.step);
            *key               = ~std::uint32_t{0};
            waits              = false;
        }
        __syncthreads();
    }
}

//! Brings rows that have not been touched for long up to the end of the last window; a warp takes
//! a row.
template <class Rule>
__device__ void settle_rows(DeliverPlastic<Rule> const& stage, Index partition, OwnRing const& ring)
{
    PlasticView const& view = stage.view;
    SparseRows const& rows  = view.delivery.rows;
    std::uint32_t goal      = 0;
    if (!view.overdue(partition, goal)) { return; }
    std::uint32_t const latest = view.now(partition) - 1;
    for (Index s = threadIdx.y; s < rows.sources; s += block_rows) {
        SourceTrace& source = view.source(partition, s);
        if (!is_after(goal, source.settled)) { continue; }
        SparseRows::Range const range = rows.of(s, partition);
        learn_row(stage, partition, ring, source, {range.begin, range.count, latest}, false);
        __syncwarp();
        if (threadIdx.x == 0) { source.settled = latest; }
    }
    __syncthreads();
    if (thread_of_block() == 0) { view.clocks[partition].settled = goal; }
}

//! All of a window that has begun; `lists` are of the one before. For all threads of the block.
template <class Rule, class Lists>
__device__ void learn_window(DeliverPlastic<Rule> const& stage,
                             Index partition,
                             Lists const& lists,
                             OwnRing const& ring)
{
    note_targets(stage.view, stage.timing, partition);
    for_each_spike(lists, stage.view.delivery.exchange.partitions, [&](Fired spike, bool there) {
        learn_spikes(stage, partition, ring, spike, there);
    });
    __syncthreads();
    settle_rows(stage, partition, ring);
}

template <class Rule>
__device__ void run(DeliverPlastic<Rule> const& stage, Tile tile)
{
    PlasticView const& view = stage.view;
    LastWindow const lists{view.delivery.exchange, view.parity(tile.number)};
    learn_window(stage, tile.number, lists, ring_of(view.delivery.ring, tile.number));
}

}  // namespace inferno::cuda
