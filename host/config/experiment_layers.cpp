#include <algorithm>

#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

//! To add a kind of layer: a function that reads its parts, and a line in the table below.
struct LayerKind {
    std::string_view name;
    LayerDescription::Kind kind;
    void (*read)(JsonReader const& reader, Experiment const& experiment, LayerDescription& layer);
};

TransformDescription read_transform(JsonReader const& reader, Shape const& shape)
{
    TransformDescription transform;
    if (reader.has("scale")) { transform.scale = read_values(reader, "scale", shape); }
    if (reader.has("offset")) { transform.offset = read_values(reader, "offset", shape); }
    if (reader.has("clip")) {
        JsonReader const clip = reader.object("clip");
        if (clip.has("min")) { transform.low = static_cast<Real>(clip.number("min")); }
        if (clip.has("max")) { transform.high = static_cast<Real>(clip.number("max")); }
        if (!transform.low && !transform.high) { clip.fail("needs \"min\", \"max\" or both"); }
        if (transform.low && transform.high && !(*transform.low < *transform.high)) {
            clip.fail("min must be less than max");
        }
    } else if (!transform.scale && !transform.offset) {
        reader.fail("needs \"scale\", \"offset\" or \"clip\"");
    }
    return transform;
}

std::optional<TransformDescription> transform_at(JsonReader const& reader,
                                                 std::string_view key,
                                                 Shape const& shape)
{
    if (!reader.has(key)) { return {}; }
    return read_transform(reader.object(key), shape);
}

Shape const& shape_of(ConnectionDescription const& connection) { return connection.outputs; }
Shape const& shape_of(NeuronsDescription const& neurons) { return neurons.shape; }

//! A list of names, or of {KEY: name, "transform": ...}.
template <class Part>
std::vector<LayerPart> read_parts(JsonReader const& layer,
                                  std::string_view list_key,
                                  std::string_view key,
                                  std::vector<Part> const& parts,
                                  std::string const& kind)
{
    std::vector<LayerPart> result;
    JsonReader const list = layer.list(list_key);
    for (Index i = 0; i < list.size(); ++i) {
        JsonReader const entry = list.at(i);
        JsonReader const name  = entry.is_object() ? entry[key] : entry;
        Part const& part       = part_named(name, name.as_text(), parts, kind);
        for (LayerPart const& earlier : result) {
            if (earlier.name == part.name) { name.fail("\"" + part.name + "\" is there twice"); }
        }
        result.push_back({part.name, {}});
        if (entry.is_object()) {
            result.back().transform = transform_at(entry, "transform", shape_of(part));
        }
    }
    if (result.empty()) { list.fail("is empty, must name at least one"); }
    return result;
}

void read_serial(JsonReader const& reader, Experiment const& experiment, LayerDescription& layer)
{
    auto const& connection = read_name(reader, "connection", experiment.connections, "connection");
    auto const& neurons    = read_name(reader, "neurons", experiment.neurons, "group of neurons");
    layer.connections = {{connection.name, transform_at(reader, "transform", connection.outputs)}};
    layer.neurons     = {{neurons.name, {}}};
}

constexpr Choice<Combine> combinations[] = {{"sum", Combine::sum},
                                            {"mean", Combine::mean},
                                            {"prod", Combine::prod},
                                            {"min", Combine::min},
                                            {"max", Combine::max}};

void read_biclique(JsonReader const& reader, Experiment const& experiment, LayerDescription& layer)
{
    layer.connections =
        read_parts(reader, "connections", "connection", experiment.connections, "connection");
    layer.neurons =
        read_parts(reader, "neurons", "neurons", experiment.neurons, "group of neurons");
    layer.combine = read_choice(reader, "combine", combinations);
}

//! As many spikes as the connection has inputs.
void require_source(JsonReader const& value,
                    NeuronsDescription const& neurons,
                    ConnectionDescription const& connection)
{
    if (count(neurons.shape) == count(connection.inputs)) { return; }
    value.fail("connection \"" + connection.name + "\" has inputs " + to_string(connection.inputs) +
               ", but neurons \"" + neurons.name + "\", whose spikes it takes, are " +
               to_string(neurons.shape));
}

void read_recurrent(JsonReader const& reader, Experiment const& experiment, LayerDescription& layer)
{
    for (char const* const key : {"feedforward", "lateral", "feedback"}) {
        auto const& connection = read_name(reader, key, experiment.connections, "connection");
        for (LayerPart const& earlier : layer.connections) {
            if (earlier.name == connection.name) {
                reader[key].fail("\"" + connection.name + "\" is there twice");
            }
        }
        layer.connections.push_back({connection.name, {}});
        if (!reader.has("transforms")) { continue; }
        layer.connections.back().transform =
            transform_at(reader.object("transforms"), key, connection.outputs);
    }
    for (char const* const key : {"feedforward_neurons", "feedback_neurons"}) {
        auto const& neurons = read_name(reader, key, experiment.neurons, "group of neurons");
        if (layer.advances(neurons.name)) {
            reader[key].fail("\"" + neurons.name + "\" is there twice");
        }
        layer.neurons.push_back({neurons.name, {}});
    }
    require_source(reader["lateral"],
                   experiment.neurons_named(layer.neurons[0].name),
                   experiment.connection_named(layer.connections[1].name));
    require_source(reader["feedback"],
                   experiment.neurons_named(layer.neurons[1].name),
                   experiment.connection_named(layer.connections[2].name));
    layer.trainable_feedback = reader.boolean("trainable_feedback", false);
}

constexpr LayerKind layer_kinds[] = {
    {"Serial", LayerDescription::Kind::serial, read_serial},
    {"Biclique", LayerDescription::Kind::biclique, read_biclique},
    {"RecurrentSerial", LayerDescription::Kind::recurrent, read_recurrent}};

//! What a connection gives must be what the neurons that it feeds take.
void require_shapes(JsonReader const& reader,
                    LayerDescription const& layer,
                    Experiment const& experiment)
{
    LayerDescription all   = layer;
    all.trainable_feedback = true;  // then all pairs are cells
    for (auto const& [connection_name, neurons_name] : all.cells()) {
        auto const& connection = experiment.connection_named(connection_name);
        auto const& neurons    = experiment.neurons_named(neurons_name);
        if (connection.outputs == neurons.shape) { continue; }
        reader.fail("connection \"" + connection.name + "\" has outputs " +
                    to_string(connection.outputs) + ", but neurons \"" + neurons.name + "\" are " +
                    to_string(neurons.shape));
    }
}

}  // namespace

void read_layers(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("layers")) { return; }
    JsonReader const all = root.object("layers");
    for (std::string const& name : all.keys()) {
        JsonReader const reader = all.object(name);
        LayerKind const& kind   = read_kind(reader, layer_kinds);
        LayerDescription layer;
        layer.name = name;
        layer.kind = kind.kind;
        kind.read(reader, experiment, layer);
        require_shapes(reader, layer, experiment);
        for (auto const& other : experiment.neurons) {
            if (other.name == name) { reader.fail("neurons have this name already"); }
        }
        if (name == "encoder" || name == "data") { reader.fail("this name means the input"); }
        experiment.layers.push_back(std::move(layer));
    }
    if (experiment.layers.empty()) { all.fail("is empty, must hold at least one layer"); }
}

}  // namespace inferno
