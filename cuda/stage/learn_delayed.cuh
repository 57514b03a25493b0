//! learn through delays on CUDA, rules at spikes on dense connections: a tile is 32 neighbouring
//! weights, most often of one source (lane = weight).
//!
//! A warp first looks at what may touch its weights: the records of their sources, and which of
//! their targets spiked in any sample (lane = sample). Where both are silent, nothing more is read:
//! no delay, no weight. Elsewhere a word of the record tells a weight in which of 32 samples a
//! spike arrives, and a transposed word of the targets in which its own target spiked. Each lane
//! visits the set bits alone, in the order of samples, so that terms are added up in the order of
//! the rule.
#pragma once

#include "inferno/learn/delayed_rule.hpp"

#include "cuda/stage/learn.cuh"

namespace inferno::cuda {

//! The weight of a lane, and where its tile begins.
struct RowWeight {
    Index number;
    int source, target;
    int first_source, first_target;
    bool there;

    __device__ RowWeight(WeightPairs const& pairs, Tile tile)
        : number(tile.element()), there(number < pairs.weights())
    {
        Index const first  = number - tile.lane;
        auto const targets = static_cast<int>(pairs.filters);
        first_source       = static_cast<int>(first / pairs.filters);
        first_target       = static_cast<int>(first - first_source * pairs.filters);
        int const along    = first_target + tile.lane;
        source             = first_source + along / targets;
        target             = along % targets;
    }
};

//! True where weights lie in rows of sources.
__device__ inline bool has_rows(WeightPairs const& pairs)
{
    return pairs.windows.whole != 0 && !pairs.direct;
}

//! True for bounds that surely make nothing of nothing, whatever the weight is.
__device__ inline bool keeps_nothing(Bound const& bound)
{
    return bound.kind == BoundKind::none || bound.kind == BoundKind::multiplicative ||
           bound.kind == BoundKind::sharp;
}
__device__ inline bool keeps_nothing(FullBound const& bound)
{
    return keeps_nothing(bound.upper) && keeps_nothing(bound.lower);
}

//! What 32 weights see of both sides. For all lanes of a warp.
class DelayedTile {
  public:
    __device__ DelayedTile(WeightPairs const& pairs, DelayedSpikeRule const& rule, Tile tile)
        : weight(pairs, tile), pairs_(pairs), rule_(rule), place_{rule.pre.past.slots, 0}
    {
        SpikeWord const spiked = spiked_targets();
        spikes_                = spiked != 0;
        arrives_               = may_arrive();
        if (weight.there && (arrives_ || bit_of(spiked, tile.lane))) {
            place_ = rule.pre.place(weight.number);
        }
    }

    //! The samples from `first` on, 32 at most, in which the lane's target spiked.
    __device__ SpikeWord target_spikes(Index first) const
    {
        if (!spikes_) { return 0; }
        Index const sample    = first + threadIdx.x;
        SpikeWord const fired = sample < rule_.batch() ? targets_in(sample) : 0;
        SpikeWord const own   = transposed(fired, static_cast<int>(threadIdx.x));
        return weight.there ? own : 0;
    }
    //! Those in which a spike arrives at the lane's weight.
    __device__ SpikeWord arrivals(Index first) const
    {
        if (!arrives_ || !weight.there) { return 0; }
        return rule_.pre.past.row(first / word_bits, weight.source)[place_.slot];
    }
    __device__ Real target_term(Index sample) const
    {
        Index const o = sample * rule_.post.outputs + weight.target;
        return rule_.post.weight_of_spike(o) * rule_.pre.trace(place_, at(sample));
    }
    __device__ Real source_term(Index sample) const
    {
        Index const o = sample * rule_.post.outputs + weight.target;
        return rule_.pre.weight_of_spike(place_, at(sample)) * rule_.post.trace[o];
    }

    //! The terms of all samples.
    template <Adding adding>
    __device__ TermSums sums() const
    {
        TermSums found;
        for (Index first = 0; spikes_ && first < rule_.batch(); first += tile_elements) {
            for (SpikeWord some = target_spikes(first); some != 0; some &= some - 1) {
                Index const b = first + lowest_bit(some);
                found.add<adding>(rule_, b, true, rule_.signs.post_potentiates, target_term(b));
            }
        }
        for (Index first = 0; arrives_ && first < rule_.batch(); first += tile_elements) {
            for (SpikeWord some = arrivals(first); some != 0; some &= some - 1) {
                Index const b = first + lowest_bit(some);
                found.add<adding>(rule_, b, false, rule_.signs.pre_potentiates, source_term(b));
            }
        }
        return found;
    }

    RowWeight weight;

  private:
    //! Words of a record that a lane looks at, to save its delay and its place in the record.
    static constexpr int most_looks = 8;

    __device__ PairAt at(Index sample) const
    {
        return {sample * pairs_.weights() + weight.number, weight.source, sample};
    }
    //! Which targets of the tile spiked in a sample, bit l that of lane l. Rows shorter than a tile
    //! begin again.
    __device__ SpikeWord targets_in(Index sample) const
    {
        auto const targets           = static_cast<int>(rule_.post.outputs);
        SpikeWord const* const words = rule_.post.words + sample * words_for(rule_.post.outputs);
        SpikeWord found              = 0;
        int target                   = weight.first_target;
        for (int bit = 0; bit < tile_elements;) {
            int const in_word = tile_elements - target % tile_elements;
            int const count   = in_word < targets - target ? in_word : targets - target;
            SpikeWord const mask =
                count == tile_elements ? ~SpikeWord{0} : (SpikeWord{1} << count) - 1;
            found |= (words[target / tile_elements] >> (target % tile_elements) & mask) << bit;
            bit += count;
            target = target + count == targets ? 0 : target + count;
        }
        return found;
    }
    //! Which of them spiked in any sample.
    __device__ SpikeWord spiked_targets() const
    {
        SpikeWord any = 0;
        for (Index b = threadIdx.x; b < rule_.batch(); b += tile_elements) {
            any |= targets_in(b);
        }
        return __reduce_or_sync(all_lanes, any);
    }
    //! False if the records of the tile's sources hold no spike.
    __device__ bool may_arrive() const
    {
        History<FadingTrace> const& past = rule_.pre.past;
        int const last = weight.first_source + (weight.first_target + tile_elements - 1) /
                                                   static_cast<int>(pairs_.filters);
        Index const end     = last < past.elements ? last + 1 : past.elements;
        Index const entries = (end - weight.first_source) * (past.slots + 1);
        if (entries > most_looks * tile_elements) { return true; }
        SpikeWord any = 0;
        for (Index w = 0; w < words_for(past.batch); ++w) {
            SpikeWord const* const rows = past.row(w, weight.first_source);
            for (Index k = threadIdx.x; k < entries; k += tile_elements) {
                any |= rows[k];
            }
        }
        return __any_sync(all_lanes, any != 0) != 0;
    }

    WeightPairs const& pairs_;
    DelayedSpikeRule const& rule_;
    PastSources::Place place_;
    bool spikes_, arrives_;  //!< some target of the tile has spiked; a spike may arrive
};

__device__ inline void run(Learn<DelayedSpikeRule> const& stage, Tile tile)
{
    if (!tile.there) { return; }
    if (!has_rows(stage.pairs) || !is_summed(stage.rule.reduction)) {
        if (tile.element() < stage.pairs.weights()) { stage.propose_one(tile.element()); }
        return;
    }
    DelayedTile const rows(stage.pairs, stage.rule, tile);
    TermSums const sums     = rows.sums<Adding::by_rule>();
    RowWeight const& weight = rows.weight;
    if (!weight.there) { return; }
    bool const fixed         = stage.pairs.lateral && weight.source == weight.target;
    Change const change      = fixed ? Change{} : change_of(stage.rule, sums, terms_up(stage.rule));
    stage.pos[weight.number] = change.pos;
    stage.neg[weight.number] = change.neg;
}

__device__ inline void run(LearnUpdate<DelayedSpikeRule> const& stage, Tile tile)
{
    if (!tile.there) { return; }
    if (!has_rows(stage.pairs) || !is_summed(stage.rule.reduction)) {
        if (tile.element() < stage.pairs.weights()) { stage.update_one(tile.element()); }
        return;
    }
    DelayedTile const rows(stage.pairs, stage.rule, tile);
    TermSums const sums     = rows.sums<Adding::by_rule>();
    RowWeight const& weight = rows.weight;
    if (!weight.there || (stage.pairs.lateral && weight.source == weight.target)) { return; }
    if (!sums.any() && keeps_nothing(stage.update.bound)) { return; }
    Change const change = change_of(stage.rule, sums, terms_up(stage.rule));
    Real& parameter     = stage.parameter[weight.number];
    parameter           = updated(stage.update, parameter, change.pos, change.neg);
}

__device__ inline void remember(EligibilityOf<DelayedSpikeRule> const& stage,
                                Index at,
                                SpikeTerms terms)
{
    stage.state.post[at] = stage.decay * stage.state.post[at] + stage.gain * terms.post;
    stage.state.pre[at]  = stage.decay * stage.state.pre[at] + stage.gain * terms.pre;
}

__device__ inline void run(EligibilityOf<DelayedSpikeRule> const& stage, Tile tile)
{
    if (!tile.there) { return; }
    if (!has_rows(stage.pairs)) {
        if (tile.element() < stage.pairs.weights()) { stage.step_one(tile.element()); }
        return;
    }
    DelayedTile const rows(stage.pairs, stage.rule, tile);
    Index const number = rows.weight.number;
    if (stage.state.samples == 1) {
        TermSums const sums = rows.sums<Adding::by_side>();
        if (rows.weight.there) {
            remember(stage, number, {sums.post_or_up.value, sums.pre_or_down.value});
        }
        return;
    }
    Index const weights = stage.pairs.weights();
    Index const batch   = stage.rule.batch();
    for (Index first = 0; first < batch; first += tile_elements) {
        SpikeWord const spiked  = rows.target_spikes(first);
        SpikeWord const arrives = rows.arrivals(first);
        for (int k = 0; k < tile_elements && first + k < batch && rows.weight.there; ++k) {
            SpikeTerms terms;
            if (bit_of(spiked, k)) { terms.post += rows.target_term(first + k); }
            if (bit_of(arrives, k)) { terms.pre += rows.source_term(first + k); }
            remember(stage, (first + k) * weights + number, terms);
        }
    }
}

}  // namespace inferno::cuda
