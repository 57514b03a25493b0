#include <limits>

#include "inferno/network/biclique.hpp"
#include "inferno/network/initial.hpp"
#include "inferno/network/recurrent_serial.hpp"

#include "config/experiment_network.hpp"

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
        case ConnectionDescription::Kind::convolution:
            return std::make_shared<Conv2D>(backend, d.convolution, config);
        case ConnectionDescription::Kind::dense:
            break;
    }
    return std::make_shared<LinearDense>(backend, d.inputs, d.outputs, config);
}

//! scale and offset, then limits; empty where there is no transform.
Transform make(std::optional<TransformDescription> const& d, BackendPointer const& backend)
{
    if (!d) { return {}; }
    Transform shift, limit;
    if (d->scale || d->offset) {
        shift = affine(backend, d->scale.value_or(1), d->offset.value_or(0));
    }
    if (d->low || d->high) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        limit = clip(backend, d->low.value_or(-infinity), d->high.value_or(infinity));
    }
    if (!shift) { return limit; }
    if (!limit) { return shift; }
    return [=](RealView view) { return limit(shift(view)); };
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
    for (auto const& description : experiment.layers) {
        layers_[description.name] = make_layer(description);
    }
    for (auto const& description : experiment.trainers) {
        make_trainer(description);
    }
    for (auto const& description : experiment.hooks) {
        add_hook(description);
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
    NeuronGroup& neurons = *neurons_[description.name];
    neurons.lock_refractory(description.lock_refractory);
    neurons.reduce_adaptation(description.adaptation_reduction);
    neurons.force_adaptation(description.adapts);
}

void ExperimentNetwork::make_connection(ConnectionDescription const& description)
{
    ConnectionConfig config;
    config.batch        = experiment_->batch;
    config.step_time_ms = experiment_->step_time_ms;
    config.bias         = description.bias.has_value();
    std::visit([&](auto const& model) { config.synapse = model; }, description.synapse);
    if (description.delay) {
        config.delay_ms = description.delay->longest_ms;
        config.reading  = description.delay->reading;
    }
    std::shared_ptr<Connection> const connection = make(description, backend_, config);
    connection->set_weight(
        first_values(description.weight, connection->weight_shape(), Purpose::weight));
    if (description.bias) {
        connection->set_bias(
            first_values(*description.bias, description.bias_shape(), Purpose::bias));
    }
    if (description.delay) {
        connection->set_delay_ms(
            first_values(description.delay->values, connection->weight_shape(), Purpose::delay));
    }
    if (!description.updates.empty()) {
        Updater& updater = connection->make_updater();
        for (auto const& [parameter, update] : description.updates) {
            apply(update, updater[parameter]);
        }
    }
    connections_[description.name] = connection;
}

std::unique_ptr<Layer> ExperimentNetwork::make_layer(LayerDescription const& d) const
{
    auto const connection = [&](std::size_t i) { return connections_.at(d.connections[i].name); };
    auto const group      = [&](std::size_t i) { return neurons_.at(d.neurons[i].name); };
    auto const transform  = [&](LayerPart const& part) { return make(part.transform, backend_); };
    if (d.kind == LayerDescription::Kind::biclique) {
        std::vector<Biclique::Input> inputs;
        std::vector<Biclique::Output> outputs;
        for (LayerPart const& part : d.connections) {
            inputs.push_back({part.name, connections_.at(part.name), transform(part)});
        }
        for (LayerPart const& part : d.neurons) {
            outputs.push_back({part.name, neurons_.at(part.name), transform(part)});
        }
        return std::make_unique<Biclique>(std::move(inputs), std::move(outputs), d.combine);
    }
    if (d.kind == LayerDescription::Kind::recurrent) {
        RecurrentSerial::Options options;
        options.feedforward_out    = transform(d.connections[0]);
        options.lateral_out        = transform(d.connections[1]);
        options.feedback_out       = transform(d.connections[2]);
        options.trainable_feedback = d.trainable_feedback;
        options.names              = {d.connections[0].name,
                                      d.connections[1].name,
                                      d.connections[2].name,
                                      d.neurons[0].name,
                                      d.neurons[1].name};
        return std::make_unique<RecurrentSerial>(
            RecurrentSerial::Connections{connection(0), connection(1), connection(2)},
            RecurrentSerial::Groups{group(0), group(1)},
            std::move(options));
    }
    return std::make_unique<Serial>(connection(0),
                                    group(0),
                                    transform(d.connections[0]),
                                    d.connections[0].name,
                                    d.neurons[0].name);
}

void ExperimentNetwork::add_hook(HookDescription const& d)
{
    auto const connection = connections_.at(d.connection);
    Hook hook;
    if (auto const* norm = std::get_if<NormalizationHook>(&d.rule)) {
        hook = Normalization(connection, d.parameter, norm->config);
    } else {
        auto const& clamp = std::get<ClampingHook>(d.rule);
        hook              = Clamping(connection, d.parameter, clamp.low, clamp.high);
    }
    if (d.at_start) { at_start_.push_back(hook); }
    hooks_.add(d.when, std::move(hook), d.modes);
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

}  // namespace inferno
