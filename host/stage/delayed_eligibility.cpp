//! Eligibilities of rules at spikes through delays, by rows.
#include "inferno/learn/eligibility.hpp"

#include "delayed_rows.hpp"

namespace inferno {
namespace {

using Stage = EligibilityOf<DelayedSpikeRule>;

//! One for all samples.
void step_sums(Stage const& stage, Slice slice)
{
    auto const add = [&](Real* memory, host::Strip strip, host::Lanes terms) {
        host::Lanes const last = host::load_strip(memory, strip);
        host::store_strip(memory, strip, stage.decay * last + stage.gain * terms);
    };
    host::with_delayed_rows(stage.pairs, stage.rule, false, [&](auto&& rows) {
        host::for_each_row(stage.pairs, slice, [&](Index source, Slice targets) {
            rows.row(source, targets, [&](host::Strip strip, host::LanePair sums, bool) {
                add(stage.state.post, strip, sums.one);
                add(stage.state.pre, strip, sums.other);
            });
        });
    });
}

//! One for each sample: all fade, then terms are added where there are any.
void step_samples(Stage const& stage, Slice slice)
{
    Index const weights = stage.pairs.weights();
    host::with_delayed_rows(stage.pairs, stage.rule, false, [&](auto&& rows) {
        host::for_each_row(stage.pairs, slice, [&](Index source, Slice targets) {
            Index const row = source * stage.pairs.filters;
            for (Index b = 0; b < stage.state.samples; ++b) {
                Index const first = b * weights + row + targets.begin;
                host::fade(stage.state.post + first, targets.end - targets.begin, stage.decay);
                host::fade(stage.state.pre + first, targets.end - targets.begin, stage.decay);
            }
            rows.terms(
                source,
                targets,
                [&](Index target, Index sample, Real term) {
                    stage.state.post[sample * weights + row + target] += stage.gain * term;
                },
                [&](host::Strip strip, Index sample, host::Lanes terms) {
                    Real* const memory     = stage.state.pre + sample * weights;
                    host::Lanes const last = host::load_strip(memory, strip);
                    host::store_strip(memory, strip, last + stage.gain * terms);
                });
        });
    });
}

}  // namespace

template <>
void EligibilityOf<DelayedSpikeRule>::on_host(EligibilityOf const& stage, Slice slice)
{
    if (host::has_rows(stage.pairs)) {
        return stage.state.samples == 1 ? step_sums(stage, slice) : step_samples(stage, slice);
    }
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.step_one(k);
    }
}

}  // namespace inferno
