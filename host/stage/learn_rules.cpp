#include "inferno/learn/age_rule.hpp"
#include "inferno/learn/eligibility.hpp"
#include "inferno/learn/host_loop.hpp"
#include "inferno/learn/spike_rule.hpp"

namespace inferno {

template struct Learn<SpikeRule>;
template struct LearnUpdate<SpikeRule>;
template struct Learn<KernelRule<ExponentialKernels>>;
template struct LearnUpdate<KernelRule<ExponentialKernels>>;

}  // namespace inferno
