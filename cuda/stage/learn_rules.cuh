//! learn on CUDA, for any rule: lane = weight. Rules that visit less have a run() of their own.
#pragma once

#include "inferno/learn/arrivals.hpp"
#include "inferno/learn/eligibility.hpp"
#include "inferno/learn/rate_rule.hpp"
#include "inferno/learn/rule_stage.hpp"
#include "inferno/learn/spike_rule.hpp"

#include "cuda/stage/block.cuh"

namespace inferno::cuda {

template <class Rule>
Index rows_wanted(Learn<Rule> const&)
{
    return 1;
}
template <class Rule>
Index rows_wanted(LearnUpdate<Rule> const&)
{
    return 1;
}
template <class Rule>
Index rows_wanted(EligibilityOf<Rule> const&)
{
    return 1;
}
inline Index rows_wanted(FollowDelays const&) { return 1; }
inline Index rows_wanted(ArrivalAges const&) { return 1; }

template <class Rule>
__device__ void run(Learn<Rule> const& stage, Tile tile)
{
    if (tile.there && tile.element() < stage.pairs.weights()) { stage.propose_one(tile.element()); }
}

template <class Rule>
__device__ void run(LearnUpdate<Rule> const& stage, Tile tile)
{
    if (tile.there && tile.element() < stage.pairs.weights()) { stage.update_one(tile.element()); }
}

template <class Rule>
__device__ void run(EligibilityOf<Rule> const& stage, Tile tile)
{
    if (tile.there && tile.element() < stage.pairs.weights()) { stage.step_one(tile.element()); }
}

__device__ inline void run(FollowDelays const& stage, Tile tile)
{
    if (!tile.there || !stage.has_work() || tile.element() >= stage.pairs.weights()) { return; }
    stage.step_one(tile.element());
}

__device__ inline void run(ArrivalAges const& stage, Tile tile)
{
    if (tile.there && tile.element() < stage.pairs.weights()) { stage.step_one(tile.element()); }
}

}  // namespace inferno::cuda
