#include "config/experiment_recording.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace inferno {

namespace {

Shape with_front(Shape shape, Index extent)
{
    shape.insert(shape.begin(), extent);
    return shape;
}

//! [neurons...][components]; the neurons of one component lie together.
Watched adaptation_of(NeuronGroup& neurons)
{
    Watched seen = state_of(neurons, "adaptation");
    seen.layout  = in_order(neurons.shape());
    seen.layout.shape.push_back(neurons.components());
    seen.layout.strides.push_back(neurons.size());
    return seen;
}

}  // namespace

ExperimentRecording::ExperimentRecording(RecordDescription const& record,
                                         ExperimentNetwork& network,
                                         RewardFeed& rewards,
                                         OutputFolder& folder)
    : record_(record),
      path_(folder.recording(record.file)),
      time_(record.per_step ? Time::after_step : Time::before_clear)
{
    Watched const seen = watch(network, rewards);
    file_              = std::make_unique<NpyRecording>(seen, path_);
    if (time_ != Time::in_step) { return; }
    network.tap(record.of, [this] { look_at(Time::in_step); });
}

//! Finds what is to be recorded, and when.
Watched ExperimentRecording::watch(ExperimentNetwork& network, RewardFeed& rewards)
{
    std::string const &what = record_.what, &of = record_.of;
    if (what == "spikes") {
        time_ = Time::in_step;
        return network.spikes_of(of);
    }
    if (what == "weight" || what == "bias" || what == "delay") {  // hooks change them
        if (!record_.per_step) { time_ = Time::after_batch; }
        return state_of(network.connection(of), what);
    }
    if (what == "output") { return output_of(network.connection(of)); }
    if (what == "synapse_output") { return watch_synapses(network.connection(of)); }
    BackendPointer const& backend = network.backend();
    if (what == "current_na") {  // at the end of a step it is the next step's
        time_                   = Time::before_step;
        RealView const currents = network.current(of).now();
        return {backend, currents, in_order(with_front(network.source_shape(of), currents.batch))};
    }
    if (what == "reward") { return rewards.watch(of); }
    if (record_.of_trainer) {
        auto const& kept = network.trained_cell(of).kept;
        auto const found = kept.find(what);
        INFERNO_REQUIRE(found != kept.end(),
                        "trainer \"" << of << "\" does not keep \"" << what << "\"");
        return found->second;
    }
    NeuronGroup& neurons = network.neurons(of);
    return what == "adaptation" ? adaptation_of(neurons) : state_of(neurons, what);
}

//! What synapses hold is written out when it is recorded.
Watched ExperimentRecording::watch_synapses(Connection const& connection)
{
    BackendPointer const& backend = connection.backend();
    Index const inputs            = count(connection.input_shape());
    std::vector<Real> const ones(static_cast<std::size_t>(inputs), 1);
    ones_     = Buffer<Real>(backend, std::span<Real const>(ones));
    currents_ = Buffer<Real>(backend, connection.batch() * inputs);
    prepare_  = [this, &synapse = connection.synapse()] {
        synapse.write_currents(ones_.data(), currents_.data());
    };
    RealView const currents{currents_.data(), inputs, connection.batch()};
    return {backend, currents, in_order(with_front(connection.input_shape(), connection.batch()))};
}

bool ExperimentRecording::wants(ExperimentPhase phase, Index batch) const
{
    return phase == record_.phase && record_.wants(batch);
}

bool ExperimentRecording::wants_step(ExperimentPhase phase, Index batch, Index step) const
{
    return record_.per_step && wants(phase, batch) && (step + 1) % record_.steps == 0;
}

Index ExperimentRecording::next_change(ExperimentPhase phase, Index batch, Index step) const
{
    bool const changes = record_.per_step && record_.steps > 1 && wants(phase, batch);
    if (!changes) { return std::numeric_limits<Index>::max(); }
    Index const next = (step + 1) / record_.steps * record_.steps + record_.steps - 1;
    return wants_step(phase, batch, step) ? step + 1 : next;
}

void ExperimentRecording::look_at(Time time)
{
    if (time != time_ || (record_.per_step && !in_steps_)) { return; }
    if (prepare_) { prepare_(); }
    file_->observe();
}

//! Once for the batch.
void ExperimentRecording::look_after(Time time, ExperimentPhase phase, Index batch)
{
    if (!record_.per_step && wants(phase, batch)) { look_at(time); }
}

void ExperimentRecording::before_clear(ExperimentPhase phase, Index batch)
{
    look_after(Time::before_clear, phase, batch);
}

void ExperimentRecording::after_batch(ExperimentPhase phase, Index batch)
{
    look_after(Time::after_batch, phase, batch);
}

std::vector<bool> ExperimentRecordings::begin_steps(ExperimentPhase phase, Index batch, Index step)
{
    std::vector<bool> wanted;
    for (ExperimentRecording& recording : all_) {
        wanted.push_back(recording.wants_step(phase, batch, step));
        recording.record_steps(wanted.back());
    }
    return wanted;
}

Index ExperimentRecordings::next_change(ExperimentPhase phase, Index batch, Index step) const
{
    Index next = std::numeric_limits<Index>::max();
    for (ExperimentRecording const& recording : all_) {
        next = std::min(next, recording.next_change(phase, batch, step));
    }
    return next;
}

void ExperimentRecordings::before_step()
{
    for (ExperimentRecording& recording : all_) {
        recording.before_step();
    }
}

void ExperimentRecordings::after_step()
{
    for (ExperimentRecording& recording : all_) {
        recording.after_step();
    }
}

void ExperimentRecordings::before_clear(ExperimentPhase phase, Index batch)
{
    for (ExperimentRecording& recording : all_) {
        recording.before_clear(phase, batch);
    }
}

void ExperimentRecordings::after_batch(ExperimentPhase phase, Index batch)
{
    for (ExperimentRecording& recording : all_) {
        recording.after_batch(phase, batch);
    }
}

std::vector<Report::Curves> ExperimentRecordings::curves(double step_time_ms) const
{
    std::vector<Report::Curves> shown;
    for (ExperimentRecording const& recording : all_) {
        auto curves = curves_of(recording.description(), recording.path(), step_time_ms);
        if (curves) { shown.push_back(std::move(*curves)); }
    }
    return shown;
}

void ExperimentRecordings::close()
{
    for (ExperimentRecording& recording : all_) {
        recording.close();
    }
}

}  // namespace inferno
