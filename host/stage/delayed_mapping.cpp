#include "inferno/mapping/host_loop.hpp"
#include "inferno/synapse/delta_current.hpp"
#include "inferno/synapse/delta_plus_current.hpp"
#include "inferno/synapse/double_exponential.hpp"
#include "inferno/synapse/single_exponential.hpp"

namespace inferno {

template struct DelayedMapping<DeltaCurrent>;
template struct DelayedMapping<DeltaPlusCurrent>;
template struct DelayedMapping<SingleExponential>;
template struct DelayedMapping<DoubleExponential>;
template struct DelayedDirect<DeltaCurrent>;
template struct DelayedDirect<DeltaPlusCurrent>;
template struct DelayedDirect<SingleExponential>;
template struct DelayedDirect<DoubleExponential>;

}  // namespace inferno
