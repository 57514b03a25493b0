#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

using AnyModel = decltype(NeuronsDescription::model);

//! To add a model: a function that reads its parameters, a line in the table below, and an
//! alternative of NeuronsDescription::model.
struct NeuronKind {
    std::string_view name;
    AnyModel (*read)(JsonReader const& reader, Shape const& shape);
};

AnyModel read_lif(JsonReader const& reader, Shape const& shape)
{
    LIF::Config c;
    c.rest_mv          = read_values(reader, "rest_mv", shape, c.rest_mv);
    c.reset_mv         = read_values(reader, "reset_mv", shape, c.reset_mv);
    c.threshold_mv     = read_values(reader, "threshold_mv", shape, c.threshold_mv);
    c.refractory_ms    = read_values(reader, "refractory_ms", shape, c.refractory_ms);
    c.time_constant_ms = read_values(reader, "time_constant_ms", shape, c.time_constant_ms);
    c.resistance_mohm  = read_values(reader, "resistance_mohm", shape, c.resistance_mohm);
    return NeuronModel<LIF>{c};
}

//! One number, or one per adaptation component.
std::vector<double> read_components(JsonReader const& reader,
                                    std::string_view key,
                                    std::vector<double> const& fallback)
{
    if (!reader.has(key)) { return fallback; }
    Numbers const numbers = reader.numbers(key);
    if (numbers.shape.size() > 1 || numbers.values.empty()) {
        reader[key].fail("has shape " + to_string(numbers.shape) +
                         ", must be one number or a list, one per component");
    }
    return numbers.values;
}

AnyModel read_alif(JsonReader const& reader, Shape const& shape)
{
    ALIF::Config c;
    c.rest_mv         = read_values(reader, "rest_mv", shape, c.rest_mv);
    c.reset_mv        = read_values(reader, "reset_mv", shape, c.reset_mv);
    c.threshold_eq_mv = read_values(reader, "threshold_eq_mv", shape, c.threshold_eq_mv);
    c.refractory_ms   = read_values(reader, "refractory_ms", shape, c.refractory_ms);
    c.membrane_time_constant_ms =
        read_values(reader, "membrane_time_constant_ms", shape, c.membrane_time_constant_ms);
    c.resistance_mohm = read_values(reader, "resistance_mohm", shape, c.resistance_mohm);
    c.adaptation_time_constant_ms =
        read_components(reader, "adaptation_time_constant_ms", c.adaptation_time_constant_ms);
    c.spike_increment_mv = read_components(reader, "spike_increment_mv", c.spike_increment_mv);
    return NeuronModel<ALIF>{c};
}

constexpr NeuronKind neuron_kinds[] = {{"LIF", read_lif}, {"ALIF", read_alif}};

//! The model's own checks.
template <class Model>
void check(NeuronModel<Model> const& model, Shape const& shape, double step_time_ms)
{
    Model::derive(model.config, count(shape), step_time_ms);
    if constexpr (is_adaptive<Model>) { Model::components(model.config, step_time_ms); }
}

}  // namespace

void read_neurons(JsonReader const& root, Experiment& experiment)
{
    JsonReader const all = root.object("neurons");
    for (std::string const& name : all.keys()) {
        JsonReader const reader = all.object(name);
        NeuronsDescription neurons;
        neurons.name            = name;
        neurons.shape           = read_shape(reader, "shape");
        neurons.model           = read_kind(reader, neuron_kinds).read(reader, neurons.shape);
        neurons.lock_refractory = reader.boolean("lock_refractory", true);
        with_path(reader, [&] {
            std::visit(
                [&](auto const& model) { check(model, neurons.shape, experiment.step_time_ms); },
                neurons.model);
        });
        experiment.neurons.push_back(std::move(neurons));
    }
    if (experiment.neurons.empty()) { all.fail("is empty, must hold at least one group"); }
}

}  // namespace inferno
