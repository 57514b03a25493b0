//! One pass of pair STDP over the sources of a slice, work in proportion to the spikes.
//!
//! post[o,i] needs the targets that spiked, pre[o,i] the samples in which source i spiked. The
//! sweep takes eight sources at a time: the post terms of the touched targets are summed for all
//! eight side by side, then each source that spiked gets a full row of pre terms.
#pragma once

#include <vector>

#include "inferno/learn/stage.hpp"

#include "bits.hpp"

namespace inferno::host {

//! A reduction over the batch, fixed at compile time. Silent samples count as 0.
template <BatchReduction reduction>
struct Reduce {
    static Real join(Real reduced, Real x)
    {
        if constexpr (reduction == BatchReduction::max) { return x > reduced ? x : reduced; }
        if constexpr (reduction == BatchReduction::min) { return x < reduced ? x : reduced; }
        return reduced + x;
    }
    static Real finish(Real reduced, bool some_silent, Real batch)
    {
        if constexpr (reduction == BatchReduction::mean) { return reduced / batch; }
        if constexpr (reduction == BatchReduction::max) {
            return (some_silent && reduced < 0) ? Real{0} : reduced;
        }
        if constexpr (reduction == BatchReduction::min) {
            return (some_silent && reduced > 0) ? Real{0} : reduced;
        }
        return reduced;
    }
};

//! Targets that spiked in any sample.
struct TouchedTargets {
    struct Event {
        Index rank, sample;  //!< rank: position in `targets`
    };
    std::vector<Index> targets;
    std::vector<Index> samples;  //!< per touched target: in how many samples it spiked
    std::vector<Event> events;   //!< in batch order
    std::vector<Index> rank_of;  //!< per target; -1: silent

    void find(SpikeView const& post);
};

//! For each source of a slice the samples in which it spiked, in batch order.
struct SourceSamples {
    std::vector<Index> begin;  //!< per source of the slice, one more at the end
    std::vector<Index> samples;

    void find(SpikeView const& pre, Slice slice);
};

inline constexpr Index sweep_width =
    8;  //!< sources handled side by side; a slice starts at a multiple

//! Runs the sweep. `sink` gets, per source, either
//!   row(i, post, pre): full rows over the targets, where source i spiked, or
//!   touched(i, targets, post): the touched targets and their post terms, stride sweep_width.
template <BatchReduction reduction, class Sink>
void sweep_sources(StdpView const& view, Slice slice, Sink const& sink)
{
    using R = Reduce<reduction>;
    thread_local TouchedTargets touched;
    thread_local SourceSamples sources;
    thread_local std::vector<Real> sums, post_row, pre_row;
    touched.find(view.post.spikes);
    sources.find(view.pre.spikes, slice);
    Index const batch     = view.pre.spikes.batch;
    Index const inputs    = view.pre.spikes.elements;
    Index const targets   = view.post.spikes.elements;
    Index const ranks     = std::ssize(touched.targets);
    Real const batch_real = static_cast<Real>(batch);
    sums.resize(static_cast<std::size_t>(ranks * sweep_width));
    post_row.assign(static_cast<std::size_t>(targets), 0);
    pre_row.resize(static_cast<std::size_t>(targets));

    for (Index first = slice.begin; first < slice.end; first += sweep_width) {
        Index const width = std::min(sweep_width, slice.end - first);
        post_terms<R>(view, touched, first, width, inputs, batch, sums.data());
        for (Index j = 0; j < width; ++j) {
            Index const i     = first + j;
            Index const begin = sources.begin[static_cast<std::size_t>(i - slice.begin)];
            Index const end   = sources.begin[static_cast<std::size_t>(i - slice.begin + 1)];
            if (begin == end) {
                if (ranks > 0) { sink.touched(i, touched.targets, sums.data() + j); }
                continue;
            }
            for (Index k = 0; k < ranks; ++k) {
                post_row[static_cast<std::size_t>(touched.targets[static_cast<std::size_t>(k)])] =
                    sums[static_cast<std::size_t>(k * sweep_width + j)];
            }
            Real* const pre = pre_row.data();
            for (Index s = begin; s < end; ++s) {
                Real const* const trace =
                    view.post.values + sources.samples[static_cast<std::size_t>(s)] * targets;
                if (s == begin) {
                    for (Index o = 0; o < targets; ++o) {
                        pre[o] = trace[o];
                    }
                } else {
                    for (Index o = 0; o < targets; ++o) {
                        pre[o] = R::join(pre[o], trace[o]);
                    }
                }
            }
            for (Index o = 0; o < targets; ++o) {
                pre[o] = R::finish(pre[o], end - begin < batch, batch_real);
            }
            sink.row(i, post_row.data(), pre);
        }
    }
}

//! post[rank][j] for the sources first + j: reduced over the samples in which the target spiked.
template <class R>
void post_terms(StdpView const& view,
                TouchedTargets const& touched,
                Index first,
                Index width,
                Index inputs,
                Index batch,
                Real* sums)
{
    thread_local std::vector<Index> seen;
    seen.assign(touched.targets.size(), 0);
    for (auto const [rank, sample] : touched.events) {
        Real* const sum         = sums + rank * sweep_width;
        Real const* const trace = view.pre.values + sample * inputs + first;
        if (seen[static_cast<std::size_t>(rank)]++ == 0) {
            for (Index j = 0; j < width; ++j) {
                sum[j] = trace[j];
            }
        } else {
            for (Index j = 0; j < width; ++j) {
                sum[j] = R::join(sum[j], trace[j]);
            }
        }
    }
    for (std::size_t k = 0; k < touched.targets.size(); ++k) {
        Real* const sum = sums + static_cast<Index>(k) * sweep_width;
        for (Index j = 0; j < width; ++j) {
            sum[j] = R::finish(sum[j], touched.samples[k] < batch, static_cast<Real>(batch));
        }
    }
}

//! Calls sweep_sources with the reduction as a compile-time constant.
template <class Sink>
void sweep(StdpView const& view, Slice slice, Sink const& sink)
{
    switch (view.reduction) {
        case BatchReduction::mean:
            return sweep_sources<BatchReduction::mean>(view, slice, sink);
        case BatchReduction::sum:
            return sweep_sources<BatchReduction::sum>(view, slice, sink);
        case BatchReduction::max:
            return sweep_sources<BatchReduction::max>(view, slice, sink);
        case BatchReduction::min:
            return sweep_sources<BatchReduction::min>(view, slice, sink);
    }
}

}  // namespace inferno::host
