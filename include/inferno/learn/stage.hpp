//! learn: traces -> proposed change, as a potentiating and a depressing part.
#pragma once

#include "inferno/runtime/stage.hpp"
#include "inferno/state/reduction.hpp"
#include "inferno/trace/stage.hpp"
#include "inferno/update/stage.hpp"

namespace inferno {

//! The reduction of B numbers, given one at a time in batch order; silent samples count as 0.
struct BatchSum {
    Real value = 0;
    Index seen = 0;
    INFERNO_HD void add(BatchReduction reduction, Real x)
    {
        switch (reduction) {
            case BatchReduction::max:
                value = (seen == 0 || x > value) ? x : value;
                break;
            case BatchReduction::min:
                value = (seen == 0 || x < value) ? x : value;
                break;
            default:
                value += x;
                break;
        }
        ++seen;
    }
    INFERNO_HD Real total(BatchReduction reduction, Index batch) const
    {
        bool const some_silent = seen < batch;
        switch (reduction) {
            case BatchReduction::mean:
                return value / static_cast<Real>(batch);
            case BatchReduction::max:
                return (some_silent && value < 0) ? Real{0} : value;
            case BatchReduction::min:
                return (some_silent && value > 0) ? Real{0} : value;
            default:
                return value;
        }
    }
};

//! Which part a term goes to: `post` is triggered by target spikes, `pre` by source spikes.
//! Hebbian: +post -pre; anti-Hebbian: -post +pre; potentiative: +post +pre; depressive: -post -pre.
struct StdpSigns {
    bool post_potentiates = true, pre_potentiates = false;
};

INFERNO_HD Real potentiating(StdpSigns signs, Real post, Real pre)
{
    if (signs.post_potentiates) { return signs.pre_potentiates ? post + pre : post; }
    return signs.pre_potentiates ? pre : Real{0};
}

INFERNO_HD Real depressing(StdpSigns signs, Real post, Real pre)
{
    return potentiating({!signs.post_potentiates, !signs.pre_potentiates}, post, pre);
}

//! What pair STDP reads. post[o,i] = R_b(s_post[b,o] x_pre[b,i]), pre[o,i] = R_b(s_pre[b,i]
//! x_post[b,o]); the amplitudes of the traces are the learning rates.
struct StdpView {
    TraceView pre;   //!< of the sources
    TraceView post;  //!< of the targets
    StdpSigns signs;
    BatchReduction reduction = BatchReduction::mean;
};

inline void note_uses(StdpView const& view, Uses& list)
{
    list.reads_own(view.pre.spikes.words).reads_own(view.pre.values);
    list.reads_any(view.post.spikes.words).reads_any(view.post.values);
}

//! Pair STDP on a dense connection: proposes parts, to be applied later. Element i is source i.
struct StdpDense {
    static constexpr std::string_view name = "STDP";
    static constexpr Word word             = Word::learn;

    StdpView view;
    Real* pos    = nullptr;  //!< [sources][targets] or null: nothing potentiates
    Real* neg    = nullptr;  //!< [sources][targets] or null: nothing depresses
    bool lateral = false;    //!< target i is source i: no change on the diagonal

    Index extent() const { return view.pre.spikes.elements; }
    Index operations() const { return extent() * view.post.spikes.elements * 4; }
    void uses(Uses& list) const
    {
        note_uses(view, list);
        list.writes_own(pos).writes_own(neg);
    }
    static void on_host(StdpDense const& stage, Slice slice);
};

//! Pair STDP on a dense connection, applied at once: each weight is read and written once, and only
//! where a source or a target spiked. Same bits as StdpDense and ApplyUpdate.
struct StdpDenseUpdate {
    static constexpr std::string_view name = "STDP + update";
    static constexpr Word word             = Word::learn;

    StdpView view;
    UpdateRule rule;
    Real* weight = nullptr;  //!< [sources][targets], already inside the rule's clamp
    bool lateral = false;    //!< the diagonal is left alone

    Index extent() const { return view.pre.spikes.elements; }
    Index operations() const { return extent() * view.post.spikes.elements; }
    void uses(Uses& list) const
    {
        note_uses(view, list);
        list.writes_own(weight);
    }
    static void on_host(StdpDenseUpdate const& stage, Slice slice);
};

//! Pair STDP on a one-to-one connection; pos and neg are [elements] or null.
struct StdpDirect {
    static constexpr std::string_view name = "STDP one-to-one";
    static constexpr Word word             = Word::learn;

    StdpView view;
    Real* pos = nullptr;
    Real* neg = nullptr;

    Index extent() const { return view.pre.spikes.elements; }
    Index operations() const { return extent() * view.pre.spikes.batch * 4; }
    void uses(Uses& list) const
    {
        note_uses(view, list);
        list.writes_own(pos).writes_own(neg);
    }
    static void on_host(StdpDirect const& stage, Slice slice);
};

}  // namespace inferno
