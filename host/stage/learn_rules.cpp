#include "inferno/learn/eligibility.hpp"
#include "inferno/learn/host_loop.hpp"
#include "inferno/learn/spike_rule.hpp"

namespace inferno {

template struct Learn<SpikeRule>;
template struct LearnUpdate<SpikeRule>;
template struct Learn<EligibilityRule>;
template struct LearnUpdate<EligibilityRule>;

void EligibilityStage::on_host(EligibilityStage const& stage, Slice slice)
{
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.step_one(k);
    }
}

}  // namespace inferno
