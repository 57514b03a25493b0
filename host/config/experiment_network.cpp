#include "config/experiment_network.hpp"

#include "inferno/network/initial.hpp"

namespace inferno {

namespace {

void apply(ParameterUpdate const& update, Accumulator& accumulator)
{
    accumulator.reduce_with(update.reduction);
    accumulator.bound(update.bound);
    if (update.low || update.high) { accumulator.clamp(update.low, update.high); }
}

std::shared_ptr<Connection> make(ConnectionDescription const& d,
                                 BackendPointer const& backend,
                                 ConnectionConfig const& config)
{
    switch (d.kind) {
        case ConnectionDescription::Kind::direct:
            return std::make_shared<LinearDirect>(backend, d.inputs, config);
        case ConnectionDescription::Kind::lateral:
            return std::make_shared<LinearLateral>(backend, d.inputs, config);
        case ConnectionDescription::Kind::dense:
            break;
    }
    return std::make_shared<LinearDense>(backend, d.inputs, d.outputs, config);
}

template <class Map>
auto& find(Map const& map, std::string_view name, char const* what)
{
    auto const found = map.find(name);
    INFERNO_REQUIRE(found != map.end(), "there are no " << what << " named \"" << name << "\"");
    return *found->second;
}

}  // namespace

ExperimentNetwork::ExperimentNetwork(Experiment const& experiment, BackendPointer const& backend)
    : experiment_(&experiment), backend_(backend)
{
    for (auto const& description : experiment.neurons) {
        make_neurons(description);
    }
    for (auto const& description : experiment.connections) {
        make_connection(description);
    }
    for (auto const& [name, connection, neurons] : experiment.layers) {
        layers_[name] = std::make_unique<Serial>(connections_.at(connection), neurons_.at(neurons));
    }
    for (auto const& description : experiment.trainers) {
        make_trainer(description);
    }
    Shape const& inputs = experiment.data.shape;
    if (experiment.encoder) {
        encoder_ = experiment.encoder->make(backend, experiment.batch, inputs, experiment.seed);
        Index const frames = experiment.encoder->input_per_step ? experiment.steps() : 1;
        intensity_.resize(static_cast<std::size_t>(frames * experiment.batch * count(inputs)));
    } else {
        input_.emplace(backend, experiment.steps(), experiment.batch, count(inputs));
        frames_.resize(
            static_cast<std::size_t>(experiment.steps() * experiment.batch * count(inputs)));
    }
    make_sources();
}

void ExperimentNetwork::make_neurons(NeuronsDescription const& description)
{
    std::visit(
        [&]<class Model>(NeuronModel<Model> const& model) {
            neurons_[description.name] = std::make_shared<Neurons<Model>>(backend_,
                                                                          description.shape,
                                                                          experiment_->batch,
                                                                          experiment_->step_time_ms,
                                                                          model.config);
        },
        description.model);
    neurons_[description.name]->lock_refractory(description.lock_refractory);
}

void ExperimentNetwork::make_connection(ConnectionDescription const& description)
{
    ConnectionConfig const config{experiment_->batch,
                                  experiment_->step_time_ms,
                                  description.synapse,
                                  description.bias.has_value()};
    std::shared_ptr<Connection> const connection = make(description, backend_, config);
    connection->set_weight(
        first_values(description.weight, connection->weight_shape(), Purpose::weight));
    if (description.bias) {
        connection->set_bias(first_values(*description.bias, description.outputs, Purpose::bias));
    }
    if (!description.updates.empty()) {
        Updater& updater = connection->make_updater();
        for (auto const& [parameter, update] : description.updates) {
            apply(update, updater[parameter]);
        }
    }
    connections_[description.name] = connection;
}

void ExperimentNetwork::make_trainer(TrainerDescription const& description)
{
    auto trainer = std::make_unique<STDP>(std::get<STDP::Config>(description.rule));
    trainer->register_cell(description.name, layers_.at(description.layer)->cell());
    trainers_[description.name] = std::move(trainer);
}

//! All random values of a network come from one stream, in the order of the connections' names, so
//! that no two connections get the same.
std::vector<Real> ExperimentNetwork::first_values(InitialValues const& initial,
                                                  Shape const& shape,
                                                  Purpose purpose)
{
    Index const wanted = count(shape);
    if (auto const* given = std::get_if<Values>(&initial.values)) {
        std::vector<Real> values;
        for (Index i = 0; i < wanted; ++i) {
            values.push_back(static_cast<Real>(given->at(i)));
        }
        return values;
    }
    auto const& range = std::get<InitialValues::Uniform>(initial.values);
    auto const low = static_cast<Real>(range.low), high = static_cast<Real>(range.high);
    std::vector<Real> values = uniform_values(drawn_ + wanted,
                                              range.rescale ? Real{0} : low,
                                              range.rescale ? Real{1} : high,
                                              experiment_->seed,
                                              purpose);
    values.erase(values.begin(), values.begin() + drawn_);
    drawn_ += wanted;
    return range.rescale ? rescaled(std::move(values), low, high) : values;
}

NeuronGroup& ExperimentNetwork::neurons(std::string_view name) const
{
    return find(neurons_, name, "neurons");
}

Connection& ExperimentNetwork::connection(std::string_view name) const
{
    return find(connections_, name, "connections");
}

STDP::Unit const& ExperimentNetwork::trainer_unit(std::string_view name) const
{
    return find(trainers_, name, "trainers").unit(name);
}

void ExperimentNetwork::tap(std::string const& name, ExperimentPhase phase)
{
    bool const is_input = name == "encoder" || name == "data";
    if (is_input && !(encoder_ && encoder_->online())) { return; }  // in a raster already
    Index elements    = 0;
    auto const layer  = layers_.find(name);
    auto const source = spike_sources_.find(name);
    if (is_input) {
        elements = encoder_->elements();
    } else if (source != spike_sources_.end()) {
        elements = source->second->elements();
    } else {
        elements = (layer != layers_.end() ? layer->second->neurons() : neurons(name)).size();
    }
    auto const entry = taps_.try_emplace(
        name, Tap{Raster(backend_, experiment_->steps(), experiment_->batch, elements), {}});
    entry.first->second.wanted[phase] = true;
}

Raster& ExperimentNetwork::spikes_of(std::string const& name)
{
    if (name == "encoder" && !encoder_->online()) { return encoder_->raster(); }
    return name == "data" ? *input_ : taps_.at(name).raster;
}

void ExperimentNetwork::write_tap(std::string const& name, SpikeView spikes)
{
    auto const found = taps_.find(name);
    if (found == taps_.end() || !found->second.wanted[phase_]) { return; }
    found->second.raster.write(spikes);
    found->second.raster.advance();
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

void ExperimentNetwork::step()
{
    std::map<std::string_view, SpikeView> spikes;
    spikes[encoder_ ? "encoder" : "data"] = encoder_ ? encoder_->now() : input_->now();
    for (auto const& [name, source] : spike_sources_) {
        spikes[name] = source->now();
    }
    for (auto const& [name, view] : spikes) {
        write_tap(std::string(name), view);
    }
    for (Index turn = 0; turn < std::ssize(experiment_->step); ++turn) {
        auto const& [layer, input] = experiment_->step[static_cast<std::size_t>(turn)];
        drive(turn);
        spikes[layer] = (*layers_.at(layer))(spikes.at(input));
        write_tap(layer, spikes[layer]);
    }
    drive(std::ssize(experiment_->step));
    for (auto const& [name, group] : neurons_) {
        write_tap(name, group->spikes());
    }
    if (phase_ == ExperimentPhase::train) {
        for (auto const& [name, trainer] : trainers_) {
            (*trainer)();
        }
        for (auto const& [name, connection] : connections_) {
            connection->update();
        }
    }
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
        trainer->clear();
    }
}

void ExperimentNetwork::run_hooks(bool at_start)
{
    for (HookDescription const& hook : experiment_->hooks) {
        auto const& norm = std::get<NormalizationHook>(hook);
        bool const wanted =
            at_start ? norm.at_start : phase_ == ExperimentPhase::train || !norm.training_only;
        if (!wanted) { continue; }
        connection(norm.connection)
            .normalize_weight(norm.order, norm.scale, norm.axis, norm.epsilon);
    }
}

}  // namespace inferno
