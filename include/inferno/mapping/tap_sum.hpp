//! Weighted sums over a list of taps (sources), for neighbouring targets, in the order of
//! core/sum.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <utility>

#include "inferno/mapping/spike_list.hpp"
#include "inferno/state/lanes.hpp"

namespace inferno::host {

//! What sums of one sample have in common. `current(tap)` is the current of a listed tap.
template <class Current>
struct TapSum {
    Real const* weight;  //!< [taps][targets]
    Real const* bias;    //!< [targets] or null
    Index targets;
    SpikeList const& taps;
    Current current;
};

//! Sums up to `groups` times eight targets from `first` on: running sums in registers, finished
//! partials on a small stack. The last group starts at `last` and may reach back over the one
//! before it: what it computes again comes out the same.
template <int groups, class Current>
void sum_targets(TapSum<Current> const& sums, Index first, Index last, Real* output)
{
    auto const at = [=](int group) { return group + 1 < groups ? group * lanes : last; };
    Lanes stack[SpikeList::stack_depth + 1][groups];
    Index const* tap = sums.taps.sources().data();
    int depth        = 0;
    for (Partial const& partial : sums.taps.partials()) {
        Lanes sum[groups] = {};
        for (Index const* const end = sums.taps.sources().data() + partial.end; tap < end; ++tap) {
            Real const* const row = sums.weight + *tap * sums.targets + first;
            Lanes const current   = Lanes{} + sums.current(*tap);
#pragma GCC unroll 16
            for (int g = 0; g < groups; ++g) {
                sum[g] += current * load_lanes(row + at(g));
            }
        }
        for (int merge = 0; merge < partial.merges; ++merge) {
            --depth;
#pragma GCC unroll 16
            for (int g = 0; g < groups; ++g) {
                sum[g] = stack[depth][g] + sum[g];
            }
        }
#pragma GCC unroll 16
        for (int g = 0; g < groups; ++g) {
            stack[depth][g] = sum[g];
        }
        ++depth;
    }
    for (int g = 0; g < groups; ++g) {
        Lanes sum = depth > 0 ? stack[0][g] : Lanes{};
        if (sums.bias != nullptr) { sum += load_lanes(sums.bias + first + at(g)); }
        store_lanes(output + first + at(g), sum);
    }
}

//! The same for one target.
template <class Current>
void sum_target(TapSum<Current> const& sums, Index target, Real* output)
{
    Real stack[SpikeList::stack_depth + 1] = {};
    Index const* tap                       = sums.taps.sources().data();
    int depth                              = 0;
    for (Partial const& partial : sums.taps.partials()) {
        Real sum = 0;
        for (Index const* const end = sums.taps.sources().data() + partial.end; tap < end; ++tap) {
            sum += sums.current(*tap) * sums.weight[*tap * sums.targets + target];
        }
        for (int merge = 0; merge < partial.merges; ++merge) {
            sum = stack[--depth] + sum;
        }
        stack[depth++] = sum;
    }
    output[target] = sums.bias != nullptr ? stack[0] + sums.bias[target] : stack[0];
}

inline constexpr Index most_groups = 13;  //!< running sums that leave three of 16 registers free

template <class Current, std::size_t... groups>
void sum_groups(TapSum<Current> const& sums,
                Index count,
                Index first,
                Index last,
                Real* output,
                std::index_sequence<groups...>)
{
    using Sum                        = void (*)(TapSum<Current> const&, Index, Index, Real*);
    static constexpr Sum by_groups[] = {sum_targets<static_cast<int>(groups) + 1, Current>...};
    by_groups[count - 1](sums, first, last, output);
}

//! Targets [begin, end) of one sample, in strips; output[target] is written.
template <class Current>
void sum_slice(TapSum<Current> const& sums, Index begin, Index end, Real* output)
{
    if (end - begin < lanes) {
        for (Index o = begin; o < end; ++o) {
            sum_target(sums, o, output);
        }
        return;
    }
    for (Index o = begin; o < end; o += most_groups * lanes) {
        Index const first = std::min(o, end - lanes);  // a short rest reaches back, too
        Index const width = std::min(end - first, most_groups * lanes);
        sum_groups(sums,
                   (width + lanes - 1) / lanes,
                   first,
                   width - lanes,
                   output,
                   std::make_index_sequence<most_groups>{});
    }
}

}  // namespace inferno::host
