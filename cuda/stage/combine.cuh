//! Combining and transforming inputs on CUDA. Lane = element, a row takes every rows-th sample; an
//! element's operands are added up in a register.
#pragma once

#include "inferno/mapping/combine.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

inline Index rows_wanted(CombineInputs const& stage) { return stage.batch; }
inline Index rows_wanted(TransformInputs const& stage) { return stage.input.batch; }

__device__ inline void run(CombineInputs const& stage, Tile tile)
{
    Index const n = tile.element();
    if (!tile.there || n >= stage.elements) { return; }
    for (Index b = tile.row; b < stage.batch; b += tile.rows) {
        Index const at = b * stage.elements + n;
        Real value     = stage.operand[0][at];
#pragma unroll 1
        for (int k = 1; k < stage.count; ++k) {
            value = combined(stage.how, value, stage.operand[k][at]);
        }
        stage.output[at] = stage.divisor == 1 ? value : value / static_cast<Real>(stage.divisor);
    }
}

__device__ inline void run(TransformInputs const& stage, Tile tile)
{
    Index const n = tile.element();
    if (!tile.there || n >= stage.input.elements) { return; }
    for (Index b = tile.row; b < stage.input.batch; b += tile.rows) {
        Index const at   = b * stage.input.elements + n;
        stage.output[at] = stage.of(stage.input.values[at], n);
    }
}

}  // namespace inferno::cuda
