//! Monitors of source spikes for rules on connections with delays.
#pragma once

#include <memory>

#include "inferno/learn/delayed_rule.hpp"
#include "inferno/network/layer.hpp"

namespace inferno {

//! The past of a trace, for as long as the delays of a connection reach.
class PastTrace {
  public:
    //! `more_steps` of it can be read beyond the longest delay.
    PastTrace(Connection const& connection,
              std::shared_ptr<TraceMonitor> now,
              FadingTrace::Params params,
              Index more_steps);

    //! Takes in what the monitor of the present has seen in this step.
    void observe();
    //! Where weights read; slow traces and what a spike weighs are left to the caller.
    PastSources view();
    Real* states() { return states_.data(); }
    FadingTrace::Params const& params() const { return params_; }
    void clear();
    void visit_state(StateVisitor& state);

  private:
    History<FadingTrace> history();

    Connection const* connection_;
    std::shared_ptr<TraceMonitor> now_;
    FadingTrace::Params params_;
    Index slots_;
    Buffer<SpikeWord> bits_;  //!< History::bits
    Buffer<Real> states_;     //!< History::states
    Buffer<Index> head_;      //!< slot of the last step
};

//! A number for every pair of a weight in every sample, of the spikes that arrive there.
template <class Dynamics>
class ArrivalMonitor {
  public:
    //! With `keeps_before` also the number before the last step.
    ArrivalMonitor(Connection const& connection,
                   typename Dynamics::Params params,
                   bool keeps_before = false);

    //! Takes in the spikes that arrive in this step, with the delays as they are now.
    void observe();
    //! What has arrived, and traces; what a spike weighs is left to the caller.
    ArrivedSources view() const;
    Real const* values() const { return value_.data(); }   //!< [batch][weights][positions]
    Real const* before() const { return before_.data(); }  //!< likewise; null if it is not kept
    void clear();
    void visit_state(StateVisitor& state);

  private:
    Connection const* connection_;
    typename Dynamics::Params params_;
    WeightPairs pairs_;
    Buffer<Real> value_, before_;
    Buffer<SpikeWord> arrived_;
};

//! Lets a monitor look after every step that a cell's layer takes in training.
template <class M>
void look_in_training(Cell const& cell, std::shared_ptr<M> const& monitor)
{
    cell.layer->hooks().add_while(monitor,
                                  HookPoint::after_step,
                                  [looks = monitor.get()] { looks->observe(); },
                                  {true, false});
}

}  // namespace inferno
