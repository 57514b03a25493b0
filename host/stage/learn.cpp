#include <algorithm>

#include "inferno/learn/dense_stage.hpp"

#include "stdp_sweep.hpp"
#include "weight_rule.hpp"

namespace inferno {
namespace {

//! Writes the proposed parts of one source.
struct ProposeSink {
    Real *pos, *neg;
    Index targets;
    bool lateral;

    bool wants_rows(Index ranks) const { return ranks * host::lanes > targets; }
    template <class At>
    void row(Index i, At const& at) const
    {
        for (Index o = 0; o < targets; ++o) {
            put(i, o, at(o, Real{}));
        }
    }
    template <class At>
    void touched(Index i, std::vector<Index> const& ranked, At const& at) const
    {
        for (std::size_t k = 0; k < ranked.size(); ++k) {
            put(i, ranked[k], at(k));
        }
    }
    void put(Index i, Index o, host::Parts<Real> parts) const
    {
        if (lateral && i == o) { return; }
        Index const w = i * targets + o;
        if (pos != nullptr) { pos[w] = parts.pos; }
        if (neg != nullptr) { neg[w] = parts.neg; }
    }
};

//! Applies the parts of one source to its weights.
template <class Rule>
struct UpdateSink {
    Rule rule;
    Real* weight;
    Index targets;
    bool lateral;

    bool wants_rows(Index ranks) const { return Rule::known && ranks * host::lanes > targets; }
    template <class At>
    void row(Index i, At const& at) const
    {
        Real* const row     = weight + i * targets;
        Real const diagonal = lateral ? row[i] : 0;
        host::for_each_target<Rule::known>(
            targets,
            [row, at, rule = rule](Index o, auto kind) {
                return rule.next(host::load_as(kind, row + o), at(o, kind));
            },
            [row](Index o, auto next) { host::store_as(row + o, next); });
        if (lateral) { row[i] = diagonal; }
    }
    template <class At>
    void touched(Index i, std::vector<Index> const& ranked, At const& at) const
    {
        for (std::size_t k = 0; k < ranked.size(); ++k) {
            if (lateral && ranked[k] == i) { continue; }
            Real& w = weight[i * targets + ranked[k]];
            w       = rule.next(w, at(k));
        }
    }
};

}  // namespace

void StdpDense::on_host(StdpDense const& stage, Slice slice)
{
    Index const targets = stage.rule.post.seen.spikes.elements;
    for (Real* const part : {stage.pos, stage.neg}) {
        if (part != nullptr) {
            std::fill(part + slice.begin * targets, part + slice.end * targets, Real{0});
        }
    }
    host::sweep(stage.rule, slice, ProposeSink{stage.pos, stage.neg, targets, stage.lateral});
}

void StdpDenseUpdate::on_host(StdpDenseUpdate const& stage, Slice slice)
{
    host::with_weight_rule(stage.update, [&]<class Rule>(Rule const& rule) {
        host::sweep(stage.rule,
                    slice,
                    UpdateSink<Rule>{
                        rule, stage.weight, stage.rule.post.seen.spikes.elements, stage.lateral});
    });
}

}  // namespace inferno
