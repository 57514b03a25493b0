//! The host's loop over what is watched, for any reducer.
#pragma once

#include <algorithm>

#include "inferno/state/lanes.hpp"
#include "inferno/state/spike_bytes.hpp"
#include "inferno/trace/reduce.hpp"

namespace inferno {
namespace host {

//! Elements looked at in one go, small enough for the nearest cache.
inline constexpr Index chunk = 256;

//! Elements [begin, begin + count) of sample b as numbers.
inline void look(Quantity const& quantity, Index b, Index begin, Index count, Real* values)
{
    if (quantity.values != nullptr) {
        std::copy_n(quantity.values + b * quantity.elements + begin, count, values);
        return;
    }
    SpikeWord const* const row       = quantity.spikes.row(b);
    unsigned char const* const bytes = bytes_of(row, {begin, begin + count});
    Index n                          = 0;
    for (; n + lanes <= count; n += lanes) {
        store_lanes(values + n, spike_lanes(bytes[n / lanes]));
    }
    for (; n < count; ++n) {
        values[n] = spiked(row, begin + n) ? Real{1} : Real{0};
    }
}

//! What the reducer sees of a chunk, in arrays of its own: the loops over them vectorise.
template <class Reducer>
struct Chunk {
    Real kept[chunk], value[chunk], met[chunk];

    void look_at(ReduceStage<Reducer> const& stage, Index b, Index begin, Index count)
    {
        look(stage.seen, b, begin, count, value);
        if (stage.before != nullptr) {
            Real const* const before = stage.before + b * stage.seen.elements + begin;
            for (Index n = 0; n < count; ++n) {
                value[n] = value[n] - before[n];
            }
        }
        if (stage.condition.there()) {
            look(stage.condition, b, begin, count, met);
            return;
        }
        Criterion const criterion = stage.criterion;
        for (Index n = 0; n < count; ++n) {
            met[n] = criterion.met(value[n]) ? Real{1} : Real{0};
        }
    }

    void reduce(ReduceStage<Reducer> const& stage, Index steps, Index count)
    {
        auto const here = stage;  // by value: a loop that writes need not read it again
        for (Index n = 0; n < count; ++n) {
            kept[n] = here.reduced(kept[n], value[n], met[n] != 0, steps);
        }
    }
};

}  // namespace host

template <class Reducer>
void ReduceStage<Reducer>::on_host(ReduceStage const& stage, Slice slice)
{
    Index const size  = stage.seen.elements * stage.seen.batch;
    Index const now   = stage.record.now();
    Index const last  = (now == 0 ? stage.record.slots : now) - 1;
    Index const steps = stage.already == nullptr ? 0 : *stage.already;
    host::Chunk<Reducer> part;
    for (Index b = 0; b < stage.seen.batch; ++b) {
        for (Index begin = slice.begin; begin < slice.end; begin += host::chunk) {
            Index const count = std::min(host::chunk, slice.end - begin);
            Index const at    = b * stage.seen.elements + begin;
            std::copy_n(stage.record.values + last * size + at, count, part.kept);
            part.look_at(stage, b, begin, count);
            part.reduce(stage, steps, count);
            std::copy_n(part.kept, count, stage.record.values + now * size + at);
        }
    }
}

}  // namespace inferno
