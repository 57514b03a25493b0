#include <array>
#include <utility>

#include "inferno/mapping/stage.hpp"

#include "bits.hpp"
#include "simd.hpp"
#include "spike_list.hpp"

namespace inferno {
namespace {

//! Sums `groups` times eight targets from `first` on: running sums in registers, finished partials
//! on a small stack.
template <int groups>
void sum_targets(DenseMapping const& stage,
                 host::SpikeList const& spikes,
                 Index first,
                 Real* output)
{
    host::Lanes stack[host::SpikeList::stack_depth + 1][groups];
    host::Lanes const current = host::Lanes{} + stage.per_spike_na;
    Index const* source       = spikes.sources().data();
    int depth                 = 0;
    for (host::Partial const& partial : spikes.partials()) {
        host::Lanes sum[groups] = {};
        for (Index const* const end = spikes.sources().data() + partial.end; source < end;
             ++source) {
            Real const* const row = stage.weight + *source * stage.targets + first;
#pragma GCC unroll 16
            for (int g = 0; g < groups; ++g) {
                sum[g] += current * host::load_lanes(row + g * host::lanes);
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
        host::Lanes sum = depth > 0 ? stack[0][g] : host::Lanes{};
        Index const at  = first + g * host::lanes;
        if (stage.bias != nullptr) { sum += host::load_lanes(stage.bias + at); }
        host::store_lanes(output + at, sum);
    }
}

//! The same for one target.
void sum_target(DenseMapping const& stage,
                host::SpikeList const& spikes,
                Index target,
                Real* output)
{
    Real stack[host::SpikeList::stack_depth + 1] = {};
    Index const* source                          = spikes.sources().data();
    int depth                                    = 0;
    for (host::Partial const& partial : spikes.partials()) {
        Real sum = 0;
        for (Index const* const end = spikes.sources().data() + partial.end; source < end;
             ++source) {
            sum += stage.per_spike_na * stage.weight[*source * stage.targets + target];
        }
        for (int merge = 0; merge < partial.merges; ++merge) {
            sum = stack[--depth] + sum;
        }
        stack[depth++] = sum;
    }
    output[target] = stage.bias != nullptr ? stack[0] + stage.bias[target] : stack[0];
}

using SumTargets = void (*)(DenseMapping const&, host::SpikeList const&, Index, Real*);
constexpr Index most_groups =
    13;  // as many running sums as leave three of 16 vector registers free

template <std::size_t... groups>
constexpr std::array<SumTargets, sizeof...(groups)> make_table(std::index_sequence<groups...>)
{
    return {sum_targets<static_cast<int>(groups) + 1>...};
}
constexpr auto by_groups = make_table(std::make_index_sequence<most_groups>{});

//! All targets of a slice, in strips. The last strip may reach back over the one before it: what it
//! computes again comes out the same.
void sum_slice(DenseMapping const& stage, host::SpikeList const& spikes, Slice slice, Real* output)
{
    Index o = slice.begin;
    while (slice.end - o >= host::lanes) {
        Index const groups = std::min((slice.end - o) / host::lanes, most_groups);
        by_groups[static_cast<std::size_t>(groups - 1)](stage, spikes, o, output);
        o += groups * host::lanes;
    }
    if (o < slice.end && slice.end - slice.begin >= host::lanes) {
        sum_targets<1>(stage, spikes, slice.end - host::lanes, output);
        return;
    }
    for (; o < slice.end; ++o) {
        sum_target(stage, spikes, o, output);
    }
}

}  // namespace

void DenseMapping::on_host(DenseMapping const& stage, Slice slice)
{
    thread_local host::SpikeList spikes;
    for (Index b = 0; b < stage.spikes.batch; ++b) {
        spikes.gather(stage.spikes.row(b), stage.spikes.elements);
        sum_slice(stage, spikes, slice, stage.output + b * stage.targets);
    }
}

void DirectMapping::on_host(DirectMapping const& stage, Slice slice)
{
    for (Index b = 0; b < stage.spikes.batch; ++b) {
        SpikeWord const* const row = stage.spikes.row(b);
        Real* const output         = stage.output + b * stage.spikes.elements;
        for (Index n = slice.begin; n < slice.end; ++n) {
            output[n] = stage.bias != nullptr ? stage.bias[n] : Real{0};
        }
        host::for_each_spike(row, slice, [&](Index n) {
            output[n] = stage.per_spike_na * stage.weight[n] + output[n];
        });
    }
}

}  // namespace inferno
