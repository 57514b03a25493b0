//! neuron of sparse networks on CUDA. A block serves a partition, lanes are 32 neighbouring neurons
//! of a population. As no spike of a window reaches anybody within it, a neuron takes all steps of
//! the window in a row, its state in registers.
#pragma once

#include "inferno/neuron/point.hpp"

#include "cuda/stage/spike_lists.cuh"

namespace inferno::cuda {

inline constexpr unsigned spikes_of_slot = 8;  //!< a mailbox takes so many, see mailbox.cuh

template <class Model>
Index rows_wanted(PointStage<Model> const&)
{
    return block_rows;
}

//! What a partition has fired in this window, while its block notes it.
struct SpikeNotes {
    std::uint32_t count;
    Fired first[spikes_of_slot];
};

__device__ inline SpikeNotes& shared_notes()
{
    __shared__ SpikeNotes notes;
    return notes;
}

//! Appends a spike of each lane whose bit is set. For all lanes of a warp.
__device__ inline void note_spikes(Fired* list, SpikeWord lanes, Fired spike)
{
    SpikeNotes& notes   = shared_notes();
    std::uint32_t first = 0;
    if (threadIdx.x == 0) { first = atomicAdd(&notes.count, __popc(lanes)); }
    first = __shfl_sync(all_lanes, first, 0);
    if (!bit_of(lanes, static_cast<int>(threadIdx.x))) { return; }
    std::uint32_t const place = first + __popc(lanes & ((SpikeWord{1} << threadIdx.x) - 1));
    list[place]               = spike;
    if (place < spikes_of_slot) { notes.first[place] = spike; }
}

//! Takes from a ring what has arrived for a neuron, which leaves it empty, and adds what is driven.
template <class Model>
__device__ void take_arrivals(PointPopulation<Model> const& population,
                              std::uint64_t step,
                              Index n,
                              std::int32_t* arrived,
                              Index port_stride,
                              Real (&arriving)[arrival_places<Model>])
{
#pragma unroll
    for (int port = 0; port < Model::ports; ++port) {
        std::int32_t& count = arrived[port * port_stride];
        arriving[port]      = static_cast<Real>(count) * population.unit[port];
        count               = 0;
    }
    population.add_drives(arriving, step, n);
}

//! All steps of a window for up to 32 neurons, from `from` on in the slice of their population.
template <class Model>
__device__ void step_neurons(PointPopulation<Model> const& population,
                             PopulationSlice slice,
                             std::uint32_t from,
                             WindowClock const& clock,
                             OwnRing const& ring,
                             Fired* list)
{
    std::uint32_t const j = from + threadIdx.x;
    bool const inside     = j < slice.count;
    Index const n         = Index{slice.first} + (inside ? j : slice.count - 1);
    auto neuron           = load(population.state, n);
    std::uint32_t fired   = 0;
    for (std::uint64_t step = clock.step; step < clock.next_step; ++step) {
        bool fires = false;
        if (inside) {
            Real arriving[arrival_places<Model>] = {};
            if constexpr (Model::ports > 0) {
                std::int32_t* const arrived = ring.slot(step - Model::lag) + slice.place + j;
                take_arrivals(population, step, n, arrived, slice.count, arriving);
            }
            population.draw_for(neuron, step, n);
            // read here: drives need all registers, and parameters are in the nearest cache
            fires = step_point<Model, Real>(population.params(n), neuron, arriving);
        }
        SpikeWord const lanes = __ballot_sync(all_lanes, fires);
        if (lanes == 0) { continue; }
        note_spikes(list,
                    lanes,
                    {population.first_neuron + static_cast<std::uint32_t>(n),
                     static_cast<std::uint32_t>(step)});
        fired += fires ? 1 : 0;
    }
    if (!inside) { return; }
    store(population.state, n, neuron);
    if (fired > 0) { population.fired_count[n] += fired; }
}

//! All steps of a window for the neurons of a partition; warps take 32 neurons each, from one
//! population after the other.
template <class Model>
__device__ void step_window(PointStage<Model> const& stage,
                            Index partition,
                            WindowClock const& clock,
                            OwnRing const& ring,
                            Fired* list)
{
    std::uint32_t turn = threadIdx.y;  // chunks until this warp's next one
    for (int k = 0; k < stage.population_count; ++k) {
        PointPopulation<Model> const& population = stage.populations[k];
        PopulationSlice const slice              = stage.slice_of(partition, population.number);
        std::uint32_t const chunks = (slice.count + tile_elements - 1) / tile_elements;
        for (; turn < chunks; turn += block_rows) {
            step_neurons(population, slice, turn * tile_elements, clock, ring, list);
        }
        turn -= chunks;
    }
}

//! Lets fire(clock, list) add to what a partition has fired in this window. For all threads of the
//! block.
template <class Fire>
__device__ void note_window(ExchangeView const& exchange, Index partition, Fire const& fire)
{
    WindowClock const clock = exchange.clocks[partition];
    std::uint32_t& noted    = exchange.count(clock.parity, partition);
    std::uint32_t& count    = shared_notes().count;
    if (thread_of_block() == 0) { count = noted; }
    __syncthreads();
    fire(clock, exchange.list(clock.parity, partition));
    __syncthreads();
    if (thread_of_block() == 0) { noted = count; }
}

template <class Model>
__device__ void run(PointStage<Model> const& stage, Tile tile)
{
    note_window(stage.exchange, tile.number, [&](WindowClock const& clock, Fired* list) {
        step_window(stage, tile.number, clock, ring_of(stage.ring, tile.number), list);
    });
}

}  // namespace inferno::cuda
