#include "inferno/trace/stage.hpp"

#include "bits.hpp"

namespace inferno {

//! Decays every trace, then adds at the spikes: adding zero elsewhere would change nothing.
void TraceStage::on_host(TraceStage const& stage, Slice slice)
{
    Index const words  = stage.spikes.row_words();
    TraceParams params = stage.params;
    for (Index b = 0; b < stage.spikes.batch; ++b) {
        SpikeWord const* const row = stage.spikes.row(b);
        Real* const trace          = stage.trace + b * stage.spikes.elements;
        for (Index n = slice.begin; n < slice.end; ++n) {
            trace[n] = params.decay * trace[n];
        }
        host::for_each_spike(row, slice, [&](Index n) {
            trace[n] =
                params.mode == TraceMode::nearest ? params.amplitude : trace[n] + params.amplitude;
        });
        host::copy_spikes(stage.seen + b * words, row, slice);
    }
}

}  // namespace inferno
