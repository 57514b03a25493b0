//! Eligibility: a memory, at every weight, of what its spikes would have changed, for rewards that
//! come later.
#pragma once

#include "inferno/learn/spike_rule.hpp"

namespace inferno {

//! Eligibilities of the terms at target and at source spikes. Where all samples share one reward
//! and their changes are added up, one for all of them is enough.
struct EligibilityState {
    Real* post    = nullptr;  //!< [samples][weights]
    Real* pre     = nullptr;  //!< likewise
    Index samples = 1;        //!< the batch, or 1: summed over the batch
};

//! z <- decay z + gain g, with g the terms of this step. Element k is weight k.
template <class Rule>
struct EligibilityOf {
    static constexpr std::string_view name = "eligibility";
    static constexpr Word word             = Word::trace;

    WeightPairs pairs;
    Rule rule;  //!< its terms only
    EligibilityState state;
    Real decay = 0;  //!< exp(-dt / time constant)
    Real gain  = 1;  //!< 1 / time constant, per ms

    Index extent() const { return pairs.weights(); }
    Index operations() const { return extent() * rule.operations_per_weight(); }
    void uses(Uses& list) const
    {
        rule.uses(list);
        list.writes_own(state.post).writes_own(state.pre);
    }
    static void on_host(EligibilityOf const& stage, Slice slice);

    INFERNO_HD void step_one(Index k) const
    {
        Index const batch = rule.batch();
        if (state.samples == 1) {
            SpikeTerms sum;
            for (Index b = 0; b < batch; ++b) {
                SpikeTerms const terms = rule.terms(pairs, k, b);
                sum.post += terms.post;
                sum.pre += terms.pre;
            }
            return add(k, sum);
        }
        for (Index b = 0; b < batch; ++b) {
            add(b * pairs.weights() + k, rule.terms(pairs, k, b));
        }
    }

  private:
    INFERNO_HD void add(Index at, SpikeTerms terms) const
    {
        state.post[at] = decay * state.post[at] + gain * terms.post;
        state.pre[at]  = decay * state.pre[at] + gain * terms.pre;
    }
};

using EligibilityStage = EligibilityOf<SpikeRule>;

//! Proposes what weights are eligible for, scaled by a reward.
struct EligibilityRule {
    static constexpr std::string_view name = "reward of eligibility";
    using Anew                             = ReducedAnew<EligibilityRule>;

    EligibilityState state;
    StdpSigns signs;
    BatchReduction reduction = BatchReduction::sum;
    Reward reward;
    Index batch = 1;

    void uses(Uses& list) const
    {
        list.reads_own(state.post).reads_own(state.pre).reads_any(reward.signal);
    }
    Index operations_per_weight() const { return state.samples * 4; }

    //! Of eligibilities that are already summed over the batch.
    INFERNO_HD Change change_of_sums(SpikeTerms sums) const
    {
        Real const parts = reduction == BatchReduction::mean ? static_cast<Real>(batch) : 1;
        return change_of_batch<true>(signs, BatchReduction::sum, reward, 1, [&](Index) {
            return SpikeTerms{sums.post / parts, sums.pre / parts};
        });
    }
    template <bool common = true>
    INFERNO_HD Change change(WeightPairs const& pairs, Index weight) const
    {
        if (state.samples == 1 && !reward.of_sample) {
            return change_of_sums({state.post[weight], state.pre[weight]});
        }
        return reduced_change<common>(signs, reduction, reward, batch, [&](Index sample) {
            Index const at = sample * pairs.weights() + weight;
            return SpikeTerms{state.post[at], state.pre[at]};
        });
    }
};

}  // namespace inferno
