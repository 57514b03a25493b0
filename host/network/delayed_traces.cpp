#include "inferno/network/delayed_traces.hpp"

#include "inferno/network/model_synapse.hpp"
#include "inferno/state/stage.hpp"

namespace inferno {

PastTrace::PastTrace(Connection const& connection,
                     std::shared_ptr<TraceMonitor> now,
                     FadingTrace::Params params,
                     Index more_steps)
    : connection_(&connection),
      now_(std::move(now)),
      params_(params),
      slots_(history_slots<FadingTrace>(connection.synapse().slots() + more_steps)),
      bits_(connection.backend(),
            words_for(connection.batch()) * count(connection.input_shape()) * (slots_ + 1)),
      states_(connection.backend(),
              now_->memory().size() * (slots_ / steps_between_states<FadingTrace>)),
      head_(connection.backend(), 1)
{
}

History<FadingTrace> PastTrace::history()
{
    return {bits_.data(),
            {states_.data()},
            count(connection_->input_shape()),
            connection_->batch(),
            slots_,
            head_.data()};
}

//! The head moves first: then it need not wait for rules that read at it.
void PastTrace::observe()
{
    connection_->backend()->submit(Stage(AdvanceRing{head_.data(), slots_}));
    connection_->backend()->submit(Stage(KeepTrace{now_->view(), history()}));
}

PastSources PastTrace::view()
{
    PastSources sources;
    sources.past         = history();
    sources.fast         = params_;
    sources.rule         = connection_->synapse().delay_rule();
    sources.delay_ms     = connection_->delay_memory().data();
    sources.rule.nearest = false;
    return sources;
}

void PastTrace::clear()
{
    bits_.clear();
    states_.clear();
    head_.clear();
}

void PastTrace::visit_state(StateVisitor& state)
{
    Index const batch = connection_->batch(), inputs = count(connection_->input_shape());
    state.position("head", head_, slots_);
    state.array("history",
                bits_,
                {words_for(batch), inputs, slots_ + 1},
                fault_of_history(inputs, batch, slots_));
    state.array("past", states_, {inputs, slots_ / steps_between_states<FadingTrace>, batch});
}

template <class Dynamics>
ArrivalMonitor<Dynamics>::ArrivalMonitor(Connection const& connection,
                                         typename Dynamics::Params params,
                                         bool keeps_before)
    : connection_(&connection),
      params_(params),
      pairs_(connection.pairs()),
      value_(connection.backend(), connection.batch() * pairs_.size()),
      before_(connection.backend(), keeps_before ? value_.size() : 0),
      arrived_(connection.backend(), words_for(connection.batch()) * pairs_.size())
{
    clear();
}

template <class Dynamics>
void ArrivalMonitor<Dynamics>::observe()
{
    connection_->backend()->submit(
        Stage(ArrivalStage<Dynamics>{pairs_,
                                     params_,
                                     connection_->synapse().past_spikes(),
                                     connection_->synapse().delay_rule(),
                                     connection_->delay_memory().data(),
                                     value_.data(),
                                     before_.data(),
                                     arrived_.data()}));
}

template <class Dynamics>
ArrivedSources ArrivalMonitor<Dynamics>::view() const
{
    ArrivedSources sources;
    sources.arrived = arrived_.data();
    sources.values  = value_.data();
    sources.samples = connection_->batch();
    sources.pairs   = pairs_.size();
    return sources;
}

template <class Dynamics>
void ArrivalMonitor<Dynamics>::clear()
{
    value_.fill(Dynamics::initial());
    before_.clear();
    arrived_.clear();
}

template <class Dynamics>
void ArrivalMonitor<Dynamics>::visit_state(StateVisitor& state)
{
    Index const batch = connection_->batch();
    Shape const shape = {batch, pairs_.weights(), pairs_.positions()};
    state.array("value", value_, shape);
    if (!before_.empty()) { state.array("before", before_, shape); }
    state.array("arrived", arrived_, {words_for(batch), pairs_.weights(), pairs_.positions()});
}

template class ArrivalMonitor<FadingTrace>;
template class ArrivalMonitor<TimeSinceSpike>;

}  // namespace inferno
