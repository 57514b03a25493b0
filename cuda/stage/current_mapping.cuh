//! mapping of undelayed currents on CUDA. The lanes of a row look at 32 taps, one each; then every
//! lane takes those that carry a current, one after the other, with its own target's weight.
#pragma once

#include "inferno/mapping/current_stage.hpp"

#include "cuda/stage/windows.cuh"

namespace inferno::cuda {

inline Index rows_wanted(WindowSpikes const& stage)
{
    return window_rows(stage.map, stage.spikes.batch);
}
template <class Dynamics>
Index rows_wanted(CurrentMapping<Dynamics> const& stage)
{
    return window_rows(stage.map, stage.spikes.batch);
}
template <class Dynamics>
Index rows_wanted(DirectCurrents<Dynamics> const& stage)
{
    return stage.from.spikes.batch;
}

//! Adds one partial of a sample; current(input) is read once for 32 targets.
template <class Current>
__device__ void add_currents(WindowWeights const& map,
                             WindowTile const& window,
                             int lane,
                             int partial,
                             Current const& current,
                             Real& sum)
{
    Index const taps = map.windows.taps();
    window.for_each_word(partial, [&](Index w) {
        Index const tap   = w * word_bits + lane;
        Index const input = tap < taps ? map.windows.input(window.position, tap) : Index{-1};
        Real const mine   = input >= 0 ? current(input) : Real{0};
        for (unsigned some = __ballot_sync(all_lanes, mine != 0); some != 0; some &= some - 1) {
            int const from       = lowest_bit(some);
            Real const tap_na    = __shfl_sync(all_lanes, mine, from);
            Real const* const at = map.weight + (w * word_bits + from) * map.filters;
            if (window.inside) { sum += tap_na * at[window.filter]; }
        }
    });
}

__device__ inline void run(WindowSpikes const& stage, Tile tile)
{
    sum_windows<1>(stage.map,
                   stage.spikes.batch,
                   tile,
                   [&](WindowTile const& window, Index sample, int partial, Real(&sum)[1]) {
                       SpikeWord const* const row = stage.spikes.row(sample);
                       auto const current         = [&](Index input) {
                           bool const spike =
                               bit_of(row[input / word_bits], static_cast<int>(input % word_bits));
                           return spike ? stage.per_spike_na : Real{0};
                       };
                       add_currents(stage.map, window, tile.lane, partial, current, sum[0]);
                   });
}

template <class Dynamics>
__device__ void run(CurrentMapping<Dynamics> const& stage, Tile tile)
{
    sum_windows<1>(stage.map,
                   stage.spikes.batch,
                   tile,
                   [&](WindowTile const& window, Index sample, int partial, Real(&sum)[1]) {
                       auto const current = [&](Index input) {
                           return stage.current(sample, input);
                       };
                       add_currents(stage.map, window, tile.lane, partial, current, sum[0]);
                   });
}

template <class Dynamics>
__device__ void run(DirectCurrents<Dynamics> const& stage, Tile tile)
{
    Index const n = tile.element();
    if (!tile.there || n >= stage.extent()) { return; }
    for (Index b = tile.row; b < stage.from.spikes.batch; b += tile.rows) {
        stage.from.map.output[b * stage.extent() + n] = stage.target_input(b, n);
    }
}

}  // namespace inferno::cuda
