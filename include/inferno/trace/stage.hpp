//! trace: spikes -> memory of the past.
#pragma once

#include "inferno/runtime/stage.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

enum class TraceMode { cumulative, nearest };

//! A decaying trace: cumulative a x + A s, nearest (s ? A : a x). Spikes seen are kept with it.
struct TraceParams {
    Real decay     = 0;  //!< exp(-dt / time constant)
    Real amplitude = 1;
    TraceMode mode = TraceMode::cumulative;
};

INFERNO_HD Real trace_step(TraceParams const& p, Real trace, bool spike)
{
    Real const decayed = p.decay * trace;
    if (p.mode == TraceMode::nearest) { return spike ? p.amplitude : decayed; }
    return decayed + p.amplitude * (spike ? Real{1} : Real{0});
}

//! What a spike monitor holds: the spikes of the last step it saw and their trace.
struct TraceView {
    SpikeView spikes;              //!< copy of the spikes
    Real const* values = nullptr;  //!< [batch][elements]
};

struct TraceStage {
    static constexpr std::string_view name = "trace";
    static constexpr Word word             = Word::trace;

    TraceParams params;
    SpikeView spikes;           //!< what is watched
    Real* trace     = nullptr;  //!< [batch][elements]
    SpikeWord* seen = nullptr;  //!< [batch][words]: the spikes, kept for the trainer
    Real* before    = nullptr;  //!< [batch][elements]: the trace before this step; or null

    Index extent() const { return spikes.elements; }
    Index operations() const { return spikes.elements * spikes.batch * 2; }
    void uses(Uses& list) const
    {
        list.reads_own(spikes.words).reads_any(spikes.head).writes_own(trace).writes_own(seen);
        list.writes_own(before);
    }
    static void on_host(TraceStage const& stage, Slice slice);
};

}  // namespace inferno
