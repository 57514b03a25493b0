//! The traces of one source over its whole record, from those that are kept.
#pragma once

#include <algorithm>
#include <vector>

#include "inferno/learn/delayed_rule.hpp"
#include "inferno/state/lanes.hpp"

namespace inferno::host {

//! One slot after another of the traces of one source in all samples.
class TracesOfSource {
  public:
    TracesOfSource(History<FadingTrace> const& past, FadingTrace::Params const& params)
        : past_(past), params_(params), width_(padded(past.batch))
    {
    }
    //! Lays out the whole record. What lies between two kept traces takes a step everywhere before
    //! any takes the next: they do not wait for each other.
    void lay_out(Index source, std::vector<Real>& memory)
    {
        constexpr Index between = steps_between_states<FadingTrace>;
        memory.resize(static_cast<std::size_t>((past_.slots + 1) * width_));
        at_ = memory.data() + width_;
        for (Index slot = 0; slot < past_.slots; slot += between) {
            std::copy_n(past_.states.value + past_.state(source, slot, 0),
                        past_.batch,
                        at_ + slot * width_);
        }
        for (Index first = 0; first < width_; first += lanes) {
            params_.trace.mode == TraceMode::nearest ? step<true>(source, first)
                                                     : step<false>(source, first);
        }
        std::copy_n(at_ + (past_.slots - 1) * width_, width_, memory.data());
    }
    //! Of all samples, in the step before that in `slot`.
    Real const* before(Index slot) const { return at_ + (slot - 1) * width_; }

  private:
    //! trace_step() for eight samples in all slots; those past the last stay silent.
    template <bool nearest>
    void step(Index source, Index first)
    {
        constexpr Index between    = steps_between_states<FadingTrace>;
        TraceParams const params   = params_.trace;
        SpikeWord const* const row = past_.row(first / word_bits, source);
        Index const shift          = first % word_bits;
        Index const slots = past_.slots, width = width_;
        Real* const traces = at_ + first;
        for (Index next = 1; next < between; ++next) {
            for (Index slot = next; slot < slots; slot += between) {
                Real* const to      = traces + slot * width;
                Lanes const spike   = spike_lanes(static_cast<unsigned char>(row[slot] >> shift));
                Lanes const decayed = params.decay * load_lanes(to - width);
                if constexpr (nearest) {
                    store_lanes(to, spike > 0 ? Lanes{} + params.amplitude : decayed);
                } else {
                    store_lanes(to, decayed + params.amplitude * spike);
                }
            }
        }
    }

    History<FadingTrace> past_;
    FadingTrace::Params params_;
    Index width_;
    Real* at_ = nullptr;
};

}  // namespace inferno::host
