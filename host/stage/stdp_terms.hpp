//! From the spikes of one source and of all targets to the parts of its weights, one at a time or
//! eight side by side. The same operations in the same order as the generic rule
//! (learn/spike_rule.hpp), without the samples in which nothing spiked.
#pragma once

#include <algorithm>
#include <span>

#include "inferno/learn/dense_stage.hpp"
#include "inferno/state/lanes.hpp"

namespace inferno::host {

inline constexpr Index sweep_width =
    lanes;  //!< sources handled side by side; a slice starts at a multiple

inline Real load_as(Real, Real const* from) { return *from; }
inline Lanes load_as(Lanes, Real const* from) { return load_lanes(from); }
inline void store_as(Real* to, Real value) { *to = value; }
inline void store_as(Real* to, Lanes value) { store_lanes(to, value); }

//! A reduction over the batch, fixed at compile time. Silent samples count as 0. T is a Real, or
//! several side by side.
template <BatchReduction reduction>
struct Reduce {
    template <class T>
    static T join(T reduced, T x)
    {
        if constexpr (reduction == BatchReduction::max) { return x > reduced ? x : reduced; }
        if constexpr (reduction == BatchReduction::min) { return x < reduced ? x : reduced; }
        return reduced + x;
    }
    template <class T>
    static T finish(T reduced, bool some_silent, Real samples)
    {
        T const zero{};
        if constexpr (reduction == BatchReduction::mean) { return reduced / samples; }
        if constexpr (reduction == BatchReduction::max) {
            return some_silent ? (reduced < zero ? zero : reduced) : reduced;
        }
        if constexpr (reduction == BatchReduction::min) {
            return some_silent ? (reduced > zero ? zero : reduced) : reduced;
        }
        return reduced;
    }
};

//! A target that spiked in one sample.
struct TargetSpike {
    Index slot;  //!< where its terms are added up
    Index sample;
    bool first;   //!< of its slot
    Real weight;  //!< what the spike weighs
    Real reward;  //!< size of the sample's reward
};

//! A sample in which a source spiked.
struct SourceSpike {
    Real const* traces;  //!< of the targets, in this sample
    Real weight, reward;
};

//! All samples in which a source spiked, in batch order. Under rewards of samples `down` has those
//! in which its spikes depress.
struct SourceSpikes {
    std::span<SourceSpike const> up, down;
    bool none() const { return up.empty() && down.empty(); }
};

//! What is proposed for one weight, or for eight.
template <class T>
struct Parts {
    T pos, neg;
};

//! Terms of both sides, each where its direction sends it.
template <class T>
[[gnu::always_inline]] inline Parts<T> sorted_parts(bool post_up, bool pre_up, T post, T pre)
{
    if (post_up != pre_up) { return post_up ? Parts<T>{post, pre} : Parts<T>{pre, post}; }
    return post_up ? Parts<T>{post + pre, T{}} : Parts<T>{T{}, post + pre};
}

//! Without a reward, or with one for all samples: either side is reduced by itself, then scaled.
//! One slot for each target that spiked.
template <BatchReduction reduction>
class SideTerms {
    using R = Reduce<reduction>;

  public:
    static constexpr Index slots = 1;

    explicit SideTerms(SpikeRule const& rule) : samples_(rule.batch()), signs_(rule.signs)
    {
        if (rule.reward.signal == nullptr) { return; }
        scale_ = rule.reward.size(0);
        if (rule.reward.inverts(0)) {
            signs_ = {!signs_.post_potentiates, !signs_.pre_potentiates};
        }
    }
    //! The sum of a slot after one more spike.
    template <class T>
    static T joined(T sum, TargetSpike const& spike, T traces)
    {
        T const term = spike.weight * traces;
        return spike.first ? term : R::join(sum, term);
    }
    //! A slot into which all of its `count` spikes have gone.
    template <class T>
    T finished(T sum, Index count) const
    {
        return total(sum, count);
    }
    //! Parts of the weights to target o, or to eight from there on; `post` has the finished slots
    //! of all targets.
    template <class T>
    [[gnu::always_inline]] Parts<T> at(SourceSpikes const& spikes,
                                       Real const* post,
                                       Index,
                                       Index o) const
    {
        T pre{};
        if (!spikes.up.empty()) {
            pre = term<T>(spikes.up[0], o);
            for (std::size_t s = 1; s < spikes.up.size(); ++s) {
                pre = R::join(pre, term<T>(spikes.up[s], o));
            }
            pre = total(pre, std::ssize(spikes.up));
        }
        return sorted(load_as(T{}, post + o), pre);
    }
    //! Parts of a weight whose source was silent.
    Parts<Real> at_target(Real const* slot) const { return sorted(*slot, Real{0}); }

  private:
    template <class T>
    static T term(SourceSpike const& spike, Index o)
    {
        return spike.weight * load_as(T{}, spike.traces + o);
    }
    template <class T>
    T total(T sum, Index count) const
    {
        return R::finish(sum, count < samples_, static_cast<Real>(samples_)) * scale_;
    }
    template <class T>
    [[gnu::always_inline]] Parts<T> sorted(T post, T pre) const
    {
        return sorted_parts(signs_.post_potentiates, signs_.pre_potentiates, post, pre);
    }

    Index samples_;
    Real scale_ = 1;
    StdpSigns signs_;
};

//! With a reward for each sample: terms are scaled, then added up by direction, those of target
//! spikes first. Two slots for each target that spiked, one for each direction.
template <BatchReduction reduction>
class DirectedTerms {
    using R = Reduce<reduction>;

  public:
    static constexpr Index slots = 2;

    explicit DirectedTerms(SpikeRule const& rule)
    {
        Index const up = potentiating_terms(rule.signs, rule.reward, rule.batch());
        up_            = static_cast<Real>(std::max<Index>(up, 1));
        down_          = static_cast<Real>(std::max<Index>(2 * rule.batch() - up, 1));
    }
    template <class T>
    static T joined(T sum, TargetSpike const& spike, T traces)
    {
        T const term = (spike.weight * traces) * spike.reward;
        return spike.first ? term : sum + term;
    }
    template <class T>
    T finished(T sum, Index) const
    {
        return sum;  // source spikes are still to come
    }
    //! `post` has the slots of one direction, then, from `apart` on, those of the other.
    template <class T>
    [[gnu::always_inline]] Parts<T> at(SourceSpikes const& spikes,
                                       Real const* post,
                                       Index apart,
                                       Index o) const
    {
        return ended(added(load_as(T{}, post + o), spikes.up, o),
                     added(load_as(T{}, post + apart + o), spikes.down, o));
    }
    Parts<Real> at_target(Real const* slot) const { return ended(slot[0], slot[sweep_width]); }

  private:
    template <class T>
    static T added(T sum, std::span<SourceSpike const> spikes, Index o)
    {
        for (SourceSpike const& spike : spikes) {
            sum = sum + (spike.weight * load_as(T{}, spike.traces + o)) * spike.reward;
        }
        return sum;
    }
    template <class T>
    Parts<T> ended(T up, T down) const
    {
        return {R::finish(up, false, up_), R::finish(down, false, down_)};
    }

    Real up_, down_;  //!< terms of either direction, those of silent samples included
};

}  // namespace inferno::host
