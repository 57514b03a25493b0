#include <algorithm>
#include <cmath>
#include <limits>

#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

template <class Part>
Part const& find_named(std::vector<Part> const& parts, std::string_view wanted, char const* kind)
{
    std::vector<std::string_view> known;
    for (Part const& part : parts) {
        if (part.name == wanted) { return part; }
        known.push_back(part.name);
    }
    throw ArgumentError("there are no " + std::string(kind) + " named \"" + std::string(wanted) +
                        "\"" + suggestion(wanted, known));
}

}  // namespace

std::filesystem::path read_folder(JsonReader const& root, std::string const& name)
{
    std::string const fallback = "results/" + name;
    if (!root.has("output")) { return fallback; }
    JsonReader const output = root.object("output");
    std::string folder      = output.text("folder", fallback);
    if (folder.empty()) { output["folder"].fail("is empty, must be a folder"); }
    return folder;
}

std::string read_title(JsonReader const& root)
{
    std::string name = root.text("name");
    if (name.empty()) { root["name"].fail("is empty"); }
    for (char const letter : name) {
        if (letter == '/' || letter == '\0') {
            root["name"].fail("is \"" + name + "\", must not hold a slash");
        }
    }
    return name;
}

Shape ConnectionDescription::weight_shape() const
{
    switch (kind) {
        case Kind::direct:
            return {count(inputs)};
        case Kind::convolution:
            return {convolution.filters,
                    convolution.channels,
                    convolution.kernel.y,
                    convolution.kernel.x};
        case Kind::dense:
        case Kind::lateral:
            break;
    }
    return {count(outputs), count(inputs)};
}

Shape ConnectionDescription::bias_shape() const
{
    return kind == Kind::convolution ? Shape{convolution.filters} : outputs;
}

bool LayerDescription::advances(std::string_view group) const
{
    return std::any_of(
        neurons.begin(), neurons.end(), [&](LayerPart const& part) { return part.name == group; });
}

std::vector<std::pair<std::string, std::string>> LayerDescription::cells() const
{
    std::vector<std::pair<std::string, std::string>> pairs;
    if (kind == Kind::recurrent) {
        pairs.emplace_back(connections[0].name, neurons[0].name);
        if (!trainable_feedback) { return pairs; }
        pairs.emplace_back(connections[1].name, neurons[1].name);
        pairs.emplace_back(connections[2].name, neurons[0].name);
        return pairs;
    }
    for (LayerPart const& connection : connections) {
        for (LayerPart const& group : neurons) {
            pairs.emplace_back(connection.name, group.name);
        }
    }
    return pairs;
}

Experiment Experiment::load(std::filesystem::path const& file,
                            std::span<std::string const> overrides)
{
    JsonReader const root = JsonReader::from_file(file, overrides);
    Experiment experiment;
    experiment.file        = file;
    experiment.name        = read_title(root);
    experiment.description = root.text("description", "");
    experiment.seed =
        static_cast<std::uint64_t>(root.integer("seed", 0, std::numeric_limits<Index>::max(), 1));
    experiment.batch        = root.integer("batch", 1, 1 << 20, 1);
    experiment.step_time_ms = root.positive("step_time_ms", 1);
    read_neurons(root, experiment);
    read_connections(root, experiment);
    read_updaters(root, experiment);
    read_layers(root, experiment);
    read_data(root, file.parent_path(), experiment);
    read_encoder(root, experiment);
    read_sources(root, experiment);
    read_step(root, experiment);
    read_classifier(root, experiment);
    read_rewards(root, experiment);
    read_trainers(root, experiment);
    read_hooks(root, experiment);
    read_records(root, experiment);
    read_state(root, file.parent_path(), experiment);
    experiment.folder = read_folder(root, experiment.name);
    root.finish();
    return experiment;
}

std::string const& Experiment::input() const
{
    static std::string const names[] = {"data", "encoder"};
    return names[encoder ? 1 : 0];
}

std::string const& Experiment::result() const
{
    if (classifier) { return classifier->layer; }
    if (!step.empty()) { return step.back().layer; }
    return drives.empty() ? input() : drives.back().neurons;
}

std::string const& Experiment::result_neurons() const
{
    return step.empty() ? result() : layer_named(result()).result();
}

NeuronsDescription const& Experiment::neurons_named(std::string_view wanted) const
{
    return find_named(neurons, wanted, "neurons");
}

ConnectionDescription const& Experiment::connection_named(std::string_view wanted) const
{
    return find_named(connections, wanted, "connections");
}

LayerDescription const& Experiment::layer_named(std::string_view wanted) const
{
    return find_named(layers, wanted, "layers");
}

}  // namespace inferno
