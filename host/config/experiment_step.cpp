#include <algorithm>

#include "inferno/synapse/stage.hpp"

#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

//! Where spikes come from: the input of the experiment, a source, or one group of a layer.
struct Source {
    std::string name;
    Shape shape;
    LayerDescription const* layer = nullptr;
    std::string neurons           = {};
};

//! All that can be named at this point of the step.
std::vector<Source> sources(Experiment const& experiment)
{
    std::vector<Source> known = {{experiment.encoder ? "encoder" : "data", experiment.data.shape}};
    for (SourceDescription const& source : experiment.sources) {
        if (source.make_spikes) { known.push_back({source.name, source.shape}); }
    }
    auto const shape_of = [&](std::string const& group) {
        return experiment.neurons_named(group).shape;
    };
    for (StepDescription const& earlier : experiment.step) {
        LayerDescription const& layer = experiment.layer_named(earlier.layer);
        known.push_back({layer.name, shape_of(layer.result()), &layer, layer.result()});
        for (LayerPart const& group : layer.neurons) {
            known.push_back(
                {layer.name + "." + group.name, shape_of(group.name), &layer, group.name});
        }
    }
    return known;
}

//! Refuses spikes that another layer has overwritten.
void require_present(JsonReader const& value, Source const& source, Experiment const& experiment)
{
    bool seen = false;
    for (StepDescription const& earlier : experiment.step) {
        LayerDescription const& layer = experiment.layer_named(earlier.layer);
        if (seen && layer.advances(source.neurons)) {
            value.fail("the spikes of layer \"" + source.layer->name + "\" are gone: layer \"" +
                       layer.name + "\" has advanced its neurons \"" + source.neurons + "\" since");
        }
        seen             = seen || &layer == source.layer;
        Index const turn = &earlier - experiment.step.data();
        for (DriveDescription const& drive : experiment.drives) {
            if (seen && drive.neurons == source.neurons && drive.before > turn) {
                value.fail("the spikes of layer \"" + source.layer->name +
                           "\" are gone: current \"" + drive.current +
                           "\" has advanced its neurons \"" + source.neurons + "\" since");
            }
        }
    }
}

//! The name of an input, after checking that its spikes are there and fit the connection.
std::string read_source(JsonReader const& value,
                        Experiment const& experiment,
                        ConnectionDescription const& connection)
{
    std::string const name          = value.as_text();
    std::vector<Source> const known = sources(experiment);
    auto const found                = std::find_if(
        known.begin(), known.end(), [&](Source const& source) { return source.name == name; });
    if (found == known.end()) {
        std::vector<std::string_view> names;
        for (Source const& source : known) {
            names.push_back(source.name);
        }
        value.fail("is \"" + name + "\", must be \"" + known.front().name +
                   "\", a source of spikes or a layer that ran earlier in the step" +
                   suggestion(name, names));
    }
    if (found->layer != nullptr) { require_present(value, *found, experiment); }
    if (count(found->shape) != count(connection.inputs)) {
        value.fail("\"" + name + "\" gives " + to_string(found->shape) +
                   " spikes, but connection \"" + connection.name + "\" has inputs " +
                   to_string(connection.inputs));
    }
    return name;
}

//! Connections of a layer that take an input from outside.
std::vector<LayerPart> open_connections(LayerDescription const& layer)
{
    if (layer.kind != LayerDescription::Kind::recurrent) { return layer.connections; }
    return {layer.connections.front()};
}

//! The sources of current for one connection that runs.
std::vector<std::string> read_injected(JsonReader const& list,
                                       Experiment const& experiment,
                                       ConnectionDescription const& connection)
{
    if (!std::holds_alternative<DeltaPlusCurrent>(connection.synapse)) {
        list.fail("the synapse of connection \"" + connection.name +
                  "\" takes no currents; DeltaPlusCurrent does");
    }
    if (list.size() < 1 || list.size() > Injections::capacity) {
        list.fail("has " + std::to_string(list.size()) + " entries, must have from 1 to " +
                  std::to_string(Injections::capacity));
    }
    std::vector<std::string> names;
    for (Index i = 0; i < list.size(); ++i) {
        std::string const name = list.at(i).as_text();
        std::vector<std::string_view> known;
        SourceDescription const* found = nullptr;
        for (SourceDescription const& source : experiment.sources) {
            if (source.make_current) { known.push_back(source.name); }
            if (source.make_current && source.name == name) { found = &source; }
        }
        if (found == nullptr) {
            list.at(i).fail("is \"" + name + "\", must be a source of currents" +
                            suggestion(name, known));
        }
        if (count(found->shape) != count(connection.inputs)) {
            list.at(i).fail("\"" + name + "\" gives " + to_string(found->shape) +
                            " currents, but connection \"" + connection.name + "\" has inputs " +
                            to_string(connection.inputs));
        }
        names.push_back(name);
    }
    return names;
}

//! {CONNECTION: [SOURCE...]}, of connections that get spikes in this turn.
void read_injections(JsonReader const& reader, Experiment const& experiment, StepDescription& turn)
{
    if (!reader.has("injected")) { return; }
    JsonReader const injected = reader.object("injected");
    for (std::string const& name : injected.keys()) {
        if (!turn.inputs.contains(name)) {
            injected[name].fail("no connection of this name gets spikes in this turn");
        }
        turn.injected[name] =
            read_injected(injected.list(name), experiment, experiment.connection_named(name));
    }
}

StepDescription read_turn(JsonReader const& reader,
                          LayerDescription const& layer,
                          Experiment const& experiment)
{
    std::vector<LayerPart> const open = open_connections(layer);
    StepDescription turn{layer.name, {}, {}};
    if (reader.has("input") == reader.has("inputs")) {
        reader.fail("needs either \"input\" or \"inputs\"");
    }
    if (reader.has("input")) {
        if (open.size() > 1) {
            reader["input"].fail(
                "layer \"" + layer.name +
                "\" has several connections: give \"inputs\", {CONNECTION: INPUT}");
        }
        auto const& connection       = experiment.connection_named(open.front().name);
        turn.inputs[connection.name] = read_source(reader["input"], experiment, connection);
        return turn;
    }
    JsonReader const inputs = reader.object("inputs");
    for (std::string const& name : inputs.keys()) {
        LayerPart const& part =
            part_named(inputs[name], name, open, "connection of the layer that takes an input");
        turn.inputs[part.name] =
            read_source(inputs[name], experiment, experiment.connection_named(part.name));
    }
    if (turn.inputs.empty()) { inputs.fail("is empty, must name at least one connection"); }
    return turn;
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
        StepDescription turn = read_turn(reader, layer, experiment);
        read_injections(reader, experiment, turn);
        experiment.step.push_back(std::move(turn));
    }
    bool const idle = experiment.step.empty() && experiment.drives.empty();
    if (idle && !experiment.neurons.empty()) { list.fail("is empty, but there are neurons"); }
}

}  // namespace inferno
