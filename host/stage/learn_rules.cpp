#include "inferno/learn/age_rule.hpp"
#include "inferno/learn/eligibility.hpp"
#include "inferno/learn/host_loop.hpp"
#include "inferno/learn/rate_rule.hpp"
#include "inferno/learn/spike_rule.hpp"

namespace inferno {

template struct Learn<SpikeRule>;
template struct LearnUpdate<SpikeRule>;
template struct Learn<EligibilityRule>;
template struct LearnUpdate<EligibilityRule>;
template struct Learn<KernelRule<ExponentialKernels>>;
template struct LearnUpdate<KernelRule<ExponentialKernels>>;
template struct Learn<RateRule>;
template struct LearnUpdate<RateRule>;

template <>
void EligibilityStage::on_host(EligibilityStage const& stage, Slice slice)
{
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.step_one(k);
    }
}

}  // namespace inferno
