//! The host's loop over the neurons of a partition, for any point neuron. A program with a model of
//! its own includes this where it adds populations of it.
#pragma once

#include <algorithm>

#include "inferno/neuron/point.hpp"

namespace inferno {
namespace host {

inline constexpr Index point_block = 128;  //!< neurons between two looks at who fired

//! Spikes of the drive of neurons [first, first + width), first being a multiple of four.
void drive_spikes(PoissonDrive const& drive,
                  std::uint64_t seed,
                  std::uint32_t population,
                  std::uint64_t step,
                  Index first,
                  Index width,
                  Real* spikes);

//! The same of what its noise adds to them.
void drive_noise(NormalDrive const& noise,
                 std::uint64_t seed,
                 std::uint32_t population,
                 std::uint64_t step,
                 Index first,
                 Index width,
                 Real* arriving);

//! Adds what the population's own sources give to neurons [first, first + width).
template <class Model>
void add_drives(PointPopulation<Model> const& population,
                std::uint64_t step,
                Index first,
                Index width,
                Real (&arriving)[arrival_places<Model>][point_block])
{
    if (population.drive.active(step)) {
        Real spikes[point_block];
        drive_spikes(
            population.drive, population.seed, population.number, step, first, width, spikes);
        Real* const driven = arriving[population.drive.port];
        Real const weight  = population.drive.weight;
        for (Index j = 0; j < width; ++j) {
            driven[j] += spikes[j] * weight;
        }
    }
    if (population.noise.active(step)) {
        drive_noise(population.noise,
                    population.seed,
                    population.number,
                    step,
                    first,
                    width,
                    arriving[population.noise.port]);
    }
}

//! Hands a random word to those of neurons [first, first + width) that want one.
template <class Model>
void draw_for_points(PointPopulation<Model> const& population,
                     std::uint64_t step,
                     Index first,
                     Index width)
{
    auto const state  = population.state;
    std::int32_t want = 0;
    for (Index j = 0; j < width; ++j) {
        want |= Model::wants_draw(load(state, first + j)) ? 1 : 0;
    }
    if (want == 0) { return; }
    for (Index n = first; n < first + width; ++n) {
        auto neuron = load(state, n);
        population.draw_for(neuron, step, n);
        store(state, n, neuron);
    }
}

//! One step of neurons [first, first + width) of a population, which take what has arrived at
//! `arrived` and those `port_stride` on; the ring is left empty there. Flat: a function that a
//! large model calls, left as a call, would keep its loop scalar.
template <class Model>
[[gnu::flatten]] void step_points(PointPopulation<Model> const& population,
                                  std::uint64_t step,
                                  Index first,
                                  Index width,
                                  std::int32_t* arrived,
                                  Index port_stride,
                                  std::int32_t* fired)
{
    Real arriving[arrival_places<Model>][point_block] = {};
    for (int port = 0; port < Model::ports; ++port) {
        std::int32_t* const counts = arrived + port * port_stride;
        Real const unit            = population.unit[port];
        for (Index j = 0; j < width; ++j) {
            arriving[port][j] = static_cast<Real>(counts[j]) * unit;
        }
        std::fill_n(counts, width, 0);
    }
    if constexpr (Model::ports > 0) { add_drives(population, step, first, width, arriving); }
    if constexpr (DrawingPoint<Model>) { draw_for_points(population, step, first, width); }
    auto const state = population.state;
    auto const run   = [&](auto const& params_of) {
#pragma GCC ivdep
        for (Index j = 0; j < width; ++j) {
            auto neuron                     = load(state, first + j);
            Real now[arrival_places<Model>] = {};
            for (int port = 0; port < Model::ports; ++port) {
                now[port] = arriving[port][j];
            }
            fired[j] = step_point<Model, Real>(params_of(j), neuron, now) ? 1 : 0;
            store(state, first + j, neuron);
        }
    };
    if (population.per_neuron) {
        run([each = population.each, first](Index j) { return load(each, first + j); });
    } else {
        run([common = population.common](Index) { return common; });
    }
}

//! Appends those who fired to a list.
inline void note_fired(std::int32_t const* fired,
                       Index width,
                       std::uint32_t first_neuron,
                       std::uint32_t* fired_count,
                       std::uint64_t step,
                       Fired* list,
                       std::uint32_t& count)
{
    std::int32_t any = 0;
    for (Index j = 0; j < width; ++j) {
        any |= fired[j];
    }
    if (any == 0) { return; }
    for (Index j = 0; j < width; ++j) {
        if (fired[j] == 0) { continue; }
        list[count++] = {first_neuron + static_cast<std::uint32_t>(j),
                         static_cast<std::uint32_t>(step)};
        ++fired_count[j];
    }
}

//! All steps of a window of the population's slice.
template <class Model>
void step_slice(PointStage<Model> const& stage,
                PointPopulation<Model> const& population,
                Index partition)
{
    PopulationSlice const slice = stage.slice_of(partition, population.number);
    WindowClock const clock     = stage.exchange.clocks[partition];
    Fired* const list           = stage.exchange.list(clock.parity, partition);
    std::uint32_t& count        = stage.exchange.count(clock.parity, partition);
    for (std::uint64_t step = clock.step; step < clock.next_step; ++step) {
        std::int32_t* const arrived = stage.ring.slot(partition, step - Model::lag) + slice.place;
        for (Index j = 0; j < slice.count; j += point_block) {
            Index const width               = std::min<Index>(point_block, slice.count - j);
            Index const n                   = slice.first + j;
            std::int32_t fired[point_block] = {};
            step_points(population, step, n, width, arrived + j, slice.count, fired);
            note_fired(fired,
                       width,
                       population.first_neuron + static_cast<std::uint32_t>(n),
                       population.fired_count + n,
                       step,
                       list,
                       count);
        }
    }
}

}  // namespace host

template <class Model>
void PointStage<Model>::on_host(PointStage const& stage, Slice slice)
{
    for_each_partition(slice, [&](Index partition) {
        for (int k = 0; k < stage.population_count; ++k) {
            host::step_slice(stage, stage.populations[k], partition);
        }
    });
}

}  // namespace inferno
