//! mapping by windows on CUDA: lane = target (a filter at the tile's position). Rows split the
//! samples and, where a window has many taps, its partial sums: a row takes two neighbouring
//! partials.
#pragma once

#include "inferno/mapping/windows.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

//! The targets of a tile and the taps of a row.
struct WindowTile {
    Index position, filter;
    bool inside;  //!< the filter exists
    int parts;    //!< rows that share a sample
    int part;     //!< which of them this row is
    Index words;  //!< of taps

    __device__ WindowTile(WindowWeights const& map, Tile tile)
        : words(words_for(map.windows.taps()))
    {
        Index const filter_words = map.filter_words();
        position                 = tile.number / filter_words;
        filter                   = (tile.number - position * filter_words) * word_bits + tile.lane;
        inside                   = filter < map.filters;
        parts                    = parts_of(words);
        part                     = tile.row % parts;
    }

    //! Rows for two partials each, as many as there are with any taps; a power of two.
    __host__ __device__ static int parts_of(Index words)
    {
        int parts = 1;
        while (parts < sum_partials / 2 && 2 * parts < words) {
            parts *= 2;
        }
        return parts;
    }

    //! Calls take(w) for the words of one partial.
    template <class Take>
    __device__ void for_each_word(int partial, Take const& take) const
    {
        for (Index w = partial; w < words; w += sum_partials) {
            take(w);
        }
    }
};

//! Enough rows for `groups` groups of samples, and whole blocks.
inline Index window_rows(WindowWeights const& map, Index groups)
{
    Index const rows = groups * WindowTile::parts_of(words_for(map.windows.taps()));
    return rows < block_rows ? block_rows : rows;
}

//! Writes the sums of samples [first, first + group) once the rows that share them have met.
//! `first_half` and `second_half` are the two partials of this row. For all threads of the block.
template <int group>
__device__ void finish_sums(WindowWeights const& map,
                            WindowTile const& window,
                            Index first,
                            Index batch,
                            Real const (&first_half)[group],
                            Real const (&second_half)[group])
{
#pragma unroll
    for (int g = 0; g < group; ++g) {
        Real sum = first_half[g] + second_half[g];
        if (window.parts > 1) { sum = combine_parts(sum, window.parts); }
        if (first + g < batch && window.part == 0 && window.inside) {
            map.output[map.output_at(first + g, window.filter, window.position)] =
                map.bias != nullptr ? sum + map.bias[window.filter] : sum;
        }
    }
}

//! Sums of all samples: add(window, first, partial, sums) adds one partial of samples [first, first
//! + group) to sums[]. For all threads of the block.
template <int group, class Add>
__device__ void sum_windows(WindowWeights const& map, Index batch, Tile tile, Add const& add)
{
    WindowTile const window(map, tile);
    Index const groups = (batch + group - 1) / group;
    Index const stride = tile.rows / window.parts;
    for (Index g = 0; g < groups; g += stride) {
        Index const first      = (g + tile.row / window.parts) * group;
        Real first_half[group] = {}, second_half[group] = {};
        if (first < batch && tile.there) {
            add(window, first, 2 * window.part, first_half);
            add(window, first, 2 * window.part + 1, second_half);
        }
        if (tile.there || window.parts > 1) {
            finish_sums(map, window, first, tile.there ? batch : 0, first_half, second_half);
        }
    }
}

}  // namespace inferno::cuda
