#include "inferno/mapping/stage.hpp"
#include "inferno/mapping/tap_sum.hpp"
#include "inferno/state/spike_bytes.hpp"

namespace inferno {

void DenseMapping::on_host(DenseMapping const& stage, Slice slice)
{
    thread_local host::SpikeList spikes;
    auto const current = [per_spike_na = stage.per_spike_na](Index) { return per_spike_na; };
    host::TapSum<decltype(current)> const sums{
        stage.weight, stage.bias, stage.targets, spikes, current};
    for (Index b = 0; b < stage.spikes.batch; ++b) {
        spikes.gather(stage.spikes.row(b), stage.spikes.elements);
        host::sum_slice(sums, slice.begin, slice.end, stage.output + b * stage.targets);
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
