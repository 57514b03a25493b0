#include <algorithm>

#include "inferno/state/spike_bytes.hpp"
#include "inferno/state/stage.hpp"

namespace inferno {

void PushSpikes::on_host(PushSpikes const& stage, Slice slice)
{
    Index const words = stage.spikes.row_words();
    Index const batch = stage.spikes.batch;
    SpikeWord* const slot =
        stage.record + (stage.head != nullptr ? *stage.head : 0) * batch * words;
    for (Index b = 0; b < batch; ++b) {
        host::copy_spikes(slot + b * words, stage.spikes.row(b), slice);
    }
}

void PushReals::on_host(PushReals const& stage, Slice slice)
{
    Real* const slot =
        stage.record + (stage.head != nullptr ? *stage.head : 0) * stage.rows * stage.elements;
    for (Index r = 0; r < stage.rows; ++r) {
        Real const* const from = stage.values + r * stage.elements;
        std::copy(from + slice.begin, from + slice.end, slot + r * stage.elements + slice.begin);
    }
}

void AdvanceRing::on_host(AdvanceRing const& stage, Slice)
{
    *stage.head = *stage.head + 1 == stage.slots ? stage.after : *stage.head + 1;
}

}  // namespace inferno
