//! Rules that act at every step on the time between the last spikes of both sides.
#pragma once

#include "inferno/core/math.hpp"
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
    //! Calls visit(time of the target spike - arrival of the source spike) for every pair of a
    //! weight in which both sides have spiked.
    template <class Visit>
    INFERNO_HD void for_each(WeightPairs const& pairs,
                             Index weight,
                             Index sample,
                             Visit const& visit) const
    {
        bool const adjusted = sources == SourceAges::entering && delay_ms != nullptr;
        pairs.for_each(weight, [&](Index input, Index output) {
            Real const source  = sources == SourceAges::arrived
                                     ? pre_ms[sample * pairs.size() + pairs.at(weight, output)]
                                     : since_source(weight, input, sample);
            Real const between = source - post_ms[sample * outputs + output];
            Real const apart   = adjusted ? between - delay_ms[weight] : between;
            if (apart == apart) { visit(apart); }
        });
    }

  private:
    INFERNO_HD Real since_source(Index weight, Index input, Index sample) const
    {
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

//! rate exp(-|time| / time constant).
struct HalfKernel {
    Real rate = 0, time_constant_ms = 1;

    INFERNO_HD Real at(Real apart_ms) const
    {
        Real const size = apart_ms < 0 ? -apart_ms : apart_ms;
        return math::exp(size / -time_constant_ms) * rate;
    }
};

//! Exponential kernels: `post` where the target spiked last or at the same time, `pre` where the
//! source spike arrived last. The rates are magnitudes, their signs apart, and a reward may scale
//! them.
struct AgeRule {
    static constexpr std::string_view name = "STDP by spike times";

    SpikeAges ages;
    HalfKernel post, pre;
    StdpSigns signs;
    BatchReduction reduction = BatchReduction::mean;
    Reward reward;

    void uses(Uses& list) const
    {
        ages.uses(list);
        list.reads_any(reward.signal);
    }
    Index operations_per_weight() const { return ages.batch * 30; }

    INFERNO_HD Change change(WeightPairs const& pairs, Index weight) const
    {
        return reduced_change(signs, reduction, reward, ages.batch, [&](Index sample) {
            SpikeTerms sum;
            ages.for_each(pairs, weight, sample, [&](Real apart_ms) {
                if (apart_ms >= 0) {
                    sum.post += post.at(apart_ms);
                } else {
                    sum.pre += pre.at(apart_ms);
                }
            });
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
        BatchSum post_up, post_down, pre_up, pre_down;
        for (Index b = 0; b < ages.batch; ++b) {
            SpikeTerms up, down;
            ages.for_each(pairs, weight, b, [&](Real apart_ms) {
                SpikeTerms const terms = kernels(apart_ms);
                add(terms.post, up.post, down.post);
                add(terms.pre, up.pre, down.pre);
            });
            post_up.add(reduction, up.post);
            post_down.add(reduction, down.post);
            pre_up.add(reduction, up.pre);
            pre_down.add(reduction, down.pre);
        }
        return {post_up.total(reduction, ages.batch) + pre_up.total(reduction, ages.batch),
                -(post_down.total(reduction, ages.batch) + pre_down.total(reduction, ages.batch))};
    }

  private:
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
};

}  // namespace inferno
