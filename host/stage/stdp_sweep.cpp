#include "stdp_sweep.hpp"

#include <algorithm>

namespace inferno::host {
namespace {

//! Swaps rows and columns of a 32 x 32 bit matrix by halves: Warren, "Hacker's Delight", section
//! 7-3, with bit 0 as the first column.
void transpose_bits(SpikeWord* square)
{
    SpikeWord mask = 0x0000FFFFU;
    for (int half = 16; half != 0; half >>= 1, mask ^= mask << half) {
        for (int block = 0; block < word_bits; block += 2 * half) {
            for (int k = block; k < block + half; ++k) {
                SpikeWord const swap = ((square[k] >> half) ^ square[k + half]) & mask;
                square[k] ^= swap << half;
                square[k + half] ^= swap;
            }
        }
    }
}

}  // namespace

void TouchedTargets::find(SpikeView const& post)
{
    targets.clear();
    samples.clear();
    events.clear();
    rank_of.assign(static_cast<std::size_t>(post.elements), -1);
    for (Index b = 0; b < post.batch; ++b) {
        for_each_spike(post.row(b), {0, post.elements}, [&](Index o) {
            Index& rank      = rank_of[static_cast<std::size_t>(o)];
            bool const first = rank < 0;
            if (first) {
                rank = std::ssize(targets);
                targets.push_back(o);
                samples.push_back(0);
            }
            ++samples[static_cast<std::size_t>(rank)];
            events.push_back({rank, b, first});
        });
    }
}

void SourceSamples::find(SpikeView const& pre, Slice slice)
{
    first_              = slice.begin / word_bits * word_bits;
    batch_words_        = words_for(pre.batch);
    Index const columns = words_for(slice.end) - first_ / word_bits;
    masks_.resize(static_cast<std::size_t>(columns * word_bits * batch_words_));
    for (Index c = 0; c < columns; ++c) {
        for (Index v = 0; v < batch_words_; ++v) {
            SpikeWord square[word_bits] = {};
            Index const rows            = std::min(word_bits, pre.batch - v * word_bits);
            for (Index b = 0; b < rows; ++b) {
                square[b] = pre.row(v * word_bits + b)[first_ / word_bits + c];
            }
            transpose_bits(square);
            for (Index i = 0; i < word_bits; ++i) {
                masks_[static_cast<std::size_t>((c * word_bits + i) * batch_words_ + v)] =
                    square[i];
            }
        }
    }
}

Index SourceSamples::list(Index i, Index* samples) const
{
    Index count = 0;
    for (Index v = 0; v < batch_words_; ++v) {
        SpikeWord mask = masks_[static_cast<std::size_t>((i - first_) * batch_words_ + v)];
        for (; mask != 0; mask &= mask - 1) {
            samples[count++] = v * word_bits + std::countr_zero(mask);
        }
    }
    return count;
}

}  // namespace inferno::host
