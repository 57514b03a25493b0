#include <algorithm>

#include "config/experiment_rules.hpp"

namespace inferno {

namespace {

//! The one pair of the layer that "connection" and "neurons" leave; either may be absent.
std::pair<std::string, std::string> read_pair(RuleReader const& keys, LayerDescription const& layer)
{
    std::string const connection = keys.of("connection").text("connection", ""),
                      neurons    = keys.of("neurons").text("neurons", "");
    std::vector<std::pair<std::string, std::string>> fitting;
    std::string known;
    for (auto const& pair : layer.cells()) {
        bool const fits = (connection.empty() || connection == pair.first) &&
                          (neurons.empty() || neurons == pair.second);
        if (fits) { fitting.push_back(pair); }
        known += (known.empty() ? "" : ", ") + pair.first + " -> " + pair.second;
    }
    if (fitting.size() != 1) {
        keys.cell().fail("\"connection\" and \"neurons\" must name one pair of layer \"" +
                         layer.name + "\" (known: " + known + ")");
    }
    return fitting.front();
}

void read_cell(RuleReader const& keys, std::string const& name, Experiment& experiment)
{
    for (TrainerDescription const& other : experiment.trainers) {
        if (other.name == name) { keys.cell().fail("another trainer has the name " + name); }
    }
    auto const& layer                = read_running_layer(keys.of("layer"), "layer", experiment);
    auto const [connection, neurons] = read_pair(keys, layer);
    TrainerDescription trainer{name, layer.name, connection, neurons, {}};
    read_rule(keys, experiment, trainer);
    std::string const parameter(trainer.parameter());
    if (!experiment.connection_named(connection).updates.contains(parameter)) {
        keys.cell().fail("connection \"" + connection + "\" does not learn: give updaters." +
                         connection + "." + parameter);
    }
    experiment.trainers.push_back(std::move(trainer));
}

}  // namespace

LayerDescription const& read_running_layer(JsonReader const& reader,
                                           std::string_view key,
                                           Experiment const& experiment)
{
    LayerDescription const& layer = read_name(reader, key, experiment.layers, "layer");
    bool const runs               = std::any_of(
        experiment.step.begin(), experiment.step.end(), [&](StepDescription const& turn) {
            return turn.layer == layer.name;
        });
    if (!runs) { reader[key].fail("is \"" + layer.name + "\", which is not part of \"step\""); }
    return layer;
}

void read_trainers(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("trainers")) { return; }
    JsonReader const all = root.object("trainers");
    for (std::string const& name : all.keys()) {
        JsonReader const trainer = all.object(name);
        if (!trainer.has("cells")) {
            read_cell({trainer, trainer}, name, experiment);
            continue;
        }
        JsonReader const cells = trainer.object("cells");
        if (cells.keys().empty()) { cells.fail("is empty, must have at least one cell"); }
        for (std::string const& cell : cells.keys()) {
            read_cell({trainer, cells.object(cell)}, name + "." + cell, experiment);
        }
    }
}

}  // namespace inferno
