//! Rules under reductions that are not common.
#include "inferno/learn/age_rule.hpp"
#include "inferno/learn/delayed_rule.hpp"
#include "inferno/learn/eligibility.hpp"
#include "inferno/learn/host_loop.hpp"

namespace inferno {

template struct Learn<SpikeRule::Anew>;
template struct LearnUpdate<SpikeRule::Anew>;
template struct Learn<DelayedSpikeRule::Anew>;
template struct LearnUpdate<DelayedSpikeRule::Anew>;
template struct Learn<EligibilityRule::Anew>;
template struct LearnUpdate<EligibilityRule::Anew>;
template struct Learn<AgeRule::Anew>;
template struct LearnUpdate<AgeRule::Anew>;

}  // namespace inferno
