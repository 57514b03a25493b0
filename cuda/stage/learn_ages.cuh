//! learn on CUDA, rules on the times between spikes, on dense connections (lane = weight). From the
//! first spikes on every pair has a term in every sample: a delay and a weight are read once, the
//! time since a source spike is the same for all lanes of a row, those of targets are neighbours.
//! Pairs of which one side has not spiked in any sample read neither.
#pragma once

#include "inferno/learn/age_rule.hpp"

#include "cuda/stage/learn_delayed.cuh"

namespace inferno::cuda {

inline Index rows_wanted(TakeAgePowers const& stage) { return stage.batch; }

//! A row takes every rows-th sample.
__device__ inline void run(TakeAgePowers const& stage, Tile tile)
{
    Index const n = tile.element();
    if (!tile.there || n >= stage.elements) { return; }
    for (Index b = tile.row; b < stage.batch; b += tile.rows) {
        stage.take(b * stage.elements + n);
    }
}

//! True if times since source spikes are kept by source, and weights lie in rows.
__device__ inline bool has_rows_of_ages(WeightPairs const& pairs, AgeRule const& rule)
{
    return has_rows(pairs) && rule.ages.sources == SourceAges::entering;
}

//! Times between the spikes of the pair of one weight.
class PairAges {
  public:
    __device__ PairAges(SpikeAges const& ages, RowWeight const& weight)
        : ages_(ages), source_(weight.source), target_(weight.target)
    {
        for (Index b = 0; !spiked_ && b < ages.batch; ++b) {
            Real const apart = between(b);
            spiked_          = apart == apart;
        }
        if (spiked_ && ages.delay_ms != nullptr) { delay_ms_ = ages.delay_ms[weight.number]; }
    }
    //! Both sides, in some sample.
    __device__ bool spiked() const { return spiked_; }

    __device__ Change change(AgeRule const& rule) const
    {
        if (!spiked_) { return {}; }
        return rule.change_of_pairs(delay_ms_, [&](Index sample, auto const& visit) {
            AgePair const pair{sample * ages_.inputs + source_,
                               sample * ages_.outputs + target_,
                               between(sample) - delay_ms_};
            if (pair.apart_ms == pair.apart_ms) { visit(pair); }
        });
    }

  private:
    //! NaN if either side has not spiked.
    __device__ Real between(Index sample) const
    {
        return ages_.pre_ms[sample * ages_.inputs + source_] -
               ages_.post_ms[sample * ages_.outputs + target_];
    }

    SpikeAges const& ages_;
    Index source_, target_;
    Real delay_ms_ = 0;
    bool spiked_   = false;
};

__device__ inline void run(Learn<AgeRule> const& stage, Tile tile)
{
    Index const k = tile.element();
    if (!tile.there || k >= stage.pairs.weights()) { return; }
    if (!has_rows_of_ages(stage.pairs, stage.rule)) { return stage.propose_one(k); }
    RowWeight const weight(stage.pairs, tile);
    bool const fixed    = stage.pairs.lateral && weight.source == weight.target;
    Change const change = fixed ? Change{} : PairAges(stage.rule.ages, weight).change(stage.rule);
    stage.pos[k]        = change.pos;
    stage.neg[k]        = change.neg;
}

__device__ inline void run(LearnUpdate<AgeRule> const& stage, Tile tile)
{
    Index const k = tile.element();
    if (!tile.there || k >= stage.pairs.weights()) { return; }
    if (!has_rows_of_ages(stage.pairs, stage.rule)) { return stage.update_one(k); }
    RowWeight const weight(stage.pairs, tile);
    if (stage.pairs.lateral && weight.source == weight.target) { return; }
    PairAges const ages(stage.rule.ages, weight);
    if (!ages.spiked() && keeps_nothing(stage.update.bound)) { return; }
    Change const change = ages.change(stage.rule);
    stage.parameter[k]  = updated(stage.update, stage.parameter[k], change.pos, change.neg);
}

}  // namespace inferno::cuda
