//! mapping on CUDA. Dense: lane = target, a row takes one sample, or, where samples are few, some
//! of its 32 partial sums. The row lists the sources that spiked in shared memory, in the order in
//! which they are summed; then each lane gathers its column of weights for listed sources, eight
//! loads in flight. The weights of one source for 32 targets are one line of memory, and silent
//! sources are never read.
#pragma once

#include "inferno/mapping/stage.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

//! A dense mapping keeps its block's rows together, for they may have to combine their sums.
inline Index rows_wanted(DenseMapping const& stage)
{
    return stage.spikes.batch < block_rows ? block_rows : stage.spikes.batch;
}
inline Index rows_wanted(DirectMapping const& stage) { return stage.spikes.batch; }

//! Rows that share a sample: a power of two, 1 where there are as many samples as rows.
__device__ inline int parts_of_sample(Index batch)
{
    int parts = block_rows;
    while (parts > 1 && batch * parts > block_rows) {
        parts /= 2;
    }
    return parts;
}

//! The weighted sum of one sample's spikes for the 32 targets of a row, over some partials.
class SpikeGather {
  public:
    __device__ SpikeGather(DenseMapping const& stage,
                           Index target,
                           int first_partial,
                           std::uint32_t* list)
        : stage_(stage), target_(target), first_partial_(first_partial), list_(list)
    {
    }

    //! Takes the spikes of word w; the words must come in the order of summation.
    __device__ void take(SpikeWord word, Index w, int lane)
    {
        if (bit_of(word, lane)) {
            int const before        = __popc(word & ((SpikeWord{1} << lane) - 1));
            list_[listed_ + before] = static_cast<std::uint32_t>(w * word_bits + lane);
        }
        listed_ += __popc(word);
        if (listed_ > list_size - word_bits) { add_listed(); }
    }

    __device__ Real total()
    {
        add_listed();
        return sum_.total();
    }

    static constexpr int list_size = 128;

  private:
    static constexpr int in_flight = 8;

    __device__ void add_listed()
    {
        __syncwarp(all_lanes);
        for (int first = 0; first < listed_; first += in_flight) {
            Real weight[in_flight];
#pragma unroll
            for (int k = 0; k < in_flight; ++k) {
                weight[k] = 0;
                if (first + k < listed_ && target_ < stage_.targets) {
                    weight[k] = stage_.weight[list_[first + k] * stage_.targets + target_];
                }
            }
#pragma unroll
            for (int k = 0; k < in_flight; ++k) {
                if (first + k < listed_) {
                    sum_.add(partial_of(list_[first + k]), stage_.per_spike_na * weight[k]);
                }
            }
        }
        listed_ = 0;
        __syncwarp(all_lanes);
    }

    __device__ int partial_of(std::uint32_t source) const
    {
        return static_cast<int>(source / word_bits % sum_partials) - first_partial_;
    }

    DenseMapping const& stage_;
    Index target_;
    int first_partial_;
    std::uint32_t* list_;  //!< of this row
    int listed_ = 0;
    OrderedSum sum_;
};

//! Sum over partials [first, first + count) of one sample. Word (p, j), the j-th of partial p, is
//! word p + 32 j of the row; 32 of them are looked at together, and only those with spikes are
//! taken.
__device__ inline Real sum_partials_of(DenseMapping const& stage,
                                       Index sample,
                                       Index target,
                                       int first,
                                       int count,
                                       std::uint32_t* list,
                                       int lane)
{
    SpikeWord const* const row = stage.spikes.row(sample);
    auto const words           = static_cast<std::uint32_t>(stage.spikes.row_words());
    std::uint32_t const depth  = (words + sum_partials - 1) / sum_partials;  // words of a partial
    std::uint32_t const end    = static_cast<std::uint32_t>(first + count) * depth;
    SpikeGather gather(stage, target, first, list);
    for (std::uint32_t start = static_cast<std::uint32_t>(first) * depth; start < end;
         start += tile_elements) {
        std::uint32_t const entry = start + static_cast<std::uint32_t>(lane);
        std::uint32_t const p     = entry / depth;
        std::uint32_t const w     = p + sum_partials * (entry - p * depth);
        SpikeWord const word      = (entry < end && w < words) ? row[w] : 0;
        for (unsigned some = __ballot_sync(all_lanes, word != 0); some != 0; some &= some - 1) {
            int const from = lowest_bit(some);
            gather.take(__shfl_sync(all_lanes, word, from), __shfl_sync(all_lanes, w, from), lane);
        }
    }
    return gather.total();
}

__device__ inline void run(DenseMapping const& stage, Tile tile)
{
    __shared__ std::uint32_t lists[block_rows][SpikeGather::list_size];
    std::uint32_t* const list = lists[threadIdx.y];
    Index const batch         = stage.spikes.batch;
    Index const target        = tile.element();
    int const parts           = parts_of_sample(batch);
    int const partials        = sum_partials / parts;
    int const part            = tile.row % parts;
    for (Index first = 0; first < batch; first += tile.rows / parts) {
        Index const sample = first + tile.row / parts;
        Real sum           = 0;
        if (sample < batch) {
            sum =
                sum_partials_of(stage, sample, target, part * partials, partials, list, tile.lane);
        }
        if (parts > 1) { sum = combine_parts(sum, parts); }
        if (sample < batch && part == 0 && target < stage.targets) {
            stage.output[sample * stage.targets + target] =
                stage.bias != nullptr ? sum + stage.bias[target] : sum;
        }
    }
}

__device__ inline void run(DirectMapping const& stage, Tile tile)
{
    Index const elements = stage.spikes.elements;
    Index const n        = tile.element();
    if (!tile.there || n >= elements) { return; }
    Real const weight  = stage.weight[n];
    Real const resting = stage.bias != nullptr ? stage.bias[n] : Real{0};
    for (Index b = tile.row; b < stage.spikes.batch; b += tile.rows) {
        bool const spiked              = bit_of(stage.spikes.row(b)[tile.number], tile.lane);
        stage.output[b * elements + n] = spiked ? stage.per_spike_na * weight + resting : resting;
    }
}

}  // namespace inferno::cuda
