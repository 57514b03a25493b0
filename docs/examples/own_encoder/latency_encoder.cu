//! The stage on CUDA: lane = input, a row takes every rows-th pair of step and sample, a vote makes
//! the word of 32 spikes.
#include "cuda/runtime/cuda_backend.hpp"
#include "cuda/stage/phase.cuh"
#include "latency_encoder.hpp"

using namespace inferno;

inline Index rows_wanted(EncodeLatency const& stage)
{
    return stage.task.steps_drawn() * stage.task.intensity.batch;
}

__device__ inline void run(EncodeLatency const& stage, cuda::Tile tile)
{
    if (!tile.there) { return; }
    EncodeTask const& task = stage.task;
    Index const inputs = task.intensity.elements, batch = task.intensity.batch;
    for (Index row = tile.row; row < task.steps_drawn() * batch; row += tile.rows) {
        Index const step  = task.first_step() + row / batch;
        Index const input = tile.element();
        bool const spikes =
            input < inputs &&
            spike_step(task.intensity.values[row % batch * inputs + input], task.steps) == step;
        SpikeWord const word = __ballot_sync(cuda::all_lanes, spikes);
        if (tile.lane == 0) { task.spikes[row * words_for(inputs) + tile.number] = word; }
    }
}

void add_latency_kernel(Backend& backend)
{
    cuda::add_kernel(backend,
                     cuda::phase_kernel(cuda::Kinds<EncodeLatency>{}, cuda::BuiltinKinds{}));
}
