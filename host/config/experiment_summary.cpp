#include <sstream>

#include "inferno/state/record.hpp"

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
        case ConnectionDescription::Kind::convolution:
            return "Conv2D";
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

//! Delays and what they become, spikes of the past, and states of which every eighth is kept.
Index delay_bytes(ConnectionDescription const& connection, Index batch, double step_time_ms)
{
    Index const weights = count(connection.weight_shape()), inputs = count(connection.inputs);
    Index const slots = record_slots(step_time_ms, connection.delay->longest_ms, true);
    return real_bytes(weights * 4) + real_bytes(inputs * words_for(batch) * (slots + 8)) +
           real_bytes(2 * batch * inputs * (slots / 8 + 2));
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
        Index const weights = count(connection.weight_shape());
        bytes += real_bytes(weights + batch * count(connection.outputs)) +
                 word_bytes(batch, count(connection.inputs));
        if (connection.delay) { bytes += delay_bytes(connection, batch, step_time_ms); }
    }
    for (TrainerDescription const& trainer : trainers) {
        auto const& connection = connection_named(trainer.connection);
        for (Shape const& side : {connection.inputs, connection.outputs}) {
            bytes += real_bytes(batch * count(side)) + word_bytes(batch, count(side));
        }
        if (std::holds_alternative<MSTDPET::Config>(trainer.rule)) {
            bytes += real_bytes(2 * batch * count(connection.weight_shape()));
        }
    }
    bool const is_input = step.empty() && drives.empty();
    Index const results = is_input ? inputs : count(neurons_named(result_neurons()).shape);
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
        text << "step         ";
        for (auto const& [connection, input] : turn.inputs) {
            text << (connection == turn.inputs.begin()->first ? "" : ", ") << input;
        }
        text << " -> " << turn.layer << " -> ";
        for (LayerPart const& group : layer_named(turn.layer).neurons) {
            text << (&group == &layer_named(turn.layer).neurons.front() ? "" : ", ") << group.name;
        }
        text << "\n";
    }
    for (TrainerDescription const& trainer : trainers) {
        text << "trainer      " << trainer.name << ": " << trainer.parameter() << " of "
             << trainer.connection << " -> " << trainer.neurons
             << (trainer.reward.empty() ? "" : ", by reward " + trainer.reward) << "\n";
    }
    for (RecordDescription const& record : records) {
        text << "record       " << record.what << " of " << record.of << " -> " << record.file
             << "\n";
    }
    text << "memory       about " << size_text(memory_bytes()) << "\n";
    return text.str();
}

}  // namespace inferno
