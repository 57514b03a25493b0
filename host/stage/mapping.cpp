#include <array>
#include <utility>

#include "inferno/mapping/stage.hpp"

#include "bits.hpp"
#include "simd.hpp"
#include "spike_list.hpp"

namespace inferno {
namespace {

//! Sums up to `groups` times eight targets from `first` on: running sums in registers, finished
//! partials on a small stack. The last group starts at `last` and may reach back over the one
//! before it: what it computes again comes out the same.
template <int groups>
void sum_targets(
    DenseMapping const& stage, host::SpikeList const& spikes, Index first, Index last, Real* output)
{
    auto const at = [=](int group) { return group + 1 < groups ? group * host::lanes : last; };
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
                sum[g] += current * host::load_lanes(row + at(g));
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
        if (stage.bias != nullptr) { sum += host::load_lanes(stage.bias + first + at(g)); }
        host::store_lanes(output + first + at(g), sum);
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

using SumTargets = void (*)(DenseMapping const&, host::SpikeList const&, Index, Index, Real*);
constexpr Index most_groups = 13;  //!< running sums that leave three of 16 vector registers free

template <std::size_t... groups>
constexpr std::array<SumTargets, sizeof...(groups)> make_table(std::index_sequence<groups...>)
{
    return {sum_targets<static_cast<int>(groups) + 1>...};
}
constexpr auto by_groups = make_table(std::make_index_sequence<most_groups>{});

//! All targets of a slice, in strips.
void sum_slice(DenseMapping const& stage, host::SpikeList const& spikes, Slice slice, Real* output)
{
    if (slice.end - slice.begin < host::lanes) {
        for (Index o = slice.begin; o < slice.end; ++o) {
            sum_target(stage, spikes, o, output);
        }
        return;
    }
    for (Index o = slice.begin; o < slice.end; o += most_groups * host::lanes) {
        Index const first = std::min(o, slice.end - host::lanes);  // a short rest reaches back, too
        Index const width = std::min(slice.end - first, most_groups * host::lanes);
        Index const groups = (width + host::lanes - 1) / host::lanes;
        by_groups[static_cast<std::size_t>(groups - 1)](
            stage, spikes, first, width - host::lanes, output);
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
