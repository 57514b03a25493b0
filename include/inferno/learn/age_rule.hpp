//! Rules that act at every step on the time between the last spikes of both sides.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/learn/half_kernel.hpp"
#include "inferno/learn/spike_rule.hpp"
#include "inferno/state/delayed_read.hpp"
#include "inferno/trace/past.hpp"

namespace inferno {

//! What times since source spikes are those of a weight.
enum class SourceAges {
    entering,  //!< [batch][inputs]: since a spike entered; less the delay, if there is one
    past,      //!< a record of these, looked up one delay ago
    arrived    //!< [batch][weights][positions]: since a spike arrived there
};

//! A pair of a weight in one sample.
struct AgePair {
    Index source, target;  //!< places in [batch][inputs] and [batch][outputs]
    Real apart_ms;         //!< time of the target spike - arrival of the source spike
};

//! Times since the last spikes; NaN before the first.
struct SpikeAges {
    Real const* pre_ms   = nullptr;  //!< as `sources` says
    Real const* post_ms  = nullptr;  //!< [batch][outputs]
    Real const* delay_ms = nullptr;  //!< [weights], or null: source spikes count as they enter
    Index inputs = 0, outputs = 0, batch = 0;
    SourceAges sources = SourceAges::entering;
    DelayRule rule;
    Index const* head = nullptr;  //!< of the past: slot of the next step
    Index slots       = 1;

    void uses(Uses& list) const
    {
        list.reads_any(pre_ms).reads_any(post_ms).reads_own(delay_ms).reads_any(head);
    }
    //! True if delays are taken off times since source spikes.
    INFERNO_HD bool adjusts() const
    {
        return sources == SourceAges::entering && delay_ms != nullptr;
    }
    //! Calls visit(pair) for every pair of a weight in which both sides have spiked.
    template <class Visit>
    INFERNO_HD void for_each(WeightPairs const& pairs,
                             Index weight,
                             Index sample,
                             Visit const& visit) const
    {
        Real const delay = adjusts() ? delay_ms[weight] : Real{0};
        pairs.for_each(weight, [&](Index input, Index output) {
            Index const target = sample * outputs + output;
            Real const since   = since_source(pairs, weight, input, output, sample);
            AgePair const pair{sample * inputs + input, target, since - post_ms[target] - delay};
            if (pair.apart_ms == pair.apart_ms) { visit(pair); }
        });
    }

    //! As `sources` says; NaN before the first.
    INFERNO_HD Real since_source(
        WeightPairs const& pairs, Index weight, Index input, Index output, Index sample) const
    {
        if (sources == SourceAges::arrived) {
            return pre_ms[sample * pairs.size() + pairs.at(weight, output)];
        }
        Index slot = 0;
        Real at_ms = 0;
        if (sources == SourceAges::past) {
            DelayedRead const read = delayed_read<FadingTrace>(rule, delay_ms[weight]);
            if (read.steps == never_arrives) { return TimeSinceSpike::initial(); }
            slot  = record_slot(*head, read.steps + 1, slots);
            at_ms = read.at_ms;
        }
        return pre_ms[(slot * batch + sample) * inputs + input] + at_ms;
    }
};

//! Exponential kernels: `post` where the target spiked last or at the same time, `pre` where the
//! source spike arrived last. The rates are magnitudes, their signs apart, and a reward may scale
//! them.
//!
//! With s, t the times since the spikes of a pair and d the delay of its weight,
//!     exp(-(s - t - d) / tc) = exp(-s / tc) exp(t / tc) exp(d / tc):
//! where the exponentials of times are at hand, no pair needs one of its own. Some of these
//! are infinite (see HalfKernel::power), and then so is a sum, or it is no number: then the
//! weight's terms are computed pair by pair.
struct AgeRule {
    static constexpr std::string_view name = "STDP by spike times";
    using Anew                             = ReducedAnew<AgeRule>;

    SpikeAges ages;
    HalfKernel post, pre;
    StdpSigns signs;
    BatchReduction reduction = BatchReduction::mean;
    Reward reward;
    AgePowers of_source, of_target;  //!< of times since spikes entered, or none

    void uses(Uses& list) const
    {
        ages.uses(list);
        of_source.uses(list);
        of_target.uses(list);
        list.reads_any(reward.signal);
    }
    Index operations_per_weight() const { return ages.batch * (has_powers() ? 10 : 30); }

    //! True if terms can be products of powers.
    INFERNO_HD bool takes_powers() const
    {
        return ages.sources == SourceAges::entering && is_summed(reduction);
    }
    INFERNO_HD bool has_powers() const { return takes_powers() && of_source.post != nullptr; }
    template <bool common = true>
    INFERNO_HD Change change(WeightPairs const& pairs, Index weight) const
    {
        Real const delay_ms = ages.adjusts() ? ages.delay_ms[weight] : Real{0};
        return change_of_pairs<common>(delay_ms, [&](Index sample, auto const& visit) {
            ages.for_each(pairs, weight, sample, visit);
        });
    }
    //! Of a weight whose pairs in a sample are those of for_each(sample, visit).
    template <bool common = true, class ForEach>
    INFERNO_HD Change change_of_pairs(Real delay_ms, ForEach const& for_each) const
    {
        if (common && has_powers()) {
            Real const post_scale = post.rate * post.power(delay_ms, HalfKernel::longest_delay);
            Real const pre_scale  = pre.rate * pre.power(-delay_ms, HalfKernel::longest_delay);
            Change const change   = reduced<true>(for_each, [&](AgePair pair, SpikeTerms& sum) {
                if (pair.apart_ms >= 0) {
                    sum.post +=
                        of_source.post[pair.source] * of_target.post[pair.target] * post_scale;
                } else {
                    sum.pre += of_source.pre[pair.source] * of_target.pre[pair.target] * pre_scale;
                }
            });
            Real const sum        = change.pos + change.neg;
            if (sum - sum == 0) { return change; }
        }
        return reduced<common>(for_each, [&](AgePair pair, SpikeTerms& sum) {
            if (pair.apart_ms >= 0) {
                sum.post += post.at(pair.apart_ms);
            } else {
                sum.pre += pre.at(pair.apart_ms);
            }
        });
    }

  private:
    template <bool common, class ForEach, class Add>
    INFERNO_HD Change reduced(ForEach const& for_each, Add const& add) const
    {
        return reduced_change<common>(signs, reduction, reward, ages.batch, [&](Index sample) {
            SpikeTerms sum;
            for_each(sample, [&](AgePair pair) { add(pair, sum); });
            return sum;
        });
    }
};

//! Any kernels: a struct with a name and
//!     INFERNO_HD SpikeTerms operator()(Real apart_ms) const;
//! that gives the terms of a post and a pre kernel, of either sign. Positive terms potentiate,
//! negative ones depress; each kernel is reduced by itself.
template <class Kernels>
struct KernelRule {
    static constexpr std::string_view name = Kernels::name;

    SpikeAges ages;
    Kernels kernels;
    BatchReduction reduction = BatchReduction::mean;

    void uses(Uses& list) const { ages.uses(list); }
    Index operations_per_weight() const { return ages.batch * 60; }

    INFERNO_HD Change change(WeightPairs const& pairs, Index weight) const
    {
        if (!is_common(reduction)) {
            Change change;
            for (int part = 0; part < 4; ++part) {
                Real const value = reduced_anew(reduction, [&](auto const& visit) {
                    for (Index b = 0; b < ages.batch; ++b) {
                        visit(parts_of(pairs, weight, b).at(part));
                    }
                });
                change.pos += part < 2 ? value : Real{0};
                change.neg -= part < 2 ? Real{0} : value;
            }
            return change;
        }
        BatchSum post_up, post_down, pre_up, pre_down;
        for (Index b = 0; b < ages.batch; ++b) {
            Parts const parts = parts_of(pairs, weight, b);
            post_up.add(reduction, parts.post_up);
            post_down.add(reduction, parts.post_down);
            pre_up.add(reduction, parts.pre_up);
            pre_down.add(reduction, parts.pre_down);
        }
        return {post_up.total(reduction, ages.batch) + pre_up.total(reduction, ages.batch),
                -(post_down.total(reduction, ages.batch) + pre_down.total(reduction, ages.batch))};
    }

  private:
    //! Sums over the pairs of a weight in one sample, by kernel and sign.
    struct Parts {
        Real post_up = 0, pre_up = 0, post_down = 0, pre_down = 0;

        INFERNO_HD Real at(int part) const
        {
            Real const up = part == 0 ? post_up : pre_up, down = part == 2 ? post_down : pre_down;
            return part < 2 ? up : down;
        }
    };
    INFERNO_HD Parts parts_of(WeightPairs const& pairs, Index weight, Index sample) const
    {
        Parts sum;
        ages.for_each(pairs, weight, sample, [&](AgePair pair) {
            SpikeTerms const terms = kernels(pair.apart_ms);
            add(terms.post, sum.post_up, sum.post_down);
            add(terms.pre, sum.pre_up, sum.pre_down);
        });
        return sum;
    }
    //! Terms that are not numbers count as none.
    INFERNO_HD static void add(Real term, Real& up, Real& down)
    {
        if (term > 0) { up += term; }
        if (term < 0) { down += term; }
    }
};

//! The exponential kernels of the original: rates with their signs.
struct ExponentialKernels {
    static constexpr std::string_view name = "exponential kernels";
    Real lr_post = 0, lr_pre = 0;
    Real tc_post_ms = 20, tc_pre_ms = 20;

    INFERNO_HD SpikeTerms operator()(Real apart_ms) const
    {
        bool const target_last = apart_ms >= 0;
        return {target_last ? HalfKernel{lr_post, tc_post_ms}.at(apart_ms) : Real{0},
                target_last ? Real{0} : HalfKernel{lr_pre, tc_pre_ms}.at(apart_ms)};
    }
    //! What is the same as a KernelRule of these, where batches are summed.
    AgeRule rule(SpikeAges const& ages, BatchReduction reduction) const
    {
        AgeRule rule;
        rule.ages      = ages;
        rule.post      = {math::abs(lr_post), tc_post_ms};
        rule.pre       = {math::abs(lr_pre), tc_pre_ms};
        rule.signs     = {lr_post >= 0, lr_pre >= 0};
        rule.reduction = reduction;
        return rule;
    }
};

}  // namespace inferno
