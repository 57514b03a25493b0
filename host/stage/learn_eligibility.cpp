#include "inferno/learn/dense_stage.hpp"

#include "stdp_sweep.hpp"
#include "weight_rule.hpp"

namespace inferno {
namespace {

//! Terms at target spikes as one part, terms at source spikes as the other, summed over the batch.
SpikeRule terms_only(SpikeRule rule)
{
    rule.signs     = {true, false};
    rule.reduction = BatchReduction::sum;
    rule.reward    = {};
    return rule;
}

//! Eligibilities of one weight, or of eight.
template <class T>
struct Eligibility {
    T post, pre;
};

//! The eligibilities of one source, held by value.
struct EligibilityRow {
    Real *post, *pre;
    Real decay, gain;

    template <class T>
    [[gnu::always_inline]] Eligibility<T> next(Index o, host::Parts<T> terms) const
    {
        return {decay * host::load_as(T{}, post + o) + gain * terms.pos,
                decay * host::load_as(T{}, pre + o) + gain * terms.neg};
    }
    template <class T>
    void put(Index o, Eligibility<T> z) const
    {
        host::store_as(post + o, z.post);
        host::store_as(pre + o, z.pre);
    }
};

//! Everything fades, so every source gets a row.
struct EligibilitySink {
    EligibilityDense const& stage;

    static bool wants_rows(Index) { return true; }
    Index targets() const { return stage.rule.post.seen.spikes.elements; }
    EligibilityRow row_of(Index i) const
    {
        Index const first = i * targets();
        return {stage.state.post + first, stage.state.pre + first, stage.decay, stage.gain};
    }
    template <class At>
    void row(Index i, At const& at) const
    {
        host::for_each_target<true>(
            targets(),
            [z = row_of(i), at](Index o, auto kind) { return z.next(o, at(o, kind)); },
            [z = row_of(i)](Index o, auto next) { z.put(o, next); });
    }
    template <class At>
    void touched(Index, std::vector<Index> const&, At const&) const
    {
    }
};

//! What a reward makes of eligibilities that are summed over the batch: EligibilityRule, one at a
//! time or eight side by side.
class RewardedParts {
  public:
    explicit RewardedParts(SpikeRule const& rule)
        : is_mean_(rule.reduction == BatchReduction::mean),
          samples_(static_cast<Real>(rule.batch())),
          size_(rule.reward.size(0)),
          post_up_(rule.signs.post_potentiates != rule.reward.inverts(0)),
          pre_up_(rule.signs.pre_potentiates != rule.reward.inverts(0))
    {
    }
    template <class T>
    [[gnu::always_inline]] host::Parts<T> of(Eligibility<T> z) const
    {
        T const post = (is_mean_ ? z.post / samples_ : z.post) * size_;
        T const pre  = (is_mean_ ? z.pre / samples_ : z.pre) * size_;
        return host::sorted_parts(post_up_, pre_up_, post, pre);
    }

  private:
    bool is_mean_;
    Real samples_, size_;
    bool post_up_, pre_up_;
};

//! Eligibilities, and what the reward makes of them applied to the weights.
template <class Rule>
struct EligibilityUpdateSink : EligibilitySink {
    EligibilityDenseUpdate const& fused;
    Rule rule;
    RewardedParts reward;

    template <class At>
    void row(Index i, At const& at) const
    {
        Real* const row        = fused.weight + i * targets();
        Real const diagonal    = fused.lateral ? row[i] : 0;
        EligibilityRow const z = row_of(i);
        host::for_each_target<Rule::known>(
            targets(),
            [row, z, at, rule = rule, reward = reward](Index o, auto kind) {
                auto const next = z.next(o, at(o, kind));
                return std::pair(next, rule.next(host::load_as(kind, row + o), reward.of(next)));
            },
            [row, z](Index o, auto const& next) {
                z.put(o, next.first);
                host::store_as(row + o, next.second);
            });
        if (fused.lateral) { row[i] = diagonal; }
    }
};

}  // namespace

void EligibilityDense::on_host(EligibilityDense const& stage, Slice slice)
{
    host::sweep_sources<host::SideTerms<BatchReduction::sum>>(
        terms_only(stage.rule), slice, EligibilitySink{stage});
}

void EligibilityDenseUpdate::on_host(EligibilityDenseUpdate const& stage, Slice slice)
{
    host::with_weight_rule(stage.update, [&]<class Rule>(Rule const& rule) {
        host::sweep_sources<host::SideTerms<BatchReduction::sum>>(
            terms_only(stage.memory.rule),
            slice,
            EligibilityUpdateSink<Rule>{
                {stage.memory}, stage, rule, RewardedParts(stage.memory.rule)});
    });
}

}  // namespace inferno
