//! Eight neighbouring weights of one source: from sums over the batch to what becomes of them. The
//! same operations in the same order as change_of_batch() and updated().
#pragma once

#include "inferno/learn/rule_stage.hpp"
#include "inferno/learn/spike_rule.hpp"
#include "inferno/state/lanes.hpp"

namespace inferno::host {

//! Weights [first, first + width); one of them may never change.
struct Strip {
    Index first, width;
    Index fixed = -1;  //!< which one, from `first`
};

inline Lanes load_strip(Real const* from, Strip strip)
{
    if (strip.width == lanes) { return load_lanes(from + strip.first); }
    Lanes value{};
    for (Index j = 0; j < strip.width; ++j) {
        value[j] = from[strip.first + j];
    }
    return value;
}
inline void store_strip(Real* to, Strip strip, Lanes value)
{
    if (strip.width == lanes) { return store_lanes(to + strip.first, value); }
    for (Index j = 0; j < strip.width; ++j) {
        to[strip.first + j] = value[j];
    }
}

//! Sums of one side, or what is proposed in one direction.
struct LanePair {
    Lanes one, other;
};

//! Of rules that reduce by sum or mean.
class StripChange {
  public:
    StripChange(StdpSigns signs, BatchReduction reduction, Reward reward, Index batch)
        : signs_(signs),
          is_mean_(reduction == BatchReduction::mean),
          one_(static_cast<Real>(batch)),
          other_(one_),
          rewarded_(reward.signal != nullptr),
          directed_(reward.of_sample)
    {
        if (directed_) {
            Index const up = potentiating_terms(signs, reward, batch);
            one_           = static_cast<Real>(std::max<Index>(up, 1));
            other_         = static_cast<Real>(std::max<Index>(2 * batch - up, 1));
        } else if (rewarded_) {
            reward_ = reward.size(0);
            if (reward.inverts(0)) { signs_ = {!signs.post_potentiates, !signs.pre_potentiates}; }
        }
    }
    //! From the sums of post and pre terms or, under rewards of samples, of those that potentiate
    //! and depress, to what is proposed.
    [[gnu::always_inline]] LanePair operator()(LanePair sums) const
    {
        if (is_mean_) { sums.one /= one_, sums.other /= other_; }
        if (directed_) { return sums; }
        if (rewarded_) { sums.one *= reward_, sums.other *= reward_; }
        if (signs_.post_potentiates == signs_.pre_potentiates) {
            Lanes const both = sums.one + sums.other;
            return signs_.post_potentiates ? LanePair{both, {}} : LanePair{{}, both};
        }
        return signs_.post_potentiates ? sums : LanePair{sums.other, sums.one};
    }

  private:
    StdpSigns signs_;
    bool is_mean_;
    Real one_, other_;  //!< terms of either side, those of silent samples included
    bool rewarded_, directed_;
    Real reward_ = 1;
};

//! Writes down what is proposed.
struct ProposeStrips {
    Real *pos, *neg;

    static constexpr bool skips_silent = false;
    [[gnu::always_inline]] void put(Strip strip, LanePair change) const
    {
        if (strip.fixed >= 0) { change.one[strip.fixed] = change.other[strip.fixed] = 0; }
        store_strip(pos, strip, change.one);
        store_strip(neg, strip, change.other);
    }
};

//! Applies it. Weights are within the rule's clamp already.
struct UpdateStrips {
    UpdateRule rule;
    Real* weight;
    bool skips_silent;  //!< weights with nothing proposed need no visit

    UpdateStrips(UpdateRule const& update, Real* parameter)
        : rule(update),
          weight(parameter),
          skips_silent(keeps_zero(update.bound.upper) && keeps_zero(update.bound.lower))
    {
    }
    [[gnu::always_inline]] void put(Strip strip, LanePair change) const
    {
        Lanes const old = load_strip(weight, strip);
        Lanes next      = is_simple(rule.bound.upper) && is_simple(rule.bound.lower)
                              ? clamped(rule, old + (upper(old, change.one) - lower(old, change.other)))
                              : one_by_one(old, change);
        if (strip.fixed >= 0) { next[strip.fixed] = old[strip.fixed]; }
        store_strip(weight, strip, next);
    }

  private:
    static bool is_simple(Bound const& bound)
    {
        return bound.kind == BoundKind::none || bound.kind == BoundKind::multiplicative;
    }
    Lanes upper(Lanes w, Lanes part) const
    {
        Bound const& bound = rule.bound.upper;
        return bound.kind == BoundKind::none ? part
                                             : bound_upper_multiplicative(w, part, bound.limit);
    }
    Lanes lower(Lanes w, Lanes part) const
    {
        Bound const& bound = rule.bound.lower;
        return bound.kind == BoundKind::none ? part
                                             : bound_lower_multiplicative(w, part, bound.limit);
    }
    Lanes one_by_one(Lanes old, LanePair const& change) const
    {
        Lanes next;
        for (Index j = 0; j < lanes; ++j) {
            next[j] = updated(rule, old[j], change.one[j], change.other[j]);
        }
        return next;
    }
};

//! True where weights lie in rows of sources.
inline bool has_rows(WeightPairs const& pairs) { return pairs.windows.whole != 0 && !pairs.direct; }

//! Calls row(source, targets) for the rows of a dense connection that a slice of its weights holds,
//! whole or in part.
template <class Row>
void for_each_row(WeightPairs const& pairs, Slice weights, Row const& row)
{
    for (Index k = weights.begin; k < weights.end;) {
        Index const source = k / pairs.filters, first = source * pairs.filters;
        Index const end = std::min(weights.end, first + pairs.filters);
        row(source, Slice{k - first, end - first});
        k = end;
    }
}

//! Calls strip(weights, first target) for eight targets of a row at a time.
template <class Visit>
void for_each_strip(WeightPairs const& pairs, Index source, Slice targets, Visit const& visit)
{
    for (Index o = targets.begin; o < targets.end; o += lanes) {
        Index const width = std::min(lanes, targets.end - o);
        bool const fixed  = pairs.lateral && source >= o && source < o + width;
        visit(Strip{source * pairs.filters + o, width, fixed ? source - o : -1}, o);
    }
}

//! What is left of some numbers after a step.
inline void fade(Real* values, Index count, Real decay)
{
#pragma GCC ivdep
    for (Index k = 0; k < count; ++k) {
        values[k] *= decay;
    }
}

//! What rows(slice, sink) puts into strips is proposed, if the rule fits; otherwise weight by
//! weight.
template <class Rule, class Rows>
void learn_rows(Learn<Rule> const& stage, Slice slice, bool fits, Rows const& rows)
{
    if (fits) { return rows(slice, ProposeStrips{stage.pos, stage.neg}); }
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.propose_one(k);
    }
}

//! Likewise, and applied.
template <class Rule, class Rows>
void learn_rows(LearnUpdate<Rule> const& stage, Slice slice, bool fits, Rows const& rows)
{
    if (fits) { return rows(slice, UpdateStrips(stage.update, stage.parameter)); }
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.update_one(k);
    }
}

}  // namespace inferno::host
