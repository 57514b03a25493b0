//! The host's loops over the targets of a mapping, for any synapse. A program with a synapse of its
//! own instantiates its stages in one file that includes this: docs/examples/own_synapse.
#pragma once

#include <type_traits>
#include <vector>

#include "inferno/mapping/delayed_spikes.hpp"
#include "inferno/mapping/delayed_states.hpp"
#include "inferno/mapping/tap_sum.hpp"
#include "inferno/mapping/window_loop.hpp"

namespace inferno {
template <class Dynamics>
void CurrentMapping<Dynamics>::on_host(CurrentMapping const& stage, Slice slice)
{
    thread_local host::SpikeList taps;
    thread_local std::vector<Real> input_na, tap_na;
    thread_local std::vector<SpikeWord> carries;
    Index const inputs_count = stage.map.windows.inputs();
    input_na.clear();
    for (Index b = 0; b < stage.spikes.batch; ++b) {
        for (Index i = 0; i < inputs_count; ++i) {
            input_na.push_back(stage.current(b, i));
        }
    }
    tap_na.resize(static_cast<std::size_t>(stage.map.windows.taps()));
    auto const sum = [&](Index, auto const& inputs, Index b, Slice filters, Real* output) {
        carries.assign(static_cast<std::size_t>(words_for(std::ssize(tap_na))), 0);
        Real const* const sample_na = input_na.data() + b * inputs_count;
        for (std::size_t t = 0; t < tap_na.size(); ++t) {
            tap_na[t] = inputs[t] < 0 ? Real{0} : sample_na[inputs[t]];
            carries[t / word_bits] |= static_cast<SpikeWord>(tap_na[t] != 0) << (t % word_bits);
        }
        taps.gather(carries.data(), std::ssize(tap_na));
        auto const current = [values = tap_na.data()](Index tap) { return values[tap]; };
        host::TapSum<decltype(current)> const sums{
            stage.map.weight, stage.map.bias, stage.map.filters, taps, current};
        host::sum_slice(sums, filters.begin, filters.end, output);
    };
    host::for_each_window(stage.map, stage.spikes.batch, slice, sum);
}

template <class Dynamics>
void DirectCurrents<Dynamics>::on_host(DirectCurrents const& stage, Slice slice)
{
    for (Index b = 0; b < stage.from.spikes.batch; ++b) {
        for (Index n = slice.begin; n < slice.end; ++n) {
            stage.from.map.output[b * stage.extent() + n] = stage.target_input(b, n);
        }
    }
}

template <class Dynamics>
void DelayedMapping<Dynamics>::on_host(DelayedMapping const& stage, Slice slice)
{
    if constexpr (std::is_empty_v<typename Dynamics::template State<Real>>) {
        host::map_delayed_spikes(stage, slice);
    } else {
        host::map_delayed_states(stage, slice);
    }
}

template <class Dynamics>
void DelayedDirect<Dynamics>::on_host(DelayedDirect const& stage, Slice slice)
{
    Index const now = *stage.inputs.history.head;
    for (Index b = 0; b < stage.inputs.history.batch; ++b) {
        for (Index n = slice.begin; n < slice.end; ++n) {
            stage.output[b * stage.extent() + n] = stage.target_input(b, n, now);
        }
    }
}

}  // namespace inferno
