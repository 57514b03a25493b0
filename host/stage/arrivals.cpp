#include "inferno/learn/arrivals.hpp"

#include <algorithm>
#include <vector>

#include "strip.hpp"

namespace inferno {

void FollowDelays::on_host(FollowDelays const& stage, Slice slice)
{
    if (!stage.has_work()) { return; }
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.step_one(k);
    }
}

namespace {

//! Sample by sample along the memory, where weights lie in rows.
void step_rows(ArrivalAges const& stage, Slice slice)
{
    thread_local std::vector<SpikeWord> arrives;
    arrives.resize(static_cast<std::size_t>(slice.end - slice.begin));
    Real const step_ms = stage.params.step_time_ms;
    for (Index w = 0; w < words_for(stage.spikes.batch); ++w) {
        for (Index k = slice.begin; k < slice.end; ++k) {
            DelayedRead const read = delayed_read<SpikeHistory>(stage.rule, stage.delay_ms[k]);
            Index const now        = *stage.spikes.head - 1;
            arrives[static_cast<std::size_t>(k - slice.begin)] = stage.spikes.row(
                w, k / stage.pairs.filters)[history_slot(now, read.steps, stage.spikes.slots)];
        }
        Index const last = std::min(stage.spikes.batch, (w + 1) * word_bits);
        for (Index b = w * word_bits; b < last; ++b) {
            SpikeWord const* const words = arrives.data();
            Real* const age              = stage.value + b * stage.pairs.size() + slice.begin;
#pragma GCC ivdep
            for (Index k = 0; k < slice.end - slice.begin; ++k) {
                age[k] = ((words[k] >> (b % word_bits)) & 1U) != 0 ? Real{0} : age[k] + step_ms;
            }
        }
    }
}

}  // namespace

void ArrivalAges::on_host(ArrivalAges const& stage, Slice slice)
{
    if (host::has_rows(stage.pairs)) { return step_rows(stage, slice); }
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.step_one(k);
    }
}

}  // namespace inferno
