#include "inferno/network/monitor.hpp"

#include <cmath>

namespace inferno {

TraceParams make_trace_params(double step_time_ms,
                              double time_constant_ms,
                              double amplitude,
                              TraceMode mode)
{
    INFERNO_REQUIRE(
        std::isfinite(time_constant_ms) && time_constant_ms > 0,
        "trace time constant: is " << time_constant_ms << " ms, must be greater than 0");
    return {static_cast<Real>(std::exp(-step_time_ms / time_constant_ms)),
            static_cast<Real>(amplitude),
            mode};
}

TraceMonitor::TraceMonitor(BackendPointer const& backend,
                           SpikeView watched,
                           TraceParams params,
                           bool keeps_before)
    : watched_(watched),
      params_(params),
      trace_(backend, watched.batch * watched.elements),
      before_(backend, keeps_before ? watched.batch * watched.elements : 0),
      seen_(backend, watched.batch, watched.elements)
{
}

void TraceMonitor::observe()
{
    TraceStage const stage{params_, watched_, trace_.data(), seen_.words(), before_.data()};
    trace_.backend()->submit(Stage(stage));
}

void TraceMonitor::clear()
{
    trace_.clear();
    before_.clear();
    seen_.clear();
}

void TraceMonitor::visit_state(StateVisitor& state)
{
    state.array("trace", trace_, {seen_.batch(), seen_.elements()});
    if (!before_.empty()) { state.array("before", before_, {seen_.batch(), seen_.elements()}); }
    state.spikes("spikes", seen_);
}

}  // namespace inferno
