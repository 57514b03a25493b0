#include <algorithm>

#include "inferno/learn/delayed_rule.hpp"
#include "inferno/learn/eligibility.hpp"
#include "inferno/learn/host_loop.hpp"

namespace inferno {

template struct Learn<DelayedSpikeRule<ArrivedSources>>;
template struct LearnUpdate<DelayedSpikeRule<ArrivedSources>>;

template <class Rule>
void EligibilityOf<Rule>::on_host(EligibilityOf const& stage, Slice slice)
{
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.step_one(k);
    }
}

template struct EligibilityOf<DelayedSpikeRule<PastSources>>;
template struct EligibilityOf<DelayedSpikeRule<ArrivedSources>>;

//! First what arrives, then sample by sample along the memory.
template <class Dynamics>
void ArrivalStage<Dynamics>::on_host(ArrivalStage const& stage, Slice slice)
{
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.arrive(k);
    }
    Index const first = slice.begin * stage.pairs.positions();
    Index const last  = slice.end * stage.pairs.positions();
    for (Index b = 0; b < stage.spikes.batch; ++b) {
        auto const here = stage;
#pragma GCC ivdep
        for (Index pair = first; pair < last; ++pair) {
            here.step(pair, b);
        }
    }
}

template struct ArrivalStage<FadingTrace>;
template struct ArrivalStage<TimeSinceSpike>;

}  // namespace inferno
