//! One pass of pair STDP over the sources of a slice, work in proportion to the spikes.
//!
//! post[o,i] needs the targets that spiked, pre[o,i] the samples in which source i spiked. The
//! sweep takes eight sources at a time: the post terms of the touched targets are summed for all
//! eight side by side, then each source that spiked gets a full row of pre terms.
#pragma once

#include <span>
#include <type_traits>
#include <vector>

#include "inferno/learn/stage.hpp"
#include "inferno/state/lanes.hpp"
#include "inferno/state/spike_bytes.hpp"

namespace inferno::host {

//! A reduction over the batch, fixed at compile time. Silent samples count as 0.
template <BatchReduction reduction>
struct Reduce {
    //! T is a Real, or several side by side.
    template <class T>
    static T join(T reduced, T x)
    {
        if constexpr (reduction == BatchReduction::max) { return x > reduced ? x : reduced; }
        if constexpr (reduction == BatchReduction::min) { return x < reduced ? x : reduced; }
        return reduced + x;
    }
    template <class T>
    static T finish(T reduced, bool some_silent, Real batch)
    {
        T const zero{};
        if constexpr (reduction == BatchReduction::mean) { return reduced / batch; }
        if constexpr (reduction == BatchReduction::max) {
            return some_silent ? (reduced < zero ? zero : reduced) : reduced;
        }
        if constexpr (reduction == BatchReduction::min) {
            return some_silent ? (reduced > zero ? zero : reduced) : reduced;
        }
        return reduced;
    }
};

//! Targets that spiked in any sample.
struct TouchedTargets {
    struct Event {
        Index rank, sample;  //!< rank: position in `targets`
        bool first;          //!< the target's first spike in the batch
    };
    std::vector<Index> targets;
    std::vector<Index> samples;  //!< per touched target: in how many samples it spiked
    std::vector<Event> events;   //!< in batch order
    std::vector<Index> rank_of;  //!< per target; -1: silent

    void find(SpikeView const& post);
};

//! For each source of a slice the samples in which it spiked: bit b % 32 of word b / 32.
class SourceSamples {
  public:
    void find(SpikeView const& pre, Slice slice);
    //! Writes the samples of source i in batch order; returns how many there are.
    Index list(Index i, Index* samples) const;

  private:
    std::vector<SpikeWord> masks_;  //!< [sources from the slice's first word on][batch words]
    Index first_ = 0, batch_words_ = 0;
};

inline constexpr Index sweep_width =
    lanes;  //!< sources handled side by side; a slice starts at a multiple

inline Real load_as(Real, Real const* from) { return *from; }
inline Lanes load_as(Lanes, Real const* from) { return load_lanes(from); }
inline void store_as(Real* to, Real value) { *to = value; }
inline void store_as(Real* to, Lanes value) { store_lanes(to, value); }

//! post[rank][j] for the source first + j, or for eight sources from there on: reduced over the
//! samples in which the target spiked.
template <class R, class T>
void post_terms(
    StdpView const& view, TouchedTargets const& touched, Index first, Index j, Real* sums)
{
    Real const* const traces = view.pre.values + first + j;
    Index const inputs       = view.pre.spikes.elements;
    Index const batch        = view.pre.spikes.batch;
    for (TouchedTargets::Event const event : touched.events) {
        Real* const sum = sums + event.rank * sweep_width + j;
        T const trace   = load_as(T{}, traces + event.sample * inputs);
        store_as(sum, event.first ? trace : R::join(load_as(T{}, sum), trace));
    }
    for (std::size_t k = 0; k < touched.targets.size(); ++k) {
        Real* const sum = sums + static_cast<Index>(k) * sweep_width + j;
        store_as(
            sum,
            R::finish(load_as(T{}, sum), touched.samples[k] < batch, static_cast<Real>(batch)));
    }
}

//! The pre terms of one source: traces of the targets, reduced over the samples in which the source
//! spiked. Everything is held by value, so that a loop that writes weights does not read it again.
template <class R>
class PreTerms {
  public:
    PreTerms(StdpView const& view, std::span<Index const> samples)
        : traces_(view.post.values),
          targets_(view.post.spikes.elements),
          samples_(samples),
          batch_(static_cast<Real>(view.pre.spikes.batch)),
          some_silent_(std::ssize(samples) < view.pre.spikes.batch)
    {
    }
    //! The term of target o, or of eight targets from o on.
    template <class T>
    [[gnu::always_inline]] T at(Index o) const
    {
        if (samples_.empty()) { return T{}; }
        T reduced = load_as(T{}, traces_ + samples_[0] * targets_ + o);
        for (std::size_t s = 1; s < samples_.size(); ++s) {
            reduced = R::join(reduced, load_as(T{}, traces_ + samples_[s] * targets_ + o));
        }
        return R::finish(reduced, some_silent_, batch_);
    }

  private:
    Real const* traces_;
    Index targets_;
    std::span<Index const> samples_;
    Real batch_;
    bool some_silent_;
};

//! What one thread needs during a sweep, kept from step to step.
struct SweepScratch {
    TouchedTargets touched;
    SourceSamples sources;
    std::vector<Real> sums;  //!< [touched targets][sweep_width]
    std::vector<Real> rows;  //!< [sweep_width][targets]: post terms, zero at silent targets
    std::vector<Index> samples;
};

//! Spreads the post terms of touched targets over full rows, one per source.
inline void spread_rows(SweepScratch& scratch, Index targets)
{
    for (std::size_t k = 0; k < scratch.touched.targets.size(); ++k) {
        Real const* const sum = scratch.sums.data() + static_cast<Index>(k) * sweep_width;
        Real* const column    = scratch.rows.data() + scratch.touched.targets[k];
        for (Index j = 0; j < sweep_width; ++j) {
            column[j * targets] = sum[j];
        }
    }
}

//! Runs the sweep. `sink` gets, per source i, either
//!   row<R>(i, samples, post): the samples in which it spiked and a full row of post terms, or
//!   touched(i, targets, post): the targets that spiked and their post terms, stride sweep_width.
//! With `allow_rows` it gets rows also for silent sources, where many targets spiked.
template <class R, class Sink>
void sweep_sources(StdpView const& view, Slice slice, bool allow_rows, Sink const& sink)
{
    thread_local SweepScratch scratch;
    scratch.touched.find(view.post.spikes);
    scratch.sources.find(view.pre.spikes, slice);
    Index const ranks      = std::ssize(scratch.touched.targets);
    Index const targets    = view.post.spikes.elements;
    bool const prefer_rows = allow_rows && ranks * lanes > targets;
    scratch.sums.resize(static_cast<std::size_t>(ranks * sweep_width));
    scratch.rows.assign(static_cast<std::size_t>(sweep_width * targets), 0);
    scratch.samples.resize(static_cast<std::size_t>(view.pre.spikes.batch));

    for (Index first = slice.begin; first < slice.end; first += sweep_width) {
        Index const width = std::min(sweep_width, slice.end - first);
        if (width == sweep_width) {
            post_terms<R, Lanes>(view, scratch.touched, first, 0, scratch.sums.data());
        } else {
            for (Index j = 0; j < width; ++j) {
                post_terms<R, Real>(view, scratch.touched, first, j, scratch.sums.data());
            }
        }
        spread_rows(scratch, targets);
        for (Index j = 0; j < width; ++j) {
            Index const count = scratch.sources.list(first + j, scratch.samples.data());
            if (count > 0 || prefer_rows) {
                std::span<Index const> const samples(scratch.samples.data(),
                                                     static_cast<std::size_t>(count));
                sink.template row<R>(first + j, samples, scratch.rows.data() + j * targets);
            } else if (ranks > 0) {
                sink.touched(first + j, scratch.touched.targets, scratch.sums.data() + j);
            }
        }
    }
}

//! Calls sweep_sources with the reduction as a compile-time constant.
template <class Sink>
void sweep(StdpView const& view, Slice slice, bool allow_rows, Sink const& sink)
{
    switch (view.reduction) {
        case BatchReduction::mean:
            return sweep_sources<Reduce<BatchReduction::mean>>(view, slice, allow_rows, sink);
        case BatchReduction::sum:
            return sweep_sources<Reduce<BatchReduction::sum>>(view, slice, allow_rows, sink);
        case BatchReduction::max:
            return sweep_sources<Reduce<BatchReduction::max>>(view, slice, allow_rows, sink);
        case BatchReduction::min:
            return sweep_sources<Reduce<BatchReduction::min>>(view, slice, allow_rows, sink);
    }
}

}  // namespace inferno::host
