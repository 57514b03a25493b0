#include <algorithm>

#include "inferno/learn/stage.hpp"

#include "stdp_sweep.hpp"

namespace inferno {
namespace {

//! Writes the proposed parts of one source.
struct ProposeSink {
    StdpSigns signs;
    Real *pos, *neg;
    Index targets;
    bool lateral;

    void row(Index i, Real const* post, Real const* pre) const
    {
        for (Index o = 0; o < targets; ++o) {
            put(i, o, post[o], pre[o]);
        }
    }
    void touched(Index i, std::vector<Index> const& ranked, Real const* post) const
    {
        for (std::size_t k = 0; k < ranked.size(); ++k) {
            put(i, ranked[k], post[static_cast<Index>(k) * host::sweep_width], 0);
        }
    }
    void put(Index i, Index o, Real post, Real pre) const
    {
        if (lateral && i == o) { return; }
        Index const w = i * targets + o;
        if (pos != nullptr) { pos[w] = potentiating(signs, post, pre); }
        if (neg != nullptr) { neg[w] = depressing(signs, post, pre); }
    }
};

//! Applies the parts of one source to its weights. The kinds of bound are known at compile time for
//! the common rules, so that the loop over the targets vectorises.
template <bool known, BoundKind upper, BoundKind lower>
struct UpdateSink {
    StdpSigns signs;
    UpdateRule rule;
    Real* weight;
    Index targets;
    bool lateral;

    Real apply(Real w, Real post, Real pre) const
    {
        UpdateRule fixed = rule;
        if constexpr (known) {
            fixed.bound.upper.kind = upper;
            fixed.bound.lower.kind = lower;
        }
        return updated(fixed, w, potentiating(signs, post, pre), depressing(signs, post, pre));
    }
    void row(Index i, Real const* post, Real const* pre) const
    {
        Real* const row     = weight + i * targets;
        Real const diagonal = lateral ? row[i] : 0;
        update_row(row, post, pre);
        if (lateral) { row[i] = diagonal; }
    }
    void update_row(Real* row, Real const* post, Real const* pre) const
    {
        if (signs.post_potentiates && !signs.pre_potentiates) {
            UpdateSink hebbian = *this;  // constant signs: no selection left in the loop
            hebbian.signs      = {true, false};
#pragma GCC ivdep
            for (Index o = 0; o < targets; ++o) {
                row[o] = hebbian.apply(row[o], post[o], pre[o]);
            }
            return;
        }
        for (Index o = 0; o < targets; ++o) {
            row[o] = apply(row[o], post[o], pre[o]);
        }
    }
    void touched(Index i, std::vector<Index> const& ranked, Real const* post) const
    {
        Real* const row = weight + i * targets;
        for (std::size_t k = 0; k < ranked.size(); ++k) {
            if (lateral && ranked[k] == i) { continue; }
            row[ranked[k]] =
                apply(row[ranked[k]], post[static_cast<Index>(k) * host::sweep_width], 0);
        }
    }
};

template <bool known, BoundKind upper = BoundKind::none, BoundKind lower = BoundKind::none>
void sweep_and_update(StdpDenseUpdate const& stage, Slice slice)
{
    host::sweep(stage.view,
                slice,
                UpdateSink<known, upper, lower>{stage.view.signs,
                                                stage.rule,
                                                stage.weight,
                                                stage.view.post.spikes.elements,
                                                stage.lateral});
}

}  // namespace

void StdpDense::on_host(StdpDense const& stage, Slice slice)
{
    Index const targets = stage.view.post.spikes.elements;
    for (Real* const part : {stage.pos, stage.neg}) {
        if (part != nullptr) {
            std::fill(part + slice.begin * targets, part + slice.end * targets, Real{0});
        }
    }
    host::sweep(stage.view,
                slice,
                ProposeSink{stage.view.signs, stage.pos, stage.neg, targets, stage.lateral});
}

void StdpDenseUpdate::on_host(StdpDenseUpdate const& stage, Slice slice)
{
    BoundKind const upper = stage.rule.bound.upper.kind;
    BoundKind const lower = stage.rule.bound.lower.kind;
    constexpr auto none   = BoundKind::none;
    constexpr auto times  = BoundKind::multiplicative;
    if (upper == none && lower == none) { return sweep_and_update<true, none, none>(stage, slice); }
    if (upper == times && lower == none) {
        return sweep_and_update<true, times, none>(stage, slice);
    }
    if (upper == times && lower == times) {
        return sweep_and_update<true, times, times>(stage, slice);
    }
    sweep_and_update<false>(stage, slice);
}

void StdpDirect::on_host(StdpDirect const& stage, Slice slice)
{
    StdpView const& view = stage.view;
    Index const elements = view.pre.spikes.elements;
    Index const batch    = view.pre.spikes.batch;
    for (Index n = slice.begin; n < slice.end; ++n) {
        BatchSum post, pre;
        for (Index b = 0; b < batch; ++b) {
            Index const at = b * elements + n;
            if (host::spiked(view.post.spikes.row(b), n)) {
                post.add(view.reduction, view.pre.values[at]);
            }
            if (host::spiked(view.pre.spikes.row(b), n)) {
                pre.add(view.reduction, view.post.values[at]);
            }
        }
        Real const post_term = post.total(view.reduction, batch);
        Real const pre_term  = pre.total(view.reduction, batch);
        if (stage.pos != nullptr) { stage.pos[n] = potentiating(view.signs, post_term, pre_term); }
        if (stage.neg != nullptr) { stage.neg[n] = depressing(view.signs, post_term, pre_term); }
    }
}

}  // namespace inferno
