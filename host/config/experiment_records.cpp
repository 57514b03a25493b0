#include <algorithm>
#include <array>
#include <filesystem>

#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

//! What can be recorded, of what, and whether it changes within a batch.
enum class Target { spikes, neurons, adaptive_neurons, connection, bias, delay, current, trainer };

struct Quantity {
    std::string_view name;
    Target target;
    bool each_step;
};

constexpr Quantity quantities[] = {{"spikes", Target::spikes, true},
                                   {"voltage_mv", Target::neurons, true},
                                   {"refractory_ms", Target::neurons, true},
                                   {"adaptation", Target::adaptive_neurons, true},
                                   {"weight", Target::connection, false},
                                   {"bias", Target::bias, false},
                                   {"delay", Target::delay, false},
                                   {"output", Target::connection, true},
                                   {"synapse_output", Target::connection, true},
                                   {"current_na", Target::current, true},
                                   {"trace_pre", Target::trainer, true},
                                   {"trace_post", Target::trainer, true}};

Quantity const& read_quantity(JsonReader const& reader)
{
    JsonReader::Names names;
    for (Quantity const& quantity : quantities) {
        names.push_back(quantity.name);
    }
    std::string const what = reader.choice("what", names);
    return *std::find_if(std::begin(quantities), std::end(quantities), [&](Quantity const& q) {
        return q.name == what;
    });
}

bool is_adaptive_model(NeuronsDescription const& neurons)
{
    return std::visit([]<class Model>(NeuronModel<Model> const&) { return is_adaptive<Model>; },
                      neurons.model);
}

//! Spikes are recorded of a layer (right after its turn), of neurons (at the end of the step), of
//! the input or of a source.
void require_spikes(JsonReader const& reader, std::string const& of, Experiment const& experiment)
{
    std::string_view const input = experiment.encoder ? "encoder" : "data";
    std::vector<std::string> names;
    for (StepDescription const& turn : experiment.step) {
        names.push_back(turn.layer);
        for (LayerPart const& group : experiment.layer_named(turn.layer).neurons) {
            names.push_back(turn.layer + "." + group.name);
        }
    }
    std::vector<std::string_view> known = {input};
    known.insert(known.end(), names.begin(), names.end());
    for (NeuronsDescription const& neurons : experiment.neurons) {
        known.push_back(neurons.name);
    }
    for (SourceDescription const& source : experiment.sources) {
        if (source.make_spikes) { known.push_back(source.name); }
    }
    if (std::find(known.begin(), known.end(), of) == known.end()) {
        reader["of"].fail("is \"" + of + "\", which has no spikes" + suggestion(of, known));
    }
}

void require_target(JsonReader const& reader, Target target, Experiment const& experiment)
{
    std::string const of = reader.text("of");
    if (target == Target::spikes) { return require_spikes(reader, of, experiment); }
    if (target == Target::trainer) {
        read_name(reader, "of", experiment.trainers, "trainer");
        return;
    }
    if (target == Target::current) {
        auto const& source = read_name(reader, "of", experiment.sources, "source");
        if (!source.make_current) {
            reader["of"].fail("is \"" + of + "\", which gives spikes, not currents");
        }
        return;
    }
    if (target == Target::connection || target == Target::bias || target == Target::delay) {
        auto const& connection = read_name(reader, "of", experiment.connections, "connection");
        if (target == Target::bias && !connection.bias) {
            reader["of"].fail("connection \"" + of + "\" has no bias");
        }
        if (target == Target::delay && !connection.delay) {
            reader["of"].fail("connection \"" + of + "\" has no delays");
        }
        return;
    }
    auto const& neurons = read_name(reader, "of", experiment.neurons, "group of neurons");
    if (target == Target::adaptive_neurons && !is_adaptive_model(neurons)) {
        reader["of"].fail("neurons \"" + of + "\" do not adapt");
    }
}

constexpr Choice<ExperimentPhase> phases[] = {{"train", ExperimentPhase::train},
                                              {"test", ExperimentPhase::test}};

void read_batches(JsonReader const& reader, Experiment const& experiment, RecordDescription& record)
{
    record.phase        = read_choice(reader, "phase", phases);
    Index const batches = experiment.data.of(record.phase).count / experiment.batch;
    if (batches == 0) { reader.fail("nothing to record: this phase has no samples"); }
    record.last = batches - 1;
    if (reader.has("batches")) {
        JsonReader const range = reader.list("batches");
        if (range.size() != 2) { range.fail("must be [first, last]"); }
        record.first = range.at(0).as_integer(0, batches - 1);
        record.last  = range.at(1).as_integer(record.first, batches - 1);
    }
    record.every = reader.integer("every_batches", 1, most_elements, 1);
}

void read_file(JsonReader const& reader, Experiment const& experiment, RecordDescription& record)
{
    record.file                      = reader.text("file");
    std::filesystem::path const path = record.file;
    if (path.extension() != ".npy" || path.filename() != path) {
        reader["file"].fail("is \"" + record.file + "\", must be a name that ends with .npy");
    }
    for (RecordDescription const& other : experiment.records) {
        if (other.file == record.file) {
            reader["file"].fail("is \"" + record.file + "\", which another record writes");
        }
    }
}

}  // namespace

void read_records(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("record")) { return; }
    JsonReader const list = root.list("record");
    for (Index i = 0; i < list.size(); ++i) {
        JsonReader const reader  = list.at(i);
        Quantity const& quantity = read_quantity(reader);
        RecordDescription record;
        record.what = quantity.name;
        require_target(reader, quantity.target, experiment);
        record.of = reader.text("of");
        read_batches(reader, experiment, record);
        std::string const each = reader.choice(
            "each", {"step", "batch"}, std::string(quantity.each_step ? "step" : "batch"));
        record.per_step   = each == "step";
        bool const passes = quantity.target == Target::spikes || quantity.target == Target::current;
        if (passes && !record.per_step) {
            reader["each"].fail("is \"batch\": " + record.what + " are recorded each step");
        }
        read_file(reader, experiment, record);
        experiment.records.push_back(std::move(record));
    }
}

}  // namespace inferno
