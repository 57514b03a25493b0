#include "inferno/trace/host_loop.hpp"

namespace inferno {

template struct ReduceStage<PassthroughReducer>;
template struct ReduceStage<EventReducer>;
template struct ReduceStage<TraceReducer>;
template struct ReduceStage<EMAReducer>;
template struct ReduceStage<CAReducer>;

}  // namespace inferno
