#include "stdp_sweep.hpp"

namespace inferno::host {

void TouchedTargets::find(SpikeView const& post)
{
    targets.clear();
    samples.clear();
    events.clear();
    rank_of.assign(static_cast<std::size_t>(post.elements), -1);
    for (Index b = 0; b < post.batch; ++b) {
        for_each_spike(post.row(b), {0, post.elements}, [&](Index o) {
            Index& rank = rank_of[static_cast<std::size_t>(o)];
            if (rank < 0) {
                rank = std::ssize(targets);
                targets.push_back(o);
                samples.push_back(0);
            }
            ++samples[static_cast<std::size_t>(rank)];
            events.push_back({rank, b});
        });
    }
}

void SourceSamples::find(SpikeView const& pre, Slice slice)
{
    auto const count = static_cast<std::size_t>(slice.end - slice.begin);
    begin.assign(count + 2, 0);
    auto const slot = [&](Index i) { return static_cast<std::size_t>(i - slice.begin); };
    for (Index b = 0; b < pre.batch; ++b) {
        for_each_spike(pre.row(b), slice, [&](Index i) { ++begin[slot(i) + 2]; });
    }
    for (std::size_t s = 2; s < begin.size(); ++s) {
        begin[s] += begin[s - 1];
    }
    samples.resize(static_cast<std::size_t>(begin.back()));
    for (Index b = 0; b < pre.batch; ++b) {
        for_each_spike(pre.row(b), slice, [&](Index i) {
            samples[static_cast<std::size_t>(begin[slot(i) + 1]++)] = b;
        });
    }
}

}  // namespace inferno::host
