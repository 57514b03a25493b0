//! What a block works on, and the warp and block primitives of all stages.
//!
//! A block is 32 x block_rows threads: a row is a warp, and its lanes are the 32 elements of a
//! tile (or 32 neighbours of the other axis). The rows that share a tile split its samples, its
//! partial sums or its targets among them.
#pragma once

#include "inferno/core/sum.hpp"
#include "inferno/core/types.hpp"

#include "cuda/stage/records.hpp"

namespace inferno::cuda {

inline constexpr unsigned all_lanes = 0xFFFFFFFFu;

//! 32 elements of a stage's extent, as one thread sees them.
struct Tile {
    Index number;  //!< word of the elements' spikes
    bool there;    //!< false: past the last tile, nothing to do but to meet the others at barriers
    int lane;
    int row, rows;  //!< this thread's row among all rows that share the tile

    __device__ Index element() const { return number * tile_elements + lane; }
};

//! Position of the lowest set bit; `word` is not 0.
__device__ inline int lowest_bit(SpikeWord word) { return __ffs(static_cast<int>(word)) - 1; }

__device__ inline bool bit_of(SpikeWord word, int bit) { return ((word >> bit) & 1U) != 0; }

//! Bit l of every lane's word, at the bit of the lane that held it. For all lanes of a warp.
__device__ inline SpikeWord transposed(SpikeWord word, int lane)
{
    SpikeWord low = 0x0000FFFFu;  // columns that stay in lanes without bit `width`
#pragma unroll
    for (int width = 16; width > 0; width /= 2) {
        SpikeWord const other = __shfl_xor_sync(all_lanes, word, width);
        word                  = (lane & width) == 0 ? (word & low) | (other & low) << width
                                                    : (word & ~low) | (other & ~low) >> width;
        low ^= low << (width / 2);
    }
    return word;
}

//! A sum in the order of core/sum.hpp, kept in registers: inferno::PartialTree with all positions
//! known to the compiler. Partials that get nothing are passed over: adding their +0 changes no
//! bit, for a sum that starts from +0 never becomes -0.
class OrderedSum {
  public:
    //! Adds x to partial p < 32; p never falls from one call to the next.
    __device__ void add(int p, Real x)
    {
        if (p != partial_number_) { close(p); }
        partial_ += x;
    }

    __device__ Real total()
    {
        close(sum_partials);
        return left_[levels - 1];
    }

  private:
    static constexpr int levels = 6;

    //! Finishes the current partial and all before `next`. Level k of the tree holds the sum of a
    //! left child of 2^k partials that waits for its right sibling, or 0 where that was passed
    //! over.
    __device__ void close(int next)
    {
        Real sum    = partial_;
        bool placed = false;
#pragma unroll
        for (int level = 0; level < levels; ++level) {
            bool const is_right     = ((partial_number_ >> level) & 1) != 0;
            bool const parent_stays = (partial_number_ >> (level + 1)) == (next >> (level + 1));
            if (placed) { continue; }
            if (is_right) { sum = left_[level] + sum; }
            placed       = !is_right && parent_stays;
            left_[level] = placed ? sum : Real{0};
        }
        partial_        = 0;
        partial_number_ = next;
    }

    Real left_[levels]  = {};
    Real partial_       = 0;
    int partial_number_ = 0;
};

//! What each row of the block found, for the others to read. For all threads of the block.
__device__ inline Real const* found_by_rows(Real found)
{
    __shared__ Real of_row[block_rows][tile_elements];
    __syncthreads();  // what was there before has been read
    of_row[threadIdx.y][threadIdx.x] = found;
    __syncthreads();
    return &of_row[0][threadIdx.x];
}

//! Combines what `parts` neighbouring rows of the block summed, each 32 / parts neighbouring
//! partials; every one of these rows gets the total. For all threads of the block.
__device__ inline Real combine_parts(Real part, int parts)
{
    Real const* const of_row = found_by_rows(part);
    int const row            = static_cast<int>(threadIdx.y);
    int const first          = row - row % parts;
    OrderedSum whole;
    for (int p = 0; p < parts; ++p) {
        whole.add(p, of_row[(first + p) * tile_elements]);
    }
    return whole.total();
}

//! The largest of what the rows of the block found. For all threads of the block.
__device__ inline Real largest_of_rows(Real found)
{
    Real const* const of_row = found_by_rows(found);
    Real largest             = 0;
    for (int row = 0; row < block_rows; ++row) {
        Real const other = of_row[row * tile_elements];
        largest          = other > largest ? other : largest;
    }
    return largest;
}

}  // namespace inferno::cuda
