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
    auto const members  = static_cast<std::uint32_t>(stage.all_members());
    constexpr auto bits = static_cast<std::uint32_t>(word_bits);
    OrderedSum sum;
    for (int p = 0; p < count; ++p) {
        for (std::uint32_t word = static_cast<std::uint32_t>(first + p) * bits; word < members;
             word += sum_partials * bits) {
            std::uint32_t const end = word + bits < members ? word + bits : members;
            for (std::uint32_t m = word; m < end; ++m) {
                sum.add(p, norm_term(group[stage.member(m)], stage.order));
            }
        }
    }
    return sum.total();
}

//! The largest magnitude among every rows-th member.
__device__ inline Real largest_magnitude(NormalizeParameter const& stage, Real const* group)
{
    auto const members = static_cast<std::uint32_t>(stage.all_members());
    Real largest       = 0;
    for (std::uint32_t m = threadIdx.y; m < members; m += block_rows) {
        Real const value = group[stage.member(m)];
        Real const size  = value < 0 ? -value : value;
        largest          = size > largest ? size : largest;
    }
    return largest;
}

//! The norm of a lane's group, from what the 16 rows of its tile find. For all threads of the
//! block; `inside` is false for lanes without a group.
__device__ inline Real norm_of_group(NormalizeParameter const& stage,
                                     Real const* group,
                                     bool inside,
                                     Tile tile)
{
    constexpr int partials = sum_partials / block_rows;
    if (takes_largest(stage)) {
        return largest_of_rows(inside ? largest_magnitude(stage, group) : Real{0});
    }
    Real const sum = inside ? sum_norm_terms(stage, group, tile.row * partials, partials) : Real{0};
    return norm_of_sum(combine_parts(sum, block_rows), stage.order);
}

__device__ inline void run(NormalizeParameter const& stage, Tile tile)
{
    Index const g     = tile.element();
    bool const inside = g < stage.all_groups();
    Real* const group = stage.group(static_cast<std::uint32_t>(inside ? g : 0));
    Real const norm   = norm_of_group(stage, group, inside, tile);
    if (!inside) { return; }
    auto const members = static_cast<std::uint32_t>(stage.all_members());
    for (std::uint32_t m = threadIdx.y; m < members; m += block_rows) {
        Real& value = group[stage.member(m)];
        value       = normalized(stage, value, norm);
    }
}

}  // namespace inferno::cuda
