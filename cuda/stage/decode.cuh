//! decode on CUDA. Lane = element of the extent. Counting and rates: a row takes every rows-th
//! sample. Logits: lane = sample, a row takes every rows-th class and reads all neurons. Learning:
//! lane = neuron, a row takes every rows-th class; 32 neighbours read one line of each sample.
#pragma once

#include "inferno/decode/stage.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

inline Index rows_wanted(CountSpikes const& stage) { return stage.spikes.batch; }
inline Index rows_wanted(TakeRates const& stage) { return stage.batch; }
inline Index rows_wanted(InferClasses const& stage) { return stage.classes; }
inline Index rows_wanted(ChooseClass const&) { return 1; }
inline Index rows_wanted(LearnClasses const& stage) { return stage.classes; }
inline Index rows_wanted(AssignClasses const&) { return 1; }
inline Index rows_wanted(CountAssigned const&) { return 1; }

__device__ inline void run(CountSpikes const& stage, Tile tile)
{
    Index const elements = stage.spikes.elements;
    Index const n        = tile.element();
    if (!tile.there || n >= elements) { return; }
    for (Index b = tile.row; b < stage.spikes.batch; b += tile.rows) {
        if (bit_of(stage.spikes.row(b)[tile.number], tile.lane)) {
            ++stage.counts[b * elements + n];
        }
    }
}

__device__ inline void run(TakeRates const& stage, Tile tile)
{
    Index const n = tile.element();
    if (!tile.there || n >= stage.elements) { return; }
    for (Index b = tile.row; b < stage.batch; b += tile.rows) {
        stage.take(b * stage.elements + n);
    }
}

__device__ inline void run(InferClasses const& stage, Tile tile)
{
    Index const b = tile.element();
    if (!tile.there || b >= stage.samples) { return; }
    for (Index k = tile.row; k < stage.classes; k += tile.rows) {
        Real sum = 0;
        for (Index n = 0; n < stage.neurons; ++n) {
            if (stage.assignments[n] == k) { sum += stage.vote(b, n, k); }
        }
        stage.logits[b * stage.classes + k] = stage.mean(sum, k);
    }
}

__device__ inline void run(ChooseClass const& stage, Tile tile)
{
    bool const mine = tile.there && tile.row == 0 && tile.element() < stage.samples;
    if (mine) { stage.choose(tile.element()); }
}

__device__ inline void run(LearnClasses const& stage, Tile tile)
{
    Index const n = tile.element();
    if (!tile.there || n >= stage.neurons) { return; }
    for (Index k = tile.row; k < stage.classes; k += tile.rows) {
        Real sum    = 0;
        Index times = 0;
        for (Index b = 0; b < stage.samples; ++b) {
            if (stage.labels[b] != k) { continue; }
            sum += stage.rates[b * stage.neurons + n];
            ++times;
        }
        Real& rate = stage.of_classes[n * stage.classes + k];
        rate       = stage.learned(rate, sum, times);
    }
}

__device__ inline void run(AssignClasses const& stage, Tile tile)
{
    bool const mine = tile.there && tile.row == 0 && tile.element() < stage.neurons;
    if (mine) { stage.assign(tile.element()); }
}

__device__ inline void run(CountAssigned const& stage, Tile tile)
{
    bool const mine = tile.there && tile.row == 0 && tile.element() < stage.classes;
    if (mine) { stage.count(tile.element()); }
}

}  // namespace inferno::cuda
