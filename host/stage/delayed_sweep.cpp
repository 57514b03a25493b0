//! Rules at spikes through delays by rows: what they propose.
#include "delayed_rows.hpp"

namespace inferno {
namespace {

//! Puts what each strip proposes.
template <class Sink>
void put_rows(WeightPairs const& pairs,
              DelayedSpikeRule const& rule,
              Slice weights,
              Sink const& sink)
{
    host::StripChange const change(rule.signs, rule.reduction, rule.reward, rule.batch());
    host::with_delayed_rows(pairs, rule, rule.reward.of_sample, [&](auto&& rows) {
        host::for_each_row(pairs, weights, [&](Index source, Slice targets) {
            rows.row(source,
                     targets,
                     [change, sink](host::Strip strip, host::LanePair sums, bool touched) {
                         if (touched || !sink.skips_silent) { sink.put(strip, change(sums)); }
                     });
        });
    });
}

//! Of stages that propose, and of those that update.
template <class Stage>
void learn(Stage const& stage, Slice slice)
{
    bool const fits = host::has_rows(stage.pairs) && is_summed(stage.rule.reduction);
    host::learn_rows(stage, slice, fits, [&](Slice weights, auto const& sink) {
        put_rows(stage.pairs, stage.rule, weights, sink);
    });
}

}  // namespace

template <>
void Learn<DelayedSpikeRule>::on_host(Learn const& stage, Slice slice)
{
    learn(stage, slice);
}

template <>
void LearnUpdate<DelayedSpikeRule>::on_host(LearnUpdate const& stage, Slice slice)
{
    learn(stage, slice);
}

}  // namespace inferno
