//! Reducers on CUDA. Lane = element, a row takes every rows-th sample; what is kept is read from
//! one slot of its record and written to the next.
#pragma once

#include "inferno/trace/reduce.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

template <class Reducer>
Index rows_wanted(ReduceStage<Reducer> const& stage)
{
    return stage.seen.batch;
}

//! What this lane watches of sample b.
__device__ inline Real look(Quantity const& quantity, Tile tile, Index b)
{
    if (quantity.values != nullptr) {
        return quantity.values[b * quantity.elements + tile.element()];
    }
    return bit_of(quantity.spikes.row(b)[tile.number], tile.lane) ? Real{1} : Real{0};
}

template <class Reducer>
__device__ void run(ReduceStage<Reducer> const& stage, Tile tile)
{
    Index const n = tile.element();
    if (!tile.there || n >= stage.seen.elements) { return; }
    Index const size  = stage.seen.elements * stage.seen.batch;
    Index const now   = stage.record.now();
    Index const last  = (now == 0 ? stage.record.slots : now) - 1;
    Index const steps = stage.already == nullptr ? 0 : *stage.already;
    for (Index b = tile.row; b < stage.seen.batch; b += tile.rows) {
        Index const at = b * stage.seen.elements + n;
        Real value     = look(stage.seen, tile, b);
        if (stage.before != nullptr) { value = value - stage.before[at]; }
        bool const met = stage.condition.there() ? look(stage.condition, tile, b) != 0
                                                 : stage.criterion.met(value);
        stage.record.values[now * size + at] =
            stage.reduced(stage.record.values[last * size + at], value, met, steps);
    }
}

}  // namespace inferno::cuda
