#include <algorithm>

#include "inferno/learn/stage.hpp"

#include "stdp_sweep.hpp"

namespace inferno {
namespace {

//! Writes the proposed parts of one source.
struct ProposeSink {
    StdpView const& view;
    Real *pos, *neg;
    Index targets;
    bool lateral;

    template <class R>
    void row(Index i, std::span<Index const> samples, Real const* post) const
    {
        host::PreTerms<R> const pre(view, samples);
        for (Index o = 0; o < targets; ++o) {
            put(i, o, post[o], pre.template at<Real>(o));
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
        if (pos != nullptr) { pos[w] = potentiating(view.signs, post, pre); }
        if (neg != nullptr) { neg[w] = depressing(view.signs, post, pre); }
    }
};

//! One side of a bound whose kind is known at compile time.
template <bool is_upper, BoundKind kind, class T>
T bounded_as(Bound const& bound, T w, T part)
{
    if constexpr (kind == BoundKind::none) { return part; }
    return is_upper ? bound_upper_multiplicative(w, part, bound.limit)
                    : bound_lower_multiplicative(w, part, bound.limit);
}

//! The rule of one stage, held by value. The kinds of bound may be known at compile time.
template <bool known, BoundKind upper, BoundKind lower>
struct WeightRule {
    UpdateRule rule;
    StdpSigns signs;

    //! The next weight, or eight of them.
    template <class T>
    [[gnu::always_inline]] T next(T w, T post, T pre) const
    {
        if (signs.post_potentiates && !signs.pre_potentiates) { return changed(w, post, pre); }
        if (signs.pre_potentiates && !signs.post_potentiates) { return changed(w, pre, post); }
        return signs.post_potentiates ? changed(w, post + pre, T{}) : changed(w, T{}, post + pre);
    }
    template <class T>
    [[gnu::always_inline]] T changed(T w, T pos, T neg) const
    {
        if constexpr (known) {
            T const change = bounded_as<true, upper>(rule.bound.upper, w, pos) -
                             bounded_as<false, lower>(rule.bound.lower, w, neg);
            return clamped(rule, w + change);
        } else {
            return updated(rule, w, pos, neg);
        }
    }
};

//! Applies the parts of one source to its weights; under the common rules eight targets side by
//! side.
template <bool known, BoundKind upper, BoundKind lower>
struct UpdateSink {
    StdpView const& view;
    WeightRule<known, upper, lower> rule;
    Real* weight;
    Index targets;
    bool lateral;

    template <class R>
    void row(Index i, std::span<Index const> samples, Real const* post) const
    {
        Real* const row     = weight + i * targets;
        Real const diagonal = lateral ? row[i] : 0;
        host::PreTerms<R> const pre(view, samples);
        if constexpr (known) {
            if (targets >= host::lanes) { update_lanes(row, targets, rule, post, pre); }
        }
        if (!known || targets < host::lanes) {
            for (Index o = 0; o < targets; ++o) {
                row[o] = rule.next(row[o], post[o], pre.template at<Real>(o));
            }
        }
        if (lateral) { row[i] = diagonal; }
    }
    //! Eight at a time. The last eight may overlap the ones before: they are computed from the old
    //! weights first and written last. All by value, for the same reason as PreTerms.
    template <class Pre>
    static void update_lanes(
        Real* row, Index targets, WeightRule<known, upper, lower> rule, Real const* post, Pre pre)
    {
        auto const pass = [=](auto const& next) {
            auto const at = [&](Index o) {
                return next(host::load_lanes(row + o),
                            host::load_lanes(post + o),
                            pre.template at<host::Lanes>(o));
            };
            Index const tail       = targets - host::lanes;
            host::Lanes const last = at(tail);
            for (Index o = 0; o < tail; o += host::lanes) {
                host::store_lanes(row + o, at(o));
            }
            host::store_lanes(row + tail, last);
        };
        using L = host::Lanes;
        if (rule.signs.post_potentiates &&
            !rule.signs.pre_potentiates) {  // Hebbian: no choice left in the loop
            pass(
                [=](L w, L post_term, L pre_term) { return rule.changed(w, post_term, pre_term); });
        } else {
            pass([=](L w, L post_term, L pre_term) { return rule.next(w, post_term, pre_term); });
        }
    }
    void touched(Index i, std::vector<Index> const& ranked, Real const* post) const
    {
        for (std::size_t k = 0; k < ranked.size(); ++k) {
            if (lateral && ranked[k] == i) { continue; }
            Real& w = weight[i * targets + ranked[k]];
            w       = rule.next(w, post[static_cast<Index>(k) * host::sweep_width], Real{0});
        }
    }
};

template <bool known, BoundKind upper = BoundKind::none, BoundKind lower = BoundKind::none>
void sweep_and_update(StdpDenseUpdate const& stage, Slice slice)
{
    host::sweep(stage.view,
                slice,
                known,
                UpdateSink<known, upper, lower>{stage.view,
                                                {stage.rule, stage.view.signs},
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
                true,
                ProposeSink{stage.view, stage.pos, stage.neg, targets, stage.lateral});
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
