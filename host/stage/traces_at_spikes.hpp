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
    static_assert((between & (between - 1)) == 0);
    SpikeWord const* const row    = past.row(0, source);
    Real const* const states      = past.states.value + past.state(source, 0, 0);
    Index const words_of_a_sample = past.elements * (past.slots + 1);
    auto const slots_of_row       = static_cast<std::int32_t>(past.slots);
    SpikeWord const* bits[lanes];
    LaneInts ahead{}, shift{}, there{};
    Lanes trace{};
    std::int32_t most = 0;
    for (Index j = 0; j < lanes; ++j) {
        auto const sample       = static_cast<std::uint32_t>(spikes[j].sample);
        std::int32_t const read = slots[static_cast<std::size_t>(spikes[j].target)];
        auto const slot         = static_cast<std::uint32_t>(read == slots_of_row ? 0 : read);
        ahead[j]                = static_cast<std::int32_t>(slot % between);
        shift[j]                = static_cast<std::int32_t>(sample % word_bits);
        there[j]                = read == slots_of_row ? 0 : -1;
        bits[j]  = row + sample / word_bits * words_of_a_sample + (slot - slot % between);
        trace[j] = states[slot / between * past.batch + sample];
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
                                   ? (mask_of(spike != 0) ? Lanes{} + params.amplitude : decayed)
                                   : decayed + params.amplitude * __builtin_convertvector(spike, Lanes);
        trace                = mask_of(ahead >= k) ? next : trace;
    }
    return where(mask_of(there), trace);
}

}  // namespace inferno::host
