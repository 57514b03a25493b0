#include <algorithm>

#include "config/experiment_reader.hpp"

namespace inferno {

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

constexpr Choice<TraceMode> trace_modes[] = {{"cumulative", TraceMode::cumulative},
                                             {"nearest", TraceMode::nearest}};

decltype(TrainerDescription::rule) read_stdp(JsonReader const& reader)
{
    STDP::Config config;
    config.lr_post    = reader.number("lr_post");
    config.lr_pre     = reader.number("lr_pre");
    config.tc_post_ms = reader.positive("tc_post_ms", config.tc_post_ms);
    config.tc_pre_ms  = reader.positive("tc_pre_ms", config.tc_pre_ms);
    config.trace_mode = read_choice(reader, "trace_mode", trace_modes);
    config.reduction  = read_choice(reader, "batch_reduction", batch_reductions);
    config.stable     = reader.boolean("stable", config.stable);
    config.delayed    = reader.boolean("delayed", config.delayed);
    return config;
}

decltype(TrainerDescription::rule) read_triplet_stdp(JsonReader const& reader)
{
    TripletSTDP::Config config;
    config.lr_post_pair    = reader.number("lr_post_pair");
    config.lr_post_triplet = reader.number("lr_post_triplet");
    config.lr_pre_pair     = reader.number("lr_pre_pair");
    config.lr_pre_triplet  = reader.number("lr_pre_triplet");
    config.tc_post_fast_ms = reader.positive("tc_post_fast_ms", config.tc_post_fast_ms);
    config.tc_post_slow_ms = reader.positive("tc_post_slow_ms", config.tc_post_slow_ms);
    config.tc_pre_fast_ms  = reader.positive("tc_pre_fast_ms", config.tc_pre_fast_ms);
    config.tc_pre_slow_ms  = reader.positive("tc_pre_slow_ms", config.tc_pre_slow_ms);
    config.trace_mode      = read_choice(reader, "trace_mode", trace_modes);
    config.reduction       = read_choice(reader, "batch_reduction", batch_reductions);
    config.stable          = reader.boolean("stable", config.stable);
    config.delayed         = reader.boolean("delayed", config.delayed);
    try {
        config.require_valid();
    } catch (ArgumentError const& error) {
        reader.fail(error.what());
    }
    return config;
}

constexpr TrainerKind trainer_kinds[] = {{"STDP", read_stdp}, {"TripletSTDP", read_triplet_stdp}};

//! The one pair of the layer that "connection" and "neurons" leave; either may be absent.
std::pair<std::string, std::string> read_cell(JsonReader const& reader,
                                              LayerDescription const& layer)
{
    std::string const connection = reader.text("connection", ""),
                      neurons    = reader.text("neurons", "");
    std::vector<std::pair<std::string, std::string>> fitting;
    std::string known;
    for (auto const& pair : layer.cells()) {
        bool const fits = (connection.empty() || connection == pair.first) &&
                          (neurons.empty() || neurons == pair.second);
        if (fits) { fitting.push_back(pair); }
        known += (known.empty() ? "" : ", ") + pair.first + " -> " + pair.second;
    }
    if (fitting.size() != 1) {
        reader.fail("\"connection\" and \"neurons\" must name one pair of layer \"" + layer.name +
                    "\" (known: " + known + ")");
    }
    return fitting.front();
}

}  // namespace

void read_trainers(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("trainers")) { return; }
    JsonReader const all = root.object("trainers");
    for (std::string const& name : all.keys()) {
        JsonReader const reader = all.object(name);
        auto const& layer       = read_name(reader, "layer", experiment.layers, "layer");
        require_in_step(reader, experiment, layer.name);
        auto const [connection, neurons] = read_cell(reader, layer);
        if (!experiment.connection_named(connection).updates.contains("weight")) {
            reader.fail("connection \"" + connection + "\" does not learn: give updaters." +
                        connection + ".weight");
        }
        experiment.trainers.push_back(
            {name, layer.name, connection, neurons, read_kind(reader, trainer_kinds).read(reader)});
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
