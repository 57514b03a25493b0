#include "config/experiment_network.hpp"

#include <algorithm>
#include <utility>

namespace inferno {

namespace {

template <class Map>
auto const& entry_of(Map const& map, std::string_view name, char const* what)
{
    auto const found = map.find(name);
    INFERNO_REQUIRE(found != map.end(), "there are no " << what << " named \"" << name << "\"");
    return found->second;
}

template <class Map>
auto& find(Map const& map, std::string_view name, char const* what)
{
    return *entry_of(map, name, what);
}

}  // namespace

NeuronGroup& ExperimentNetwork::neurons(std::string_view name) const
{
    return find(neurons_, name, "neurons");
}

Connection& ExperimentNetwork::connection(std::string_view name) const
{
    return find(connections_, name, "connections");
}

ExperimentNetwork::TrainedCell const& ExperimentNetwork::trained_cell(std::string_view name) const
{
    return entry_of(trainers_, name, "trainers");
}

CurrentSource const& ExperimentNetwork::current(std::string_view name) const
{
    return find(currents_, name, "sources of currents");
}

Shape const& ExperimentNetwork::source_shape(std::string_view name) const
{
    for (SourceDescription const& source : experiment_->sources) {
        if (source.name == name) { return source.shape; }
    }
    throw ArgumentError("there are no sources named \"" + std::string(name) + "\"");
}

//! The group of neurons that "LAYER", "LAYER.NEURONS" or the name of neurons means.
NeuronGroup& ExperimentNetwork::tapped(std::string const& name) const
{
    for (LayerDescription const& layer : experiment_->layers) {
        if (name == layer.name) { return neurons(layer.result()); }
        for (LayerPart const& group : layer.neurons) {
            if (name == layer.name + "." + group.name) { return neurons(group.name); }
        }
    }
    return neurons(name);
}

void ExperimentNetwork::tap(std::string const& name, Hook look)
{
    taps_.emplace(name, std::move(look));
}

Watched ExperimentNetwork::spikes_of(std::string const& name) const
{
    if (name == "encoder" || name == "data") {
        return watched(backend_, encoder_ ? encoder_->now() : input_->now());
    }
    auto const source = spike_sources_.find(name);
    if (source != spike_sources_.end()) { return watched(backend_, source->second->now()); }
    return output_of(tapped(name));
}

void ExperimentNetwork::look_at(std::string const& name) const
{
    auto const [first, last] = taps_.equal_range(name);
    std::for_each(first, last, [](auto const& tap) { tap.second(); });
}

void ExperimentNetwork::enter(ExperimentPhase phase)
{
    phase_ = phase;
    for (auto const& [name, layer] : layers_) {
        layer->train(phase == ExperimentPhase::train);
    }
    for (DriveDescription const& drive : experiment_->drives) {
        neurons(drive.neurons).train(phase == ExperimentPhase::train);
    }
}

void ExperimentNetwork::show(Samples const& samples, Index first)
{
    for (auto const& [name, source] : spike_sources_) {
        source->rewind();
    }
    for (auto const& [name, current] : currents_) {
        current->rewind();
    }
    if (input_) { return show_spikes(samples, first); }
    Index const inputs = count(experiment_->data.shape), batch = experiment_->batch;
    Index const frames = std::ssize(intensity_) / (batch * inputs);
    for (Index i = 0; i < std::ssize(intensity_); ++i) {
        Index const frame = i / (batch * inputs), sample = first + i / inputs % batch;
        auto const from = static_cast<std::size_t>((sample * frames + frame) * inputs + i % inputs);
        intensity_[static_cast<std::size_t>(i)] =
            samples.bytes.empty() ? samples.values[from]
                                  : static_cast<Real>(samples.bytes[from]) / 255;
    }
    encoder_->encode(intensity_);
}

//! From [sample][step][input] to [step][sample][input].
void ExperimentNetwork::show_spikes(Samples const& samples, Index first)
{
    Index const steps = input_->steps(), batch = input_->batch(), inputs = input_->elements();
    for (Index b = 0; b < batch; ++b) {
        for (Index t = 0; t < steps; ++t) {
            std::copy_n(samples.bytes.begin() + ((first + b) * steps + t) * inputs,
                        inputs,
                        frames_.begin() + (t * batch + b) * inputs);
        }
    }
    input_->upload(frames_);
    input_->rewind();
}

//! One layer's turn; `spikes` gains what its neurons fired.
void ExperimentNetwork::take_turn(StepDescription const& turn, SpikeViews& spikes)
{
    SpikeViews inputs;
    for (auto const& [connection, input] : turn.inputs) {
        inputs[connection] = spikes.at(input);
    }
    InjectedCurrents injected_na;
    for (auto const& [connection, sources] : turn.injected) {
        for (std::string const& source : sources) {
            injected_na[connection].push_back(currents_.at(source)->now());
        }
    }
    LayerStep const step        = layers_.at(turn.layer)->forward(inputs, injected_na);
    LayerDescription const& ran = experiment_->layer_named(turn.layer);
    spikes[turn.layer]          = step.spikes.at(ran.result());
    look_at(turn.layer);
    for (auto const& [group, fired] : step.spikes) {
        spikes[turn.layer + "." + group] = fired;
        look_at(turn.layer + "." + group);
    }
}

void ExperimentNetwork::step()
{
    run_hooks(HookPoint::before_step);
    SpikeViews spikes;
    spikes[encoder_ ? "encoder" : "data"] = encoder_ ? encoder_->now() : input_->now();
    for (auto const& [name, source] : spike_sources_) {
        spikes[name] = source->now();
    }
    for (auto const& [name, view] : spikes) {
        look_at(name);
    }
    for (Index turn = 0; turn < std::ssize(experiment_->step); ++turn) {
        drive(turn);
        take_turn(experiment_->step[static_cast<std::size_t>(turn)], spikes);
    }
    drive(std::ssize(experiment_->step));
    for (auto const& [name, group] : neurons_) {
        look_at(name);
    }
    if (phase_ == ExperimentPhase::train) {
        for (auto const& [name, trainer] : trainers_) {
            (*trainer.trainer)();
        }
        run_hooks(HookPoint::before_update);
        for (auto const& [name, connection] : connections_) {
            connection->update();
        }
        run_hooks(HookPoint::after_update);
    }
    run_hooks(HookPoint::after_step);
    advance_inputs();
}

void ExperimentNetwork::clear()
{
    for (auto const& [name, layer] : layers_) {
        layer->clear();
    }
    for (DriveDescription const& drive : experiment_->drives) {
        neurons(drive.neurons).clear();
    }
    for (auto const& [name, trainer] : trainers_) {
        trainer.trainer->clear();
    }
}

void ExperimentNetwork::visit_state(StateVisitor& state)
{
    for (auto const& [name, group] : neurons_) {
        state.object("neurons." + name, *group);
    }
    for (auto const& [name, connection] : connections_) {
        state.object("connections." + name, *connection);
    }
    for (auto const& [name, layer] : layers_) {
        state.object("layers." + name, *layer);
    }
    for (auto const& [name, trainer] : trainers_) {
        state.object("trainers", *trainer.trainer);
    }
    for (auto const& [name, source] : spike_sources_) {
        state.object("sources." + name, *source);
    }
    for (auto const& [name, current] : currents_) {
        state.object("sources." + name, *current);
    }
    if (encoder_) { state.object("encoder", *encoder_); }
}

void ExperimentNetwork::run_hooks(HookPoint point) const
{
    hooks_.run(point, phase_ == ExperimentPhase::train);
}

void ExperimentNetwork::run_hooks_at_start() const
{
    for (Hook const& hook : at_start_) {
        hook();
    }
}

}  // namespace inferno
