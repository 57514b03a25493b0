//! Eligibilities of every sample on a dense connection, source by source: all fade, and only those
//! of a target or a source that spiked get a term. The same operations as EligibilityOf::step_one.
#include <vector>

#include "inferno/learn/eligibility.hpp"
#include "inferno/state/spike_bytes.hpp"

#include "strip.hpp"

namespace inferno {
namespace {

//! A target that spiked, and what its spike weighs.
struct WeighedSpike {
    Index target, sample;
    Real weight;
};

void find_spikes(SpikeSide const& post, std::vector<WeighedSpike>& spikes)
{
    SpikeView const& seen = post.seen.spikes;
    spikes.clear();
    for (Index b = 0; b < seen.batch; ++b) {
        host::for_each_spike(seen.row(b), {0, seen.elements}, [&](Index o) {
            spikes.push_back({o, b, post.weight_of_spike(b * seen.elements + o)});
        });
    }
}

//! The eligibilities of one source, whole or in part.
void step_row(EligibilityStage const& stage,
              std::vector<WeighedSpike> const& spikes,
              Index source,
              Slice targets)
{
    SpikeSide const &pre = stage.rule.pre, &post = stage.rule.post;
    Index const sources = pre.seen.spikes.elements, outputs = post.seen.spikes.elements;
    for (Index b = 0; b < stage.state.samples; ++b) {
        Index const first      = b * stage.pairs.weights() + source * outputs;
        Real* const post_terms = stage.state.post + first;
        Real* const pre_terms  = stage.state.pre + first;
        host::fade(post_terms + targets.begin, targets.end - targets.begin, stage.decay);
        host::fade(pre_terms + targets.begin, targets.end - targets.begin, stage.decay);
        if (!pre.spiked(b, source)) { continue; }
        Real const weight       = pre.weight_of_spike(b * sources + source);
        Real const* const trace = post.seen.values + b * outputs;
        Real const gain         = stage.gain;
#pragma GCC ivdep
        for (Index o = targets.begin; o < targets.end; ++o) {
            pre_terms[o] += gain * (weight * trace[o]);
        }
    }
    for (WeighedSpike const& spike : spikes) {
        if (spike.target < targets.begin || spike.target >= targets.end) { continue; }
        Real const trace = pre.seen.values[spike.sample * sources + source];
        Index const at   = spike.sample * stage.pairs.weights() + source * outputs + spike.target;
        stage.state.post[at] += stage.gain * (spike.weight * trace);
    }
}

}  // namespace

template <>
void EligibilityStage::on_host(EligibilityStage const& stage, Slice slice)
{
    if (stage.state.samples == stage.rule.batch() && host::has_rows(stage.pairs)) {
        thread_local std::vector<WeighedSpike> spikes;
        find_spikes(stage.rule.post, spikes);
        return host::for_each_row(stage.pairs, slice, [&](Index source, Slice targets) {
            step_row(stage, spikes, source, targets);
        });
    }
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.step_one(k);
    }
}

}  // namespace inferno
