#include <sstream>

#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

Index word_bytes(Index batch, Index elements)
{
    return batch * words_for(elements) * static_cast<Index>(sizeof(SpikeWord));
}

Index real_bytes(Index numbers) { return numbers * static_cast<Index>(sizeof(Real)); }

char const* name_of(ConnectionDescription::Kind kind)
{
    switch (kind) {
        case ConnectionDescription::Kind::dense:
            return "LinearDense";
        case ConnectionDescription::Kind::direct:
            return "LinearDirect";
        case ConnectionDescription::Kind::lateral:
            return "LinearLateral";
    }
    return "";
}

std::string size_text(Index bytes)
{
    std::ostringstream text;
    double const mib = static_cast<double>(bytes) / (1 << 20);
    text.precision(3);
    text << (mib < 1 ? mib * 1024 : mib) << (mib < 1 ? " KiB" : " MiB");
    return text.str();
}

}  // namespace

Index Experiment::memory_bytes() const
{
    Index const inputs   = count(data.shape);
    bool const per_step  = encoder && encoder->input_per_step;
    bool const all_steps = !encoder || !encoder->online;
    Index bytes          = word_bytes(batch, inputs) * (all_steps ? steps() : 1);
    if (encoder) { bytes += real_bytes(batch * inputs) * (per_step ? steps() : 1); }
    for (SourceDescription const& source : sources) {
        bytes += source.make_spikes ? word_bytes(batch, count(source.shape)) * steps()
                                    : real_bytes(batch * count(source.shape));
    }
    for (NeuronsDescription const& group : neurons) {
        bytes += real_bytes(batch * count(group.shape) * 2) + word_bytes(batch, count(group.shape));
    }
    for (ConnectionDescription const& connection : connections) {
        bytes += real_bytes(count(connection.weight_shape()) + batch * count(connection.outputs)) +
                 word_bytes(batch, count(connection.inputs));
    }
    for (TrainerDescription const& trainer : trainers) {
        auto const& connection = connection_named(layer_named(trainer.layer).connection);
        for (Shape const& side : {connection.inputs, connection.outputs}) {
            bytes += real_bytes(batch * count(side)) + word_bytes(batch, count(side));
        }
    }
    Index const results = count(neurons_named(layer_named(result_layer()).neurons).shape);
    return bytes + word_bytes(batch, results) * steps();
}

std::string Experiment::summary() const
{
    std::ostringstream text;
    text << name << (description.empty() ? "" : ": ") << description << "\n"
         << "data         " << data.train.count << " training and " << data.test.count
         << " test samples of shape " << to_string(data.shape) << ", " << data.classes.size()
         << " classes\n"
         << "time         " << steps() << " steps of " << step_time_ms
         << " ms per sample, batches of " << batch << "\n";
    for (NeuronsDescription const& group : neurons) {
        text << "neurons      " << group.name << ": ";
        std::visit([&]<class Model>(NeuronModel<Model> const&) { text << Model::name; },
                   group.model);
        text << " " << to_string(group.shape) << "\n";
    }
    for (ConnectionDescription const& connection : connections) {
        text << "connection   " << connection.name << ": " << name_of(connection.kind) << " "
             << to_string(connection.inputs) << " -> " << to_string(connection.outputs) << ", "
             << count(connection.weight_shape()) << " weights"
             << (connection.updates.empty() ? "" : ", learns") << "\n";
    }
    for (SourceDescription const& source : sources) {
        text << "source       " << source.name << ": " << source.kind << " "
             << to_string(source.shape) << "\n";
    }
    for (DriveDescription const& drive : drives) {
        text << "step         " << drive.current << " -> " << drive.neurons << "\n";
    }
    for (StepDescription const& turn : step) {
        text << "step         " << turn.input << " -> " << turn.layer << " -> "
             << layer_named(turn.layer).neurons << "\n";
    }
    for (RecordDescription const& record : records) {
        text << "record       " << record.what << " of " << record.of << " -> " << record.file
             << "\n";
    }
    text << "memory       about " << size_text(memory_bytes()) << "\n";
    return text.str();
}

}  // namespace inferno
