//! Monitors watch spikes and keep what trainers and recordings need.
#pragma once

#include <memory>

#include "inferno/state/visitor.hpp"
#include "inferno/trace/stage.hpp"

namespace inferno {

//! Decay of a trace over one step. Throws ArgumentError unless the time constant is positive.
TraceParams make_trace_params(double step_time_ms,
                              double time_constant_ms,
                              double amplitude,
                              TraceMode mode);

//! The spikes of the last step it saw, and their trace.
class TraceMonitor {
  public:
    //! With `keeps_before` also the trace as it was before that step.
    TraceMonitor(BackendPointer const& backend,
                 SpikeView watched,
                 TraceParams params,
                 bool keeps_before = false);

    //! Takes in what the watched spikes are now.
    void observe();
    TraceView view() const { return {seen_.view(), trace_.data()}; }
    //! [batch][elements]; null if it is not kept.
    Real const* before() const { return before_.data(); }
    //! [batch][elements].
    std::vector<Real> trace() const { return trace_.download(); }
    std::vector<std::uint8_t> spikes() const { return seen_.download(); }
    Buffer<Real> const& memory() const { return trace_; }
    void clear();
    void visit_state(StateVisitor& state);  //!< the trace, and the spikes of the last step seen

  private:
    SpikeView watched_;
    TraceParams params_;
    Buffer<Real> trace_, before_;
    SpikeBuffer seen_;
};

}  // namespace inferno
