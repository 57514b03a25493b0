//! Traces of one source in the past, for targets that spiked: recomputed from those that are kept,
//! eight at a time.
#pragma once

#include <algorithm>
#include <vector>

#include "inferno/state/lanes.hpp"
#include "inferno/trace/past.hpp"

namespace inferno::host {

//! What a spike of a target brings with it; spikes lie in the order of samples.
struct SeenSpike {
    Index target, sample;
    Real weight, reward;
    bool down;  //!< under rewards of samples: it depresses
};

//! state_at() for eight targets that spiked; `slots`: where the weights of each target read.
inline Lanes traces_at_spikes(History<FadingTrace> const& past,
                              TraceParams const& params,
                              Index source,
                              SeenSpike const* spikes,
                              std::vector<std::int32_t> const& slots)
{
    constexpr Index between = steps_between_states<FadingTrace>;
    SpikeWord const* bits[lanes];
    LaneInts ahead{}, shift{}, there{};
    Lanes trace{};
    std::int32_t most = 0;
    for (Index j = 0; j < lanes; ++j) {
        std::int32_t const read = slots[static_cast<std::size_t>(spikes[j].target)];
        Index const slot        = read == past.slots ? 0 : read;
        ahead[j]                = static_cast<std::int32_t>(slot % between);
        shift[j]                = static_cast<std::int32_t>(spikes[j].sample % word_bits);
        there[j]                = read == past.slots ? 0 : -1;
        bits[j]  = past.row(spikes[j].sample / word_bits, source) + (slot - slot % between);
        trace[j] = past.states.value[past.state(source, slot, spikes[j].sample)];
        most     = std::max(most, ahead[j]);
    }
    for (std::int32_t k = 1; k <= most; ++k) {
        LaneInts words{};
        for (Index j = 0; j < lanes; ++j) {
            words[j] = static_cast<std::int32_t>(bits[j][k]);
        }
        LaneInts const spike = (words >> shift) & 1;
        Lanes const decayed  = params.decay * trace;
        Lanes const next     = params.mode == TraceMode::nearest
                                   ? (spike != 0 ? Lanes{} + params.amplitude : decayed)
                                   : decayed + params.amplitude * __builtin_convertvector(spike, Lanes);
        trace                = ahead >= k ? next : trace;
    }
    return (Lanes)((LaneInts)trace & there);
}

}  // namespace inferno::host
