//! learn on CUDA. Dense STDP: the 32 sources of a tile meet all targets. A row takes four sources
//! and a word of 32 targets at a time (lane = target): lane b first reads both words of spikes in
//! sample b, and ballots turn them into "the samples in which this source spiked" and "the samples
//! in which any of these targets spiked", so that only those samples are read. Weights are read and
//! written once, coalesced over the targets, and only where a source or a target spiked.
#pragma once

#include "inferno/learn/stage.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

inline constexpr int sources_at_once = 4;
inline constexpr int source_groups   = tile_elements / sources_at_once;

inline Index rows_wanted(StdpDense const& stage)
{
    return words_for(stage.view.post.spikes.elements) * source_groups;
}
inline Index rows_wanted(StdpDenseUpdate const& stage)
{
    return words_for(stage.view.post.spikes.elements) * source_groups;
}
inline Index rows_wanted(StdpDirect const&) { return 1; }

//! Word w of the spikes in the sample of this lane; samples start at `first`.
__device__ inline SpikeWord word_of_lane(SpikeView const& spikes, Index first, Index w, int lane)
{
    return first + lane < spikes.batch ? spikes.row(first + lane)[w] : 0;
}

//! What one source and one target have to tell each other.
struct Pair {
    Index source, target;
    Real post, pre;  //!< terms of StdpView
    bool touched;    //!< either spiked in some sample
};

//! The words of spikes in 32 samples, one sample a lane.
struct PairWords {
    SpikeWord pre, post;
    __device__ PairWords(StdpView const& view, Index first_sample, Tile tile, Index target_word)
        : pre(word_of_lane(view.pre.spikes, first_sample, tile.number, tile.lane)),
          post(word_of_lane(view.post.spikes, first_sample, target_word, tile.lane))
    {
    }
};

//! Adds the terms of 32 samples for source `bit` of the tile.
__device__ inline void add_samples(StdpView const& view,
                                   Index first_sample,
                                   Pair const& pair,
                                   PairWords words,
                                   int bit,
                                   BatchSum& post,
                                   BatchSum& pre)
{
    int const lane      = static_cast<int>(threadIdx.x);
    Index const sources = view.pre.spikes.elements;
    Index const targets = view.post.spikes.elements;
    for (unsigned some = __ballot_sync(all_lanes, words.post != 0); some != 0; some &= some - 1) {
        int const b           = lowest_bit(some);
        Real const trace      = view.pre.values[(first_sample + b) * sources + pair.source];
        SpikeWord const fired = __shfl_sync(all_lanes, words.post, b);
        if (bit_of(fired, lane)) { post.add(view.reduction, trace); }
    }
    for (unsigned some = __ballot_sync(all_lanes, bit_of(words.pre, bit)); some != 0;
         some &= some - 1) {
        int const b = lowest_bit(some);
        if (pair.target < targets) {
            pre.add(view.reduction, view.post.values[(first_sample + b) * targets + pair.target]);
        }
    }
}

//! Calls change(pair) for every source of the tile and every target.
template <class Change>
__device__ void for_each_pair(StdpView const& view, Tile tile, Change const& change)
{
    if (!tile.there) { return; }
    Index const batch        = view.pre.spikes.batch;
    Index const sources      = view.pre.spikes.elements;
    Index const targets      = view.post.spikes.elements;
    Index const target_words = words_for(targets);
    for (Index unit = tile.row; unit < target_words * source_groups; unit += tile.rows) {
        int const group         = static_cast<int>(unit / target_words);
        Index const target_word = unit - group * target_words;
        PairWords words(view, 0, tile, target_word);
#pragma unroll 1
        for (int bit = group * sources_at_once; bit < (group + 1) * sources_at_once; ++bit) {
            Pair pair{tile.number * tile_elements + bit,
                      target_word * word_bits + tile.lane,
                      0,
                      0,
                      false};
            if (pair.source >= sources) { break; }
            BatchSum post, pre;
            for (Index first = 0; first < batch; first += tile_elements) {
                if (batch > tile_elements) { words = PairWords(view, first, tile, target_word); }
                add_samples(view, first, pair, words, bit, post, pre);
            }
            pair.touched = post.seen + pre.seen > 0;
            pair.post    = post.total(view.reduction, batch);
            pair.pre     = pre.total(view.reduction, batch);
            if (pair.target < targets) { change(pair); }
        }
    }
}

__device__ inline void run(StdpDense const& stage, Tile tile)
{
    StdpSigns const signs = stage.view.signs;
    Index const targets   = stage.view.post.spikes.elements;
    Real* const pos       = stage.pos;
    Real* const neg       = stage.neg;
    bool const lateral    = stage.lateral;
    for_each_pair(stage.view, tile, [=](Pair const& pair) {
        bool const self = lateral && pair.source == pair.target;
        Index const at  = pair.source * targets + pair.target;
        if (pos != nullptr) { pos[at] = self ? Real{0} : potentiating(signs, pair.post, pair.pre); }
        if (neg != nullptr) { neg[at] = self ? Real{0} : depressing(signs, pair.post, pair.pre); }
    });
}

__device__ inline void run(StdpDenseUpdate const& stage, Tile tile)
{
    StdpSigns const signs = stage.view.signs;
    Index const targets   = stage.view.post.spikes.elements;
    for_each_pair(stage.view, tile, [&stage, signs, targets](Pair const& pair) {
        if (!pair.touched || (stage.lateral && pair.source == pair.target)) { return; }
        Real* const weight = stage.weight + pair.source * targets + pair.target;
        *weight            = updated(stage.rule,
                          *weight,
                          potentiating(signs, pair.post, pair.pre),
                          depressing(signs, pair.post, pair.pre));
    });
}

__device__ inline void run(StdpDirect const& stage, Tile tile)
{
    StdpView const& view = stage.view;
    Index const elements = view.pre.spikes.elements;
    Index const batch    = view.pre.spikes.batch;
    Index const n        = tile.element();
    if (!tile.there || n >= elements) { return; }
    BatchSum post, pre;
    for (Index b = 0; b < batch; ++b) {
        Index const at = b * elements + n;
        if (bit_of(view.post.spikes.row(b)[tile.number], tile.lane)) {
            post.add(view.reduction, view.pre.values[at]);
        }
        if (bit_of(view.pre.spikes.row(b)[tile.number], tile.lane)) {
            pre.add(view.reduction, view.post.values[at]);
        }
    }
    Real const post_term = post.total(view.reduction, batch);
    Real const pre_term  = pre.total(view.reduction, batch);
    if (stage.pos != nullptr) { stage.pos[n] = potentiating(view.signs, post_term, pre_term); }
    if (stage.neg != nullptr) { stage.neg[n] = depressing(view.signs, post_term, pre_term); }
}

}  // namespace inferno::cuda
