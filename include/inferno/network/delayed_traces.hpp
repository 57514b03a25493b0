//! Monitors of source spikes for rules on connections with delays.
#pragma once

#include <memory>

#include "inferno/learn/arrivals.hpp"
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
    History<FadingTrace> history();
    Real* states() { return states_.data(); }
    FadingTrace::Params const& params() const { return params_; }
    void clear();
    void visit_state(StateVisitor& state);

  private:
    Connection const* connection_;
    std::shared_ptr<TraceMonitor> now_;
    FadingTrace::Params params_;
    Index slots_;
    Buffer<SpikeWord> bits_;  //!< History::bits
    Buffer<Real> states_;     //!< History::states
    Buffer<Index> head_;      //!< slot of the last step
};

//! A trace of the spikes that arrive at each weight, each after the delay that the weight has then.
//! Kept in a record of the sources; only where delays change after something has been seen, weights
//! get memory of their own: a trace for every pair in every sample, and a byte.
class ArrivedTrace {
  public:
    //! `more_steps` of the record can be read beyond the longest delay. With a lag of 1 traces are
    //! read as they were before the last step.
    ArrivedTrace(Connection const& connection,
                 std::shared_ptr<TraceMonitor> now,
                 FadingTrace::Params params,
                 Index more_steps,
                 Index lag);

    //! Takes in what the monitor of the present has seen in this step, and the delays as they are.
    void observe();
    //! To be called after delays may have changed.
    void follow_delays();
    //! What has arrived, and traces; slow traces and what a spike weighs are left to the caller.
    PastSources view();
    Real* states() { return past_.states(); }
    ArrivedAtWeights const* at_weights() const { return at_weights_.data(); }
    FadingTrace::Params const& params() const { return past_.params(); }
    void clear();
    void visit_state(StateVisitor& state);

  private:
    FollowDelays stage();
    void keep_own();
    void visit_own(StateVisitor& state);
    template <class T>
    void visit_all_or_none(StateVisitor& state,
                           std::string name,
                           Buffer<T>& memory,
                           bool some,
                           std::vector<T> const& values,
                           Index size);

    Connection const* connection_;
    PastTrace past_;
    WeightPairs pairs_;
    Index lag_;
    bool has_seen_ = false;  //!< or a step has been recorded in which it will
    Buffer<DelaySteps> steps_;
    Buffer<ArrivedAtWeights> at_weights_;  //!< where these lie
    Buffer<Real> own_;                     //!< empty, or what weights with changed delays keep
    Buffer<std::uint8_t> owns_;
};

//! Times since the last spike that arrived, for every pair of a weight in every sample.
class ArrivalMonitor {
  public:
    explicit ArrivalMonitor(Connection const& connection);

    //! Takes in the spikes that arrive in this step, with the delays as they are now.
    void observe();
    Real const* values() const { return value_.data(); }  //!< [batch][weights][positions]
    void clear();
    void visit_state(StateVisitor& state);

  private:
    Connection const* connection_;
    WeightPairs pairs_;
    Buffer<Real> value_;
};

}  // namespace inferno
