//! Rules that act at spikes: pair and triplet STDP, alone or scaled by a reward.
#pragma once

#include "inferno/core/portable.hpp"
#include "inferno/learn/rule_stage.hpp"
#include "inferno/learn/stage.hpp"
#include "inferno/trace/stage.hpp"

namespace inferno {

//! One side of a connection as a rule sees it: spikes and their trace, and how much a spike of this
//! side weighs. A triplet's spike weighs pair + triplet * (slow trace before this step).
struct SpikeSide {
    TraceView seen;
    Real const* slow_before = nullptr;  //!< [batch][elements], or null: a spike weighs `pair`
    Real pair               = 1;
    Real triplet            = 0;

    INFERNO_HD bool spiked(Index sample, Index n) const
    {
        return ((seen.spikes.row(sample)[n / word_bits] >> (n % word_bits)) & 1U) != 0;
    }
    INFERNO_HD Real weight_of_spike(Index at) const
    {
        return slow_before != nullptr ? pair + triplet * slow_before[at] : pair;
    }
    void uses(Uses& list) const
    {
        list.reads_any(seen.spikes.words).reads_any(seen.values).reads_any(slow_before);
    }
};

//! What target spikes (post) and source spikes (pre) call for.
struct SpikeTerms {
    Real post = 0, pre = 0;
};

//! A reward that scales changes; negative ones turn them round.
struct Reward {
    Real const* signal = nullptr;  //!< [batch], or one for all samples; null: no reward
    bool of_sample     = false;    //!< one each

    INFERNO_HD Real size(Index sample) const
    {
        Real const value = signal[of_sample ? sample : 0];
        return value < 0 ? -value : value;
    }
    INFERNO_HD bool inverts(Index sample) const { return signal[of_sample ? sample : 0] < 0; }
};

//! From the terms of every sample to what is proposed: each side is reduced over the batch, scaled
//! by a reward that all samples share, and goes where its sign sends it.
template <bool common, class TermsOf>
INFERNO_HD Change change_of_batch(
    StdpSigns signs, BatchReduction reduction, Reward reward, Index batch, TermsOf const& terms_of)
{
    Real post = 0, pre = 0;
    if constexpr (common) {
        BatchSum post_sum, pre_sum;
        for (Index b = 0; b < batch; ++b) {
            SpikeTerms const terms = terms_of(b);
            post_sum.add(reduction, terms.post);
            pre_sum.add(reduction, terms.pre);
        }
        post = post_sum.total(reduction, batch);
        pre  = pre_sum.total(reduction, batch);
    } else {
        for (int side = 0; side < 2; ++side) {
            Real const value = reduced_anew(reduction, [&](auto const& visit) {
                for (Index b = 0; b < batch; ++b) {
                    SpikeTerms const terms = terms_of(b);
                    visit(side == 0 ? terms.post : terms.pre);
                }
            });
            post             = side == 0 ? value : post;
            pre              = value;
        }
    }
    if (reward.signal != nullptr) {
        post *= reward.size(0);
        pre *= reward.size(0);
        if (reward.inverts(0)) { signs = {!signs.post_potentiates, !signs.pre_potentiates}; }
    }
    return {potentiating(signs, post, pre), depressing(signs, post, pre)};
}

//! With a reward for each sample: terms are scaled first, then sorted by direction, the post terms
//! of all samples before the pre terms, and each direction is reduced over what it got.
template <bool common, class TermsOf>
INFERNO_HD Change change_of_rewarded_samples(
    StdpSigns signs, BatchReduction reduction, Reward reward, Index batch, TermsOf const& terms_of)
{
    auto const for_each = [&](auto const& visit) {
        for (Index k = 0; k < 2 * batch; ++k) {
            bool const is_post     = k < batch;
            Index const b          = is_post ? k : k - batch;
            bool const potentiates = is_post ? signs.post_potentiates : signs.pre_potentiates;
            SpikeTerms const terms = terms_of(b);
            visit(potentiates != reward.inverts(b),
                  (is_post ? terms.post : terms.pre) * reward.size(b));
        }
    };
    if constexpr (common) {
        BatchSum pos, neg;
        for_each(
            [&](bool up, Real term) { up ? pos.add(reduction, term) : neg.add(reduction, term); });
        return {pos.seen > 0 ? pos.total(reduction, pos.seen) : Real{0},
                neg.seen > 0 ? neg.total(reduction, neg.seen) : Real{0}};
    } else {
        Change change;
        for (int direction = 0; direction < 2; ++direction) {
            Real const value = reduced_anew(reduction, [&](auto const& visit) {
                for_each([&](bool up, Real term) {
                    if (up == (direction == 0)) { visit(term); }
                });
            });
            change.pos       = direction == 0 ? value : change.pos;
            change.neg       = value;
        }
        return change;
    }
}

//! Under rewards of samples the number of terms that potentiate, of two in every sample.
INFERNO_HD Index potentiating_terms(StdpSigns signs, Reward reward, Index batch)
{
    Index up = 0;
    for (Index b = 0; b < batch; ++b) {
        up += signs.post_potentiates != reward.inverts(b) ? 1 : 0;
        up += signs.pre_potentiates != reward.inverts(b) ? 1 : 0;
    }
    return up;
}

//! Of one of the common reductions, or of another one.
template <bool common, class TermsOf>
INFERNO_HD Change reduced_change(
    StdpSigns signs, BatchReduction reduction, Reward reward, Index batch, TermsOf const& terms_of)
{
    return reward.of_sample
               ? change_of_rewarded_samples<common>(signs, reduction, reward, batch, terms_of)
               : change_of_batch<common>(signs, reduction, reward, batch, terms_of);
}

//! A rule under a reduction that is not common: a kind of its own, so that the kernels of the
//! others need not know these.
template <class Rule>
struct ReducedAnew : Rule {
    INFERNO_HD Change change(WeightPairs const& pairs, Index weight) const
    {
        return Rule::template change<false>(pairs, weight);
    }
};

//! post[w] = sum over positions of s_post weight(post) x_pre, pre[w] = that of s_pre weight(pre)
//! x_post, in every sample.
struct SpikeRule {
    static constexpr std::string_view name = "STDP by spikes";
    using Anew                             = ReducedAnew<SpikeRule>;

    SpikeSide pre, post;
    StdpSigns signs;
    BatchReduction reduction = BatchReduction::mean;
    Reward reward;

    void uses(Uses& list) const
    {
        pre.uses(list);
        post.uses(list);
        list.reads_any(reward.signal);
    }
    INFERNO_HD Index batch() const { return pre.seen.spikes.batch; }
    Index operations_per_weight() const { return batch() * 8; }

    //! Sums of one sample over the pairs of a weight.
    INFERNO_HD SpikeTerms terms(WeightPairs const& pairs, Index weight, Index sample) const
    {
        Index const first_input  = sample * pre.seen.spikes.elements;
        Index const first_output = sample * post.seen.spikes.elements;
        SpikeTerms sum;
        pairs.for_each(weight, [&](Index input, Index output) {
            Index const i = first_input + input;
            Index const o = first_output + output;
            if (post.spiked(sample, output)) {
                sum.post += post.weight_of_spike(o) * pre.seen.values[i];
            }
            if (pre.spiked(sample, input)) {
                sum.pre += pre.weight_of_spike(i) * post.seen.values[o];
            }
        });
        return sum;
    }
    template <bool common = true>
    INFERNO_HD Change change(WeightPairs const& pairs, Index weight) const
    {
        return reduced_change<common>(
            signs, reduction, reward, pre.seen.spikes.batch, [&](Index sample) {
                return terms(pairs, weight, sample);
            });
    }
};

}  // namespace inferno
