#include <algorithm>
#include <array>
#include <set>

#include "config/experiment_reader.hpp"

namespace inferno {

void read_layers(JsonReader const& root, Experiment& experiment)
{
    JsonReader const all = root.object("layers");
    for (std::string const& name : all.keys()) {
        JsonReader const reader = all.object(name);
        reader.choice("kind", {"Serial"});
        auto const& connection =
            read_name(reader, "connection", experiment.connections, "connection");
        auto const& neurons = read_name(reader, "neurons", experiment.neurons, "group of neurons");
        if (connection.outputs != neurons.shape) {
            reader.fail("connection \"" + connection.name + "\" has outputs " +
                        to_string(connection.outputs) + ", but neurons \"" + neurons.name +
                        "\" are " + to_string(neurons.shape));
        }
        for (auto const& other : experiment.neurons) {
            if (other.name == name) { reader.fail("neurons have this name already"); }
        }
        if (name == "encoder" || name == "data") { reader.fail("this name means the input"); }
        experiment.layers.push_back({name, connection.name, neurons.name});
    }
    if (experiment.layers.empty()) { all.fail("is empty, must hold at least one layer"); }
}

namespace {

//! Shape of the spikes that `input` names, after checking that they are there at this point.
struct StepInput {
    std::string name;
    Shape shape;
};

StepInput read_step_input(JsonReader const& reader, Experiment const& experiment)
{
    std::string name           = reader.text("input");
    std::string_view const own = experiment.encoder ? "encoder" : "data";
    if (name == own) { return {std::move(name), experiment.data.shape}; }
    if (auto const* source = experiment.spike_source(name)) { return {name, source->shape}; }

    std::vector<std::string_view> known = {own};
    for (std::size_t i = 0; i < experiment.step.size(); ++i) {
        known.push_back(experiment.step[i].layer);
    }
    for (SourceDescription const& source : experiment.sources) {
        if (source.make_spikes) { known.push_back(source.name); }
    }
    if (std::find(known.begin(), known.end(), name) == known.end()) {
        reader["input"].fail("is \"" + name + "\", must be \"" + std::string(own) +
                             "\", a source of spikes or a layer that ran earlier in the step" +
                             suggestion(name, known));
    }
    std::string const& neurons = experiment.layer_named(name).neurons;
    bool seen                  = false;
    for (StepDescription const& earlier : experiment.step) {
        bool const same = experiment.layer_named(earlier.layer).neurons == neurons;
        if (seen && same && earlier.layer != name) {
            reader["input"].fail("the spikes of layer \"" + name + "\" are gone: layer \"" +
                                 earlier.layer + "\" has advanced its neurons \"" + neurons +
                                 "\" since");
        }
        seen             = seen || earlier.layer == name;
        Index const turn = &earlier - experiment.step.data();
        for (DriveDescription const& drive : experiment.drives) {
            if (seen && drive.neurons == neurons && drive.before > turn) {
                reader["input"].fail("the spikes of layer \"" + name + "\" are gone: current \"" +
                                     drive.current + "\" has advanced its neurons \"" + neurons +
                                     "\" since");
            }
        }
    }
    return {std::move(name), experiment.neurons_named(neurons).shape};
}

}  // namespace

void read_step(JsonReader const& root, Experiment& experiment)
{
    JsonReader const list = root.list("step");
    for (Index i = 0; i < list.size(); ++i) {
        JsonReader const reader = list.at(i);
        if (reader.has("current")) {
            read_drive(reader, experiment);
            continue;
        }
        auto const& layer = read_name(reader, "layer", experiment.layers, "layer");
        for (StepDescription const& earlier : experiment.step) {
            if (earlier.layer == layer.name) {
                reader["layer"].fail("layer \"" + layer.name + "\" ran already in this step");
            }
        }
        StepInput const input  = read_step_input(reader, experiment);
        auto const& connection = experiment.connection_named(layer.connection);
        if (count(input.shape) != count(connection.inputs)) {
            reader.fail("\"" + input.name + "\" gives " + to_string(input.shape) +
                        " spikes, but connection \"" + connection.name + "\" has inputs " +
                        to_string(connection.inputs));
        }
        experiment.step.push_back({layer.name, input.name});
    }
    if (experiment.step.empty()) { list.fail("is empty, must name at least one layer"); }
}

namespace {

void require_in_step(JsonReader const& reader,
                     Experiment const& experiment,
                     std::string const& layer)
{
    bool const runs = std::any_of(experiment.step.begin(),
                                  experiment.step.end(),
                                  [&](StepDescription const& turn) { return turn.layer == layer; });
    if (!runs) { reader["layer"].fail("is \"" + layer + "\", which is not part of \"step\""); }
}

struct TrainerKind {
    std::string_view name;
    decltype(TrainerDescription::rule) (*read)(JsonReader const& reader);
};

constexpr Choice<TraceMode> trace_modes[]           = {{"cumulative", TraceMode::cumulative},
                                                       {"nearest", TraceMode::nearest}};
constexpr Choice<BatchReduction> batch_reductions[] = {{"mean", BatchReduction::mean},
                                                       {"sum", BatchReduction::sum},
                                                       {"max", BatchReduction::max},
                                                       {"min", BatchReduction::min}};

decltype(TrainerDescription::rule) read_stdp(JsonReader const& reader)
{
    STDP::Config config;
    config.lr_post    = reader.number("lr_post");
    config.lr_pre     = reader.number("lr_pre");
    config.tc_post_ms = reader.positive("tc_post_ms", config.tc_post_ms);
    config.tc_pre_ms  = reader.positive("tc_pre_ms", config.tc_pre_ms);
    config.trace_mode = read_choice(reader, "trace_mode", trace_modes);
    config.reduction  = read_choice(reader, "batch_reduction", batch_reductions);
    return config;
}

constexpr TrainerKind trainer_kinds[] = {{"STDP", read_stdp}};

}  // namespace

void read_trainers(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("trainers")) { return; }
    JsonReader const all = root.object("trainers");
    for (std::string const& name : all.keys()) {
        JsonReader const reader = all.object(name);
        auto const& layer       = read_name(reader, "layer", experiment.layers, "layer");
        require_in_step(reader, experiment, layer.name);
        if (!experiment.connection_named(layer.connection).updates.contains("weight")) {
            reader.fail("connection \"" + layer.connection + "\" does not learn: give updaters." +
                        layer.connection + ".weight");
        }
        experiment.trainers.push_back(
            {name, layer.name, read_kind(reader, trainer_kinds).read(reader)});
    }
}

namespace {

struct HookKind {
    std::string_view name;
    HookDescription (*read)(JsonReader const& reader, Experiment const& experiment);
};

double read_nonzero(JsonReader const& reader, std::string_view key, std::optional<double> fallback)
{
    double const number = reader.number(key, fallback);
    if (number == 0) { reader[key].fail("is 0, must not be 0"); }
    return number;
}

HookDescription read_normalization(JsonReader const& reader, Experiment const& experiment)
{
    auto const& connection = read_name(reader, "connection", experiment.connections, "connection");
    reader.choice("parameter", {"weight"}, "weight");
    reader.choice("when", {"after_batch"}, "after_batch");
    NormalizationHook hook;
    hook.connection    = connection.name;
    hook.order         = read_nonzero(reader, "order", 1);
    hook.scale         = read_nonzero(reader, "scale", 1);
    hook.epsilon       = reader.positive("epsilon", hook.epsilon);
    hook.training_only = reader.boolean("training_only", true);
    hook.at_start      = reader.boolean("at_start", false);
    if (reader.has("axis") && reader["axis"].is_null()) {
        hook.axis.reset();
    } else {
        auto const axes = static_cast<Index>(connection.weight_shape().size());
        hook.axis       = static_cast<int>(reader.integer("axis", -axes, axes - 1, -1));
    }
    return hook;
}

constexpr HookKind hook_kinds[] = {{"Normalization", read_normalization}};

}  // namespace

void read_hooks(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("hooks")) { return; }
    JsonReader const list = root.list("hooks");
    for (Index i = 0; i < list.size(); ++i) {
        JsonReader const reader = list.at(i);
        experiment.hooks.push_back(read_kind(reader, hook_kinds).read(reader, experiment));
    }
}

void read_classifier(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("classifier")) { return; }
    JsonReader const reader = root.object("classifier");
    reader.choice("kind", {"MaxRate"});
    ClassifierDescription classifier;
    classifier.layer = read_name(reader, "layer", experiment.layers, "layer").name;
    require_in_step(reader, experiment, classifier.layer);
    classifier.decay         = reader.non_negative("decay", 0);
    classifier.every_batches = reader.integer("every_batches", 1, most_elements, 1);
    classifier.proportional  = reader.boolean("proportional", true);
    for (Samples const* samples : {&experiment.data.train, &experiment.data.test}) {
        if (std::ssize(samples->labels) != samples->count) {
            reader.fail("needs labels, but the data have none");
        }
    }
    experiment.classifier = classifier;
}

}  // namespace inferno
