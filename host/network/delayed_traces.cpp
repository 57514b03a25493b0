#include "inferno/network/delayed_traces.hpp"

#include <algorithm>

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

ArrivedTrace::ArrivedTrace(Connection const& connection,
                           std::shared_ptr<TraceMonitor> now,
                           FadingTrace::Params params,
                           Index more_steps,
                           Index lag)
    : connection_(&connection),
      past_(connection, std::move(now), params, more_steps),
      pairs_(connection.pairs()),
      lag_(lag),
      steps_(connection.backend(), pairs_.weights()),
      at_weights_(connection.backend(), 1)
{
    at_weights_.fill({steps_.data()});
    follow_delays();
}

FollowDelays ArrivedTrace::stage()
{
    FollowDelays stage;
    stage.pairs    = pairs_;
    stage.params   = past_.params();
    stage.past     = past_.history();
    stage.rule     = connection_->synapse().delay_rule();
    stage.lag      = lag_;
    stage.delay_ms = connection_->delay_memory().data();
    stage.arrived  = at_weights_.data();
    return stage;
}

void ArrivedTrace::observe()
{
    has_seen_ = true;
    past_.observe();
    connection_->backend()->submit(Stage(stage()));
}

//! Later changes are found by the stage itself, once there is memory for what they lead to.
void ArrivedTrace::follow_delays()
{
    if (has_seen_) { return keep_own(); }
    FollowDelays start = stage();
    start.first        = true;
    connection_->backend()->submit(Stage(start));
}

void ArrivedTrace::keep_own()
{
    if (!own_.empty()) { return; }
    own_  = Buffer<Real>(connection_->backend(), connection_->batch() * pairs_.size());
    owns_ = Buffer<std::uint8_t>(connection_->backend(), pairs_.weights());
    at_weights_.fill({steps_.data(), own_.data(), owns_.data()});
}

PastSources ArrivedTrace::view()
{
    PastSources sources;
    sources.past    = past_.history();
    sources.fast    = past_.params();
    sources.arrived = at_weights_.data();
    return sources;
}

void ArrivedTrace::clear()
{
    past_.clear();
    owns_.clear();
}

void ArrivedTrace::visit_state(StateVisitor& state)
{
    past_.visit_state(state);
    Index const slots = past_.history().slots;
    state.array("steps",
                steps_,
                {pairs_.weights()},
                state_fault<DelaySteps>(
                    [=](DelaySteps steps) { return steps < slots || steps == never_arrives; },
                    "a delay in steps"));
    visit_own(state);
    has_seen_ = has_seen_ || state.restoring();
}

//! Nothing, where no weight has traces of its own; traces of weights that have none are 0.
void ArrivedTrace::visit_own(StateVisitor& state)
{
    std::vector<std::uint8_t> const owns = owns_.download();
    bool const some  = std::ranges::any_of(owns, [](std::uint8_t flag) { return flag != 0; });
    Index const size = connection_->batch() * pairs_.size();
    visit_all_or_none(state, "owns", owns_, some, owns, pairs_.weights());
    std::vector<Real> traces = some ? own_.download() : std::vector<Real>();
    for (std::size_t k = 0; k < traces.size(); ++k) {
        auto const weight = static_cast<Index>(k) % pairs_.size() / pairs_.positions();
        if (owns[static_cast<std::size_t>(weight)] == 0) { traces[k] = 0; }
    }
    visit_all_or_none(state, "own", own_, some, traces, size);
}

template <class T>
void ArrivedTrace::visit_all_or_none(StateVisitor& state,
                                     std::string name,
                                     Buffer<T>& memory,
                                     bool some,
                                     std::vector<T> const& values,
                                     Index size)
{
    auto const download = [values](std::span<std::byte> to) {
        std::ranges::copy(std::as_bytes(std::span(values)).first(to.size()), to.begin());
    };
    auto const upload = [&memory, this](std::span<std::byte const> from) {
        if (from.empty()) { return memory.clear(); }
        keep_own();
        memory.backend()->upload(memory.data(), from.data(), from.size());
    };
    auto const fault = [size](std::span<std::byte const> from) {
        auto const found = static_cast<Index>(from.size() / sizeof(T));
        return found == 0 || found == size ? std::string()
                                           : "holds " + std::to_string(found) +
                                                 " values, must be none or " + std::to_string(size);
    };
    state.entry(
        {std::move(name), StateTypeOf<T>::value, {some ? size : 0}, download, upload, fault, true});
}

ArrivalMonitor::ArrivalMonitor(Connection const& connection)
    : connection_(&connection),
      pairs_(connection.pairs()),
      value_(connection.backend(), connection.batch() * pairs_.size())
{
    clear();
}

void ArrivalMonitor::observe()
{
    ArrivalAges stage;
    stage.pairs    = pairs_;
    stage.params   = {static_cast<Real>(connection_->step_time_ms())};
    stage.spikes   = connection_->synapse().past_spikes();
    stage.rule     = connection_->synapse().delay_rule();
    stage.delay_ms = connection_->delay_memory().data();
    stage.value    = value_.data();
    connection_->backend()->submit(Stage(stage));
}

void ArrivalMonitor::clear() { value_.fill(TimeSinceSpike::initial()); }

void ArrivalMonitor::visit_state(StateVisitor& state)
{
    state.array("value", value_, {connection_->batch(), pairs_.weights(), pairs_.positions()});
}

}  // namespace inferno
