#include <algorithm>

#include "inferno/state/lanes.hpp"
#include "inferno/state/spike_bytes.hpp"
#include "inferno/synapse/host_loop.hpp"
#include "inferno/trace/past.hpp"

namespace inferno {
namespace {

//! Eight traces at once; the same operations as trace_step.
host::Lanes trace_lanes(TraceParams const& p, host::Lanes trace, unsigned char spikes)
{
    host::Lanes const spike   = host::spike_lanes(spikes);
    host::Lanes const decayed = p.decay * trace;
    if (p.mode == TraceMode::nearest) { return spike > 0 ? host::Lanes{} + p.amplitude : decayed; }
    return decayed + p.amplitude * spike;
}

}  // namespace

void TraceStage::on_host(TraceStage const& stage, Slice slice)
{
    Index const words        = stage.spikes.row_words();
    TraceParams const params = stage.params;
    for (Index b = 0; b < stage.spikes.batch; ++b) {
        SpikeWord const* const row       = stage.spikes.row(b);
        unsigned char const* const bytes = host::bytes_of(row, {0, stage.spikes.elements});
        Real* const trace                = stage.trace + b * stage.spikes.elements;
        Index n                          = slice.begin;
        if (stage.before != nullptr) {
            std::copy(trace + slice.begin,
                      trace + slice.end,
                      stage.before + b * stage.spikes.elements + slice.begin);
        }
        for (; n + host::lanes <= slice.end; n += host::lanes) {
            host::store_lanes(trace + n,
                              trace_lanes(params, host::load_lanes(trace + n), bytes[n / 8]));
        }
        for (; n < slice.end; ++n) {
            trace[n] = trace_step(params, trace[n], host::spiked(row, n));
        }
        host::copy_spikes(stage.seen + b * words, row, slice);
    }
}

//! The record is written as that of a synapse whose state is the trace.
void KeepTrace::on_host(KeepTrace const& stage, Slice slice)
{
    SynapseStage<FadingTrace> as_synapse;
    as_synapse.spikes      = stage.now.spikes;
    as_synapse.state.value = const_cast<Real*>(stage.now.values);
    as_synapse.history     = stage.past;
    Index const now        = *stage.past.head;
    for (Index w = 0; w < words_for(stage.now.spikes.batch); ++w) {
        for (Index first = slice.begin; first < slice.end; first += 8) {
            host::keep_eight(as_synapse, w, first, now);
        }
    }
    if (now % steps_between_states<FadingTrace> == 0) { host::keep_states(as_synapse, slice, now); }
}

}  // namespace inferno
