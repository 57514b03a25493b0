//! update on CUDA. Element by element: a row takes a tile. Normalisation: lane = group, the 16 rows
//! take two partial sums of its members each, combine them, and share the members again to scale
//! them.
#pragma once

#include "inferno/update/stage.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

inline Index rows_wanted(FoldParts const&) { return 1; }
inline Index rows_wanted(ApplyUpdate const&) { return 1; }
inline Index rows_wanted(ClampParameter const&) { return 1; }
inline Index rows_wanted(ZeroDiagonal const&) { return 1; }
inline Index rows_wanted(NormalizeParameter const&) { return block_rows; }

__device__ inline void run(FoldParts const& stage, Tile tile)
{
    Index const i = tile.element();
    if (tile.there && i < stage.elements) {
        stage.folded[i] = reduce_parts(stage.parts, stage.reduction, i);
    }
}

__device__ inline void run(ApplyUpdate const& stage, Tile tile)
{
    Index const i = tile.element();
    if (tile.there && i < stage.elements) { stage.parameter[i] = stage.next(i); }
}

__device__ inline void run(ClampParameter const& stage, Tile tile)
{
    Index const i = tile.element();
    if (tile.there && i < stage.elements) {
        stage.parameter[i] = clamped(stage.rule, stage.parameter[i]);
    }
}

__device__ inline void run(ZeroDiagonal const& stage, Tile tile)
{
    Index const i = tile.element();
    if (tile.there && i < stage.rows) { stage.parameter[i * stage.rows + i] = 0; }
}

//! Sum of norm terms over partials [first, first + count) of the members.
__device__ inline Real sum_norm_terms(NormalizeParameter const& stage,
                                      Real const* group,
                                      int first,
                                      int count)
{
    OrderedSum sum;
    for (int p = 0; p < count; ++p) {
        for (Index word = (first + p) * word_bits; word < stage.members;
             word += sum_partials * word_bits) {
            Index const end = word + word_bits < stage.members ? word + word_bits : stage.members;
            for (Index m = word; m < end; ++m) {
                sum.add(p, norm_term(group[m * stage.member_stride], stage.order));
            }
        }
    }
    return sum.total();
}

__device__ inline void run(NormalizeParameter const& stage, Tile tile)
{
    constexpr int partials = sum_partials / block_rows;
    Index const g          = tile.element();
    bool const inside      = g < stage.groups;
    Real* const group      = stage.parameter + (inside ? g : 0) * stage.group_stride;
    Real sum = inside ? sum_norm_terms(stage, group, tile.row * partials, partials) : Real{0};
    sum      = combine_parts(sum, block_rows);
    if (!inside) { return; }
    Real const norm = norm_of_sum(sum, stage.order);
    for (Index m = tile.row; m < stage.members; m += tile.rows) {
        Real& value = group[m * stage.member_stride];
        value       = normalized(stage, value, norm);
    }
}

}  // namespace inferno::cuda
