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

void TouchedTargets::find(SpikeRule const& rule, Index slots)
{
    SpikeView const& post = rule.post.seen.spikes;
    targets.clear();
    counts.clear();
    spikes.clear();
    rank_of.assign(static_cast<std::size_t>(post.elements), -1);
    for (Index b = 0; b < post.batch; ++b) {
        Real const reward = slots > 1 ? rule.reward.size(b) : 1;
        bool const down   = slots > 1 && rule.signs.post_potentiates == rule.reward.inverts(b);
        for_each_spike(post.row(b), {0, post.elements}, [&](Index o) {
            Index& rank = rank_of[static_cast<std::size_t>(o)];
            if (rank < 0) {
                rank = std::ssize(targets);
                targets.push_back(o);
                counts.resize(counts.size() + static_cast<std::size_t>(slots));
            }
            Index const slot  = rank * slots + (down ? 1 : 0);
            Index& count      = counts[static_cast<std::size_t>(slot)];
            Real const weight = rule.post.weight_of_spike(b * post.elements + o);
            spikes.push_back({slot, b, count == 0, weight, reward});
            ++count;
        });
    }
}

void SourceSamples::find(SpikeView const& pre, Slice slice)
{
    first_              = slice.begin / word_bits * word_bits;
    batch_words_        = words_for(pre.batch);
    Index const columns = words_for(slice.end) - first_ / word_bits;
    masks_.resize(static_cast<std::size_t>(columns * word_bits * batch_words_));
    spikes_.resize(static_cast<std::size_t>(2 * pre.batch));
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

SourceSpikes SourceSamples::of(SpikeRule const& rule, Index i, bool directed)
{
    Index const inputs            = rule.pre.seen.spikes.elements;
    Index const targets           = rule.post.seen.spikes.elements;
    SourceSpike* const first_up   = spikes_.data();
    SourceSpike* const first_down = first_up + rule.batch();
    SourceSpike *up = first_up, *down = first_down;
    for (Index v = 0; v < batch_words_; ++v) {
        SpikeWord mask = masks_[static_cast<std::size_t>((i - first_) * batch_words_ + v)];
        for (; mask != 0; mask &= mask - 1) {
            Index const b      = v * word_bits + std::countr_zero(mask);
            bool const falls   = directed && rule.signs.pre_potentiates == rule.reward.inverts(b);
            SourceSpike*& next = falls ? down : up;
            *next++            = {rule.post.seen.values + b * targets,
                                  rule.pre.weight_of_spike(b * inputs + i),
                       directed ? rule.reward.size(b) : 1};
        }
    }
    return {{first_up, up}, {first_down, down}};
}

}  // namespace inferno::host
