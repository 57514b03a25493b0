//! learn on CUDA, rules at spikes on dense connections: the 32 sources of a tile meet all targets.
//! A row takes four sources and a word of 32 targets at a time (lane = target): lane b first reads
//! both words of spikes in sample b, and ballots turn them into "the samples in which this source
//! spiked" and "the samples in which any of these targets spiked", so that only those samples are
//! read. Weights are read and written once, coalesced over the targets, and only where a source or
//! a target spiked; eligibilities, which fade everywhere, are read and written once as well.
#pragma once

#include "inferno/learn/dense_stage.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

inline constexpr int sources_at_once = 4;
inline constexpr int source_groups   = tile_elements / sources_at_once;

inline Index rows_for(SpikeRule const& rule)
{
    return words_for(rule.post.seen.spikes.elements) * source_groups;
}
inline Index rows_wanted(StdpDense const& stage) { return rows_for(stage.rule); }
inline Index rows_wanted(StdpDenseUpdate const& stage) { return rows_for(stage.rule); }
inline Index rows_wanted(EligibilityDense const& stage) { return rows_for(stage.rule); }
inline Index rows_wanted(EligibilityDenseUpdate const& stage)
{
    return rows_for(stage.memory.rule);
}

//! Word w of the spikes in the sample of this lane; samples start at `first`.
__device__ inline SpikeWord word_of_lane(SpikeView const& spikes, Index first, Index w, int lane)
{
    return first + lane < spikes.batch ? spikes.row(first + lane)[w] : 0;
}

//! How terms are added up: as a rule says, or plainly, by side, for eligibilities.
enum class Adding { by_rule, by_side };

//! Sums of both sides or, under rewards of samples, of both directions.
struct TermSums {
    BatchSum post_or_up, pre_or_down;

    __device__ bool any() const { return post_or_up.seen + pre_or_down.seen > 0; }
    template <Adding adding, class Rule>
    __device__ void add(Rule const& rule, Index sample, bool is_post, bool potentiates, Real term)
    {
        bool const directed = adding == Adding::by_rule && rule.reward.of_sample;
        bool const up       = directed ? potentiates != rule.reward.inverts(sample) : is_post;
        if (directed) { term *= rule.reward.size(sample); }
        BatchReduction const reduction =
            adding == Adding::by_rule ? rule.reduction : BatchReduction::sum;
        if (up) {
            post_or_up.add(reduction, term);
        } else {
            pre_or_down.add(reduction, term);
        }
    }
};

//! What one source and one target have to tell each other.
struct Pair {
    int source, target;  //!< in 32 bits: registers are scarce
    TermSums sums;

    __device__ bool touched() const { return sums.any(); }
};

//! The words of spikes in 32 samples, one sample a lane.
struct PairWords {
    SpikeWord pre, post;
    __device__ PairWords(SpikeRule const& rule, Index first_sample, Tile tile, Index target_word)
        : pre(word_of_lane(rule.pre.seen.spikes, first_sample, tile.number, tile.lane)),
          post(word_of_lane(rule.post.seen.spikes, first_sample, target_word, tile.lane))
    {
    }
};

//! Adds the terms at target spikes in 32 samples.
template <Adding adding>
__device__ void add_target_spikes(SpikeRule const& rule,
                                  int first_sample,
                                  PairWords words,
                                  Pair& pair)
{
    int const lane      = static_cast<int>(threadIdx.x);
    Index const sources = rule.pre.seen.spikes.elements;
    Index const targets = rule.post.seen.spikes.elements;
    for (unsigned some = __ballot_sync(all_lanes, words.post != 0); some != 0; some &= some - 1) {
        Index const b         = first_sample + lowest_bit(some);
        Real const trace      = rule.pre.seen.values[b * sources + pair.source];
        SpikeWord const fired = __shfl_sync(all_lanes, words.post, lowest_bit(some));
        if (bit_of(fired, lane)) {
            Real const weight = rule.post.weight_of_spike(b * targets + pair.target);
            pair.sums.add<adding>(rule, b, true, rule.signs.post_potentiates, weight * trace);
        }
    }
}

//! The same at the spikes of source `bit` of the tile.
template <Adding adding>
__device__ void add_source_spikes(
    SpikeRule const& rule, int first_sample, PairWords words, int bit, Pair& pair)
{
    Index const sources = rule.pre.seen.spikes.elements;
    Index const targets = rule.post.seen.spikes.elements;
    for (unsigned some = __ballot_sync(all_lanes, bit_of(words.pre, bit)); some != 0;
         some &= some - 1) {
        Index const b = first_sample + lowest_bit(some);
        if (pair.target < targets) {
            Real const weight = rule.pre.weight_of_spike(b * sources + pair.source);
            Real const trace  = rule.post.seen.values[b * targets + pair.target];
            pair.sums.add<adding>(rule, b, false, rule.signs.pre_potentiates, weight * trace);
        }
    }
}

//! Adds all terms of a pair: those at target spikes in all samples, then those at source spikes.
//! Up to 32 samples have their words in `words` already.
template <Adding adding>
__device__ void add_spikes(
    SpikeRule const& rule, Tile tile, int target_word, PairWords words, int bit, Pair& pair)
{
    auto const batch = static_cast<int>(rule.pre.seen.spikes.batch);
    for (int first = 0; first < batch; first += tile_elements) {
        if (batch > tile_elements) { words = PairWords(rule, first, tile, target_word); }
        add_target_spikes<adding>(rule, first, words, pair);
    }
    for (int first = 0; first < batch; first += tile_elements) {
        if (batch > tile_elements) { words = PairWords(rule, first, tile, target_word); }
        add_source_spikes<adding>(rule, first, words, bit, pair);
    }
}

//! Calls change(pair) for every source of the tile and every target.
template <Adding adding, class Change>
__device__ void for_each_pair(SpikeRule const& rule, Tile tile, Change const& change)
{
    if (!tile.there) { return; }
    auto const sources     = static_cast<int>(rule.pre.seen.spikes.elements);
    auto const targets     = static_cast<int>(rule.post.seen.spikes.elements);
    int const target_words = static_cast<int>(words_for(targets));
    auto const first       = static_cast<int>(tile.number) * tile_elements;
    for (int unit = tile.row; unit < target_words * source_groups; unit += tile.rows) {
        int const group       = unit / target_words;
        int const target_word = unit - group * target_words;
        PairWords const words(rule, 0, tile, target_word);
#pragma unroll 1
        for (int bit = group * sources_at_once; bit < (group + 1) * sources_at_once; ++bit) {
            Pair pair{first + bit, target_word * static_cast<int>(word_bits) + tile.lane, {}};
            if (pair.source >= sources) { break; }
            add_spikes<adding>(rule, tile, target_word, words, bit, pair);
            if (pair.target < targets) { change(pair); }
        }
    }
}

//! Terms that potentiate: of two in every sample or, without rewards of samples, of one side.
template <class Rule>
__device__ int terms_up(Rule const& rule)
{
    return static_cast<int>(rule.reward.of_sample
                                ? potentiating_terms(rule.signs, rule.reward, rule.batch())
                                : rule.batch());
}

//! What sums over the batch propose.
template <class Rule>
__device__ Change change_of(Rule const& rule, TermSums const& sums, int up)
{
    int const batch        = static_cast<int>(rule.batch());
    int const down         = rule.reward.of_sample ? 2 * batch - up : batch;
    Real const post_or_up  = up > 0 ? sums.post_or_up.total(rule.reduction, up) : Real{0};
    Real const pre_or_down = down > 0 ? sums.pre_or_down.total(rule.reduction, down) : Real{0};
    if (rule.reward.of_sample) { return {post_or_up, pre_or_down}; }
    return change_of_batch<true>(rule.signs, BatchReduction::sum, rule.reward, 1, [&](Index) {
        return SpikeTerms{post_or_up, pre_or_down};
    });
}

//! Calls apply(pair, change) likewise.
template <class Apply>
__device__ void for_each_change(SpikeRule const& rule, Tile tile, Apply const& apply)
{
    int const up = terms_up(rule);
    for_each_pair<Adding::by_rule>(rule, tile, [&rule, &apply, up](Pair const& pair) {
        apply(pair, change_of(rule, pair.sums, up));
    });
}

__device__ inline void run(StdpDense const& stage, Tile tile)
{
    Index const targets = stage.rule.post.seen.spikes.elements;
    for_each_change(stage.rule, tile, [&stage, targets](Pair const& pair, Change change) {
        if (stage.lateral && pair.source == pair.target) { change = {}; }
        Index const at = pair.source * targets + pair.target;
        if (stage.pos != nullptr) { stage.pos[at] = change.pos; }
        if (stage.neg != nullptr) { stage.neg[at] = change.neg; }
    });
}

__device__ inline void run(StdpDenseUpdate const& stage, Tile tile)
{
    Index const targets = stage.rule.post.seen.spikes.elements;
    for_each_change(stage.rule, tile, [&stage, targets](Pair const& pair, Change change) {
        if (!pair.touched() || (stage.lateral && pair.source == pair.target)) { return; }
        Real* const weight = stage.weight + pair.source * targets + pair.target;
        *weight            = updated(stage.update, *weight, change.pos, change.neg);
    });
}

//! Calls use(weight, pair, eligibilities) once these hold the terms of this step.
template <class Use>
__device__ void for_each_eligibility(EligibilityDense const& stage, Tile tile, Use const& use)
{
    Index const targets = stage.rule.post.seen.spikes.elements;
    for_each_pair<Adding::by_side>(stage.rule, tile, [&](Pair const& pair) {
        Index const at = pair.source * targets + pair.target;
        SpikeTerms const z{
            stage.decay * stage.state.post[at] + stage.gain * pair.sums.post_or_up.value,
            stage.decay * stage.state.pre[at] + stage.gain * pair.sums.pre_or_down.value};
        stage.state.post[at] = z.post;
        stage.state.pre[at]  = z.pre;
        use(at, pair, z);
    });
}

__device__ inline void run(EligibilityDense const& stage, Tile tile)
{
    for_each_eligibility(stage, tile, [](Index, Pair const&, SpikeTerms) {});
}

__device__ inline void run(EligibilityDenseUpdate const& stage, Tile tile)
{
    EligibilityRule const rewarded = stage.memory.rewarded();
    for_each_eligibility(stage.memory, tile, [&](Index at, Pair const& pair, SpikeTerms z) {
        if (stage.lateral && pair.source == pair.target) { return; }
        Change const change = rewarded.change_of_sums(z);
        stage.weight[at]    = updated(stage.update, stage.weight[at], change.pos, change.neg);
    });
}

}  // namespace inferno::cuda
