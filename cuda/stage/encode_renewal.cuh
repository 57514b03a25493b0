//! Trains with drawn intervals on CUDA. A raster at once: as the Poisson raster, a row takes one
//! sample of the tile's 32 inputs, clears their words, one step a lane, then draws one train a
//! lane. A step: lane = input, a row takes every rows-th sample, a vote makes the word.
#pragma once

#include "inferno/encode/renewal.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

template <class Intervals>
Index rows_wanted(RenewalRaster<Intervals> const& stage)
{
    return stage.task.intensity.batch;
}
template <class Intervals>
Index rows_wanted(RenewalStep<Intervals> const& stage)
{
    return stage.task.intensity.batch;
}

//! Sets the bits of one train.
template <class Intervals>
__device__ void set_renewal_train(RenewalRaster<Intervals> const& stage,
                                  Index element,
                                  SpikeWord bit,
                                  SpikeWord* column,
                                  Index step_stride)
{
    renewal_train(stage, element, [=](Index step) { atomicOr(column + step * step_stride, bit); });
}

template <class Intervals>
__device__ void run(RenewalRaster<Intervals> const& stage, Tile tile)
{
    if (!tile.there) { return; }
    Index const elements    = stage.task.intensity.elements;
    Index const batch       = stage.task.intensity.batch;
    Index const words       = words_for(elements);
    Index const step_stride = batch * words;
    Index const input       = tile.element();
    for (Index b = tile.row; b < batch; b += tile.rows) {
        SpikeWord* const column = stage.task.spikes + b * words + tile.number;
        for (Index step = tile.lane; step < stage.task.steps; step += tile_elements) {
            column[step * step_stride] = 0;
        }
        __syncwarp(all_lanes);
        if (input < elements) {
            set_renewal_train(
                stage, b * elements + input, SpikeWord{1} << tile.lane, column, step_stride);
        }
        __syncwarp(all_lanes);
    }
}

//! One element's step; true if it spikes.
template <class Intervals>
__device__ bool renewal_step(RenewalStep<Intervals> const& stage, Index element)
{
    RenewalClock const clock(stage.task);
    begin_step(stage, clock, element);
    bool const fires = stage.next[element] < clock.end;
    if (fires) { draw_next(stage, element); }
    return fires;
}

template <class Intervals>
__device__ void run(RenewalStep<Intervals> const& stage, Tile tile)
{
    if (!tile.there) { return; }
    Index const elements = stage.task.intensity.elements;
    Index const words    = words_for(elements);
    Index const input    = tile.element();
    for (Index b = tile.row; b < stage.task.intensity.batch; b += tile.rows) {
        bool const fires     = input < elements && renewal_step(stage, b * elements + input);
        SpikeWord const word = __ballot_sync(all_lanes, fires);
        if (tile.lane == 0) { stage.task.spikes[b * words + tile.number] = word; }
    }
}

}  // namespace inferno::cuda
