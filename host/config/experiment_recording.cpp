#include "config/experiment_recording.hpp"

#include <bit>
#include <limits>

#include "inferno/core/error.hpp"

namespace inferno {

namespace {

Shape with_front(Shape shape, Index extent)
{
    shape.insert(shape.begin(), extent);
    return shape;
}

}  // namespace

Recording::Recording(RecordDescription const& record,
                     ExperimentNetwork& network,
                     RewardFeed const& rewards,
                     OutputFolder& folder)
    : record_(record)
{
    Shape const row = watch(network, rewards);
    writer_.emplace(folder.partial(record.file), raster_ != nullptr ? "i8" : "f4", row);
}

//! Finds what is to be recorded; returns the shape of one row of the file.
Shape Recording::watch(ExperimentNetwork& network, RewardFeed const& rewards)
{
    std::string const &what = record_.what, &of = record_.of;
    if (what == "spikes") {
        network.tap(of, record_.phase);
        raster_ = &network.spikes_of(of);
        return {3};  // step, sample of the batch, neuron
    }
    if (what == "weight" || what == "bias" || what == "delay") {
        return watch_parameter(network.connection(of));
    }
    if (what == "output" || what == "synapse_output") {
        return watch_output(network.connection(of), what == "output");
    }
    if (what == "current_na") {
        CurrentSource const& source = network.current(of);
        is_input_                   = true;
        read_                       = [&source] { return source.download(); };
        return with_front(network.source_shape(of), source.batch());
    }
    if (what == "reward") {
        std::vector<double> const& now = rewards.now(of);
        read_ = [&now] { return std::vector<Real>(now.begin(), now.end()); };
        return {std::ssize(now)};
    }
    if (record_.of_trainer) {
        auto const& watched = network.trained_cell(of).watched;
        auto const found    = watched.find(what);
        INFERNO_REQUIRE(found != watched.end(),
                        "trainer \"" << of << "\" does not keep \"" << what << "\"");
        read_ = found->second.read;
        return found->second.shape;
    }
    NeuronGroup& neurons = network.neurons(of);
    if (what == "adaptation") {
        read_     = [&neurons] { return neurons.adaptation(); };
        Shape row = neurons.shape();
        row.push_back(neurons.components());
        return row;
    }
    Buffer<Real> const& column = neurons.column(what);
    read_                      = [&column] { return column.download(); };
    return with_front(neurons.shape(), neurons.batch());
}

Shape Recording::watch_parameter(Connection& connection)
{
    is_parameter_ = true;
    if (record_.what == "bias") {
        read_ = [&connection] { return connection.bias(); };
        return connection.parameter("bias").layout.shape;
    }
    if (record_.what == "delay") {
        read_ = [&connection] { return connection.delay_ms(); };
    } else {
        read_ = [&connection] { return connection.weight(); };
    }
    return connection.weight_shape();
}

//! What a connection gives its targets, or what its synapses give it.
Shape Recording::watch_output(Connection const& connection, bool to_targets)
{
    if (to_targets) {
        read_ = [&connection] { return connection.download_output(); };
        return with_front(connection.output_shape(), connection.batch());
    }
    read_ = [&connection] { return connection.synapse().current_na(); };
    return with_front(connection.input_shape(), connection.batch());
}

bool Recording::wants(ExperimentPhase phase, Index batch) const
{
    return phase == record_.phase && record_.wants(batch);
}

bool Recording::wants_steps(ExperimentPhase phase, Index batch) const
{
    return read_ && record_.per_step && wants(phase, batch);
}

Index Recording::next_stop(ExperimentPhase phase, Index batch, Index done) const
{
    if (!wants_steps(phase, batch)) { return std::numeric_limits<Index>::max(); }
    Index const ahead = is_input_ ? 1 : 0;  // inputs are read before the step that uses them
    return (done + ahead) / record_.steps * record_.steps + record_.steps - ahead;
}

void Recording::before_step(ExperimentPhase phase, Index batch, Index step)
{
    bool const due = is_input_ && (step + 1) % record_.steps == 0;
    if (due && wants_steps(phase, batch)) { writer_->append(read_()); }
}

void Recording::after_step(ExperimentPhase phase, Index batch, Index steps)
{
    bool const due = !is_input_ && steps % record_.steps == 0;
    if (due && wants_steps(phase, batch)) { writer_->append(read_()); }
}

void Recording::before_clear(ExperimentPhase phase, Index batch)
{
    if (!wants(phase, batch)) { return; }
    if (raster_ != nullptr) { write_spikes(); }
    if (read_ && !record_.per_step && !is_parameter_) { writer_->append(read_()); }
}

void Recording::after_batch(ExperimentPhase phase, Index batch)
{
    bool const due = is_parameter_ && !record_.per_step && wants(phase, batch);
    if (due) { writer_->append(read_()); }
}

//! One row per spike: step, counted over all recorded batches, sample of the batch, neuron.
void Recording::write_spikes()
{
    std::vector<SpikeWord> const words = raster_->download_words();
    Index const row_words              = words_for(raster_->elements());
    std::vector<std::int64_t> rows;
    for (Index w = 0; w < std::ssize(words); ++w) {
        Index const sample = w / row_words;  // over all steps
        for (SpikeWord rest = words[static_cast<std::size_t>(w)]; rest != 0; rest &= rest - 1) {
            rows.push_back(recorded_steps_ + sample / raster_->batch());
            rows.push_back(sample % raster_->batch());
            rows.push_back(w % row_words * word_bits + std::countr_zero(rest));
        }
    }
    recorded_steps_ += raster_->steps();
    writer_->append(rows);
}

}  // namespace inferno
