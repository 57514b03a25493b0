//! Delayed mapping, for any synapse.
#pragma once

#include <type_traits>

#include "delayed_spikes.hpp"
#include "delayed_states.hpp"

namespace inferno {

template <class Dynamics>
void DelayedMapping<Dynamics>::on_host(DelayedMapping const& stage, Slice slice)
{
    if constexpr (std::is_empty_v<typename Dynamics::template State<Real>>) {
        host::map_delayed_spikes(stage, slice);
    } else {
        host::map_delayed_states(stage, slice);
    }
}

template <class Dynamics>
void DelayedDirect<Dynamics>::on_host(DelayedDirect const& stage, Slice slice)
{
    Index const now = *stage.inputs.history.head;
    for (Index b = 0; b < stage.inputs.history.batch; ++b) {
        for (Index n = slice.begin; n < slice.end; ++n) {
            stage.output[b * stage.extent() + n] = stage.target_input(b, n, now);
        }
    }
}

}  // namespace inferno
