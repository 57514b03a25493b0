#include <algorithm>
#include <array>
#include <filesystem>

#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

//! What can be recorded, of what, and whether it changes within a batch.
enum class Target {
    spikes,
    neurons,
    adaptive_neurons,
    connection,
    bias,
    delay,
    current,
    reward,
    trainer
};

struct Recordable {
    std::string_view name;
    Target target;
    bool each_step;
};

constexpr Recordable recordables[] = {{"spikes", Target::spikes, true},
                                      {"voltage_mv", Target::neurons, true},
                                      {"refractory_ms", Target::neurons, true},
                                      {"adaptation", Target::adaptive_neurons, true},
                                      {"weight", Target::connection, false},
                                      {"bias", Target::bias, false},
                                      {"delay", Target::delay, false},
                                      {"output", Target::connection, true},
                                      {"synapse_output", Target::connection, true},
                                      {"current_na", Target::current, true},
                                      {"reward", Target::reward, true},
                                      {"trace_pre", Target::trainer, true},
                                      {"trace_post", Target::trainer, true},
                                      {"trace_pre_slow", Target::trainer, true},
                                      {"trace_post_slow", Target::trainer, true},
                                      {"eligibility_pre", Target::trainer, true},
                                      {"eligibility_post", Target::trainer, true},
                                      {"since_pre_ms", Target::trainer, true},
                                      {"since_post_ms", Target::trainer, true},
                                      {"rate", Target::trainer, true}};

//! What trainers with this config keep for a cell.
JsonReader::Names kept_by(PairConfig const&) { return {"trace_pre", "trace_post"}; }
JsonReader::Names kept_by(TripletSTDP::Config const&)
{
    return {"trace_pre", "trace_post", "trace_pre_slow", "trace_post_slow"};
}
JsonReader::Names kept_by(MSTDPET::Config const&)
{
    return {"trace_pre", "trace_post", "eligibility_pre", "eligibility_post"};
}
JsonReader::Names kept_by(DelayAdjustedConfig const&) { return {"since_pre_ms", "since_post_ms"}; }
JsonReader::Names kept_by(KernelSTDP<>::Config const& config)
{
    if (config.delayed) { return {"since_post_ms"}; }
    return {"since_pre_ms", "since_post_ms"};
}
JsonReader::Names kept_by(LinearHomeostasis::Config const&) { return {"rate"}; }

Recordable const& read_recordable(JsonReader const& reader)
{
    JsonReader::Names names;
    for (Recordable const& recordable : recordables) {
        names.push_back(recordable.name);
    }
    std::string const what = reader.choice("what", names);
    return *std::find_if(std::begin(recordables), std::end(recordables), [&](Recordable const& q) {
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

void require_kept(JsonReader const& reader, Experiment const& experiment)
{
    auto const& trainer = read_name(reader, "of", experiment.trainers, "trainer");
    auto const kept = std::visit([](auto const& config) { return kept_by(config); }, trainer.rule);
    std::string const what = reader.text("what");
    if (std::find(kept.begin(), kept.end(), what) == kept.end()) {
        reader["what"].fail("is \"" + what + "\", which trainer \"" + trainer.name +
                            "\" does not keep" + suggestion(what, kept));
    }
}

void require_target(JsonReader const& reader, Target target, Experiment const& experiment)
{
    std::string const of = reader.text("of");
    if (target == Target::spikes) { return require_spikes(reader, of, experiment); }
    if (target == Target::trainer) { return require_kept(reader, experiment); }
    if (target == Target::reward) {
        read_name(reader, "of", experiment.rewards, "reward");
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

//! How often, within a batch.
void read_steps(JsonReader const& reader,
                Target target,
                Experiment const& experiment,
                RecordDescription& record)
{
    bool const spikes = target == Target::spikes, train = record.phase == ExperimentPhase::train;
    if ((spikes || target == Target::current) && !record.per_step) {
        reader["each"].fail("is \"batch\": " + record.what + " are recorded each step");
    }
    record.of_trainer = target == Target::trainer;
    if ((record.of_trainer || target == Target::reward) && !train) {
        reader["phase"].fail("is \"test\", in which trainers and rewards rest");
    }
    if (!reader.has("every_steps")) { return; }
    record.steps = reader.integer("every_steps", 1, experiment.steps());
    if (spikes || !record.per_step) {
        reader["every_steps"].fail(spikes ? "spikes are recorded each step"
                                          : "is of records with \"each\": \"step\"");
    }
}

void read_file(JsonReader const& reader, Experiment const& experiment, RecordDescription& record)
{
    record.file                      = reader.text("file");
    std::filesystem::path const path = record.file;
    if (path.extension() != ".npy" || path.filename() != path) {
        reader["file"].fail("is \"" + record.file + "\", must be a name that ends with .npy");
    }
    refuse_incomplete(reader, record.file);
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
        JsonReader const reader      = list.at(i);
        Recordable const& recordable = read_recordable(reader);
        RecordDescription record;
        record.what = recordable.name;
        require_target(reader, recordable.target, experiment);
        record.of = reader.text("of");
        read_batches(reader, experiment, record);
        std::string const each = reader.choice(
            "each", {"step", "batch"}, std::string(recordable.each_step ? "step" : "batch"));
        record.per_step = each == "step";
        read_steps(reader, recordable.target, experiment, record);
        read_file(reader, experiment, record);
        experiment.records.push_back(std::move(record));
    }
}

}  // namespace inferno
