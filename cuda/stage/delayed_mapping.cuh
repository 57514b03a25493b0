//! Delayed mapping on CUDA. All lanes of a row look at the same input, each at the slot that its
//! own weight reads: delays and weights are coalesced, the slots lie within one short row of the
//! record. Spikes: a word of the record serves eight samples at a time, and weights are read only
//! if a spike arrives at one of the 32 targets. States are recomputed in registers from those that
//! are kept.
#pragma once

#include <type_traits>

#include "inferno/mapping/delayed_stage.hpp"

#include "cuda/stage/windows.cuh"

namespace inferno::cuda {

template <class Dynamics>
inline constexpr int samples_at_once =
    std::is_empty_v<typename Dynamics::template State<Real>> ? 8 : 4;

template <class Dynamics>
Index rows_wanted(DelayedMapping<Dynamics> const& stage)
{
    constexpr Index group = samples_at_once<Dynamics>;
    return window_rows(stage.map, (stage.inputs.history.batch + group - 1) / group);
}
template <class Dynamics>
Index rows_wanted(DelayedDirect<Dynamics> const& stage)
{
    return stage.inputs.history.batch;
}

//! What a tap adds to samples [first, first + group) of its lane's target.
template <class Dynamics, int group>
__device__ void add_tap(DelayedMapping<Dynamics> const& stage,
                        WindowTile const& window,
                        Index tap,
                        Index first,
                        Index now,
                        Real (&sum)[group])
{
    DelayedInputs<Dynamics> const& inputs = stage.inputs;
    Index const input                     = stage.map.windows.input(window.position, tap);
    if (input < 0) { return; }
    Index const k = tap * stage.map.filters + (window.inside ? window.filter : Index{0});
    if constexpr (std::is_empty_v<typename Dynamics::template State<Real>>) {
        DelaySteps const back      = inputs.steps[k];
        SpikeWord const* const row = inputs.history.row(first / word_bits, input);
        SpikeWord const word =
            row[history_slot(now, back, inputs.history.slots)] >> (first % word_bits);
        Real const never_na = back == never_arrives ? inputs.never_na : Real{0};
        bool const arrives  = (word & ((SpikeWord{1} << group) - 1)) != 0 || never_na != 0;
        if (!__any_sync(all_lanes, arrives)) { return; }
        Real const weight  = stage.map.weight[k];
        Real const spiking = Dynamics::output(inputs.params, {}, true) * weight;
        Real const silent  = never_na * weight;
#pragma unroll
        for (int g = 0; g < group; ++g) {
            bool const spike = bit_of(word, g);
            if (spike) {
                sum[g] += spiking;
            } else if (never_na != 0) {
                sum[g] += silent;
            }
        }
    } else {
        Real const weight = stage.map.weight[k];
#pragma unroll
        for (int g = 0; g < group; ++g) {
            if (first + g < inputs.history.batch) {
                sum[g] += inputs.current(k, input, first + g, now) * weight;
            }
        }
    }
}

template <class Dynamics>
__device__ void run(DelayedMapping<Dynamics> const& stage, Tile tile)
{
    constexpr int group = samples_at_once<Dynamics>;
    Index const now     = *stage.inputs.history.head;
    Index const taps    = stage.map.windows.taps();
    sum_windows<group>(stage.map,
                       stage.inputs.history.batch,
                       tile,
                       [&](WindowTile const& window, Index first, int partial, Real(&sum)[group]) {
                           window.for_each_word(partial, [&](Index w) {
                               Index const end =
                                   (w + 1) * word_bits < taps ? (w + 1) * word_bits : taps;
                               for (Index tap = w * word_bits; tap < end; ++tap) {
                                   add_tap(stage, window, tap, first, now, sum);
                               }
                           });
                       });
}

template <class Dynamics>
__device__ void run(DelayedDirect<Dynamics> const& stage, Tile tile)
{
    Index const n = tile.element();
    if (!tile.there || n >= stage.extent()) { return; }
    Index const now = *stage.inputs.history.head;
    for (Index b = tile.row; b < stage.inputs.history.batch; b += tile.rows) {
        stage.output[b * stage.extent() + n] = stage.target_input(b, n, now);
    }
}

}  // namespace inferno::cuda
