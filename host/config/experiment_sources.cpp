#include <algorithm>

#include "inferno/config/spike_files.hpp"

#include "config/experiment_reader.hpp"
#include "config/spike_lists.hpp"

namespace inferno {

namespace {

struct SourceKind {
    std::string_view name;
    void (*read)(JsonReader const& reader, Experiment const& experiment, SourceDescription& source);
};

constexpr Choice<AtEnd> ends[] = {{"silence", AtEnd::silence}, {"loop", AtEnd::loop}};

void play(SourceDescription& source, SpikeFrames frames, AtEnd at_end)
{
    source.make_spikes = [frames = std::move(frames), at_end](BackendPointer const& backend,
                                                              Index batch) {
        return std::make_unique<RecordedSpikes>(backend, batch, frames, at_end);
    };
}

void read_recording(JsonReader const& reader,
                    Experiment const& experiment,
                    SourceDescription& source)
{
    SpikeFrames frames;
    try {
        frames = read_spike_frames(experiment.file.parent_path() / reader.text("spikes"));
    } catch (FileError const& error) {
        throw FileError(reader["spikes"].path() + ": " + error.what());
    }
    if (frames.batch != 1 && frames.batch != experiment.batch) {
        reader["spikes"].fail("is of " + std::to_string(frames.batch) +
                              " samples, must be of 1 or of the batch (" +
                              std::to_string(experiment.batch) + ")");
    }
    source.shape = reader.has("shape") ? read_shape(reader, "shape") : Shape{frames.elements};
    if (count(source.shape) != frames.elements) {
        reader["shape"].fail("is " + to_string(source.shape) + ", but the file has " +
                             std::to_string(frames.elements) + " elements");
    }
    play(source, std::move(frames), read_choice(reader, "at_end", ends));
}

//! Times within the steps of one batch.
void read_times(JsonReader const& reader, Experiment const& experiment, SourceDescription& source)
{
    source.shape          = read_shape(reader, "shape");
    Numbers const numbers = reader.numbers("times");
    with_path(reader, [&] {
        INFERNO_REQUIRE(
            numbers.values.empty() ||
                (numbers.shape.size() == 2 && (numbers.shape[1] == 2 || numbers.shape[1] == 3)),
            "times: has shape " << to_string(numbers.shape)
                                << ", must be a list of [ms, element] or of [ms, "
                                   "element, sample]");
        auto const list  = spike_list(numbers.shape, numbers.values);
        bool const every = numbers.values.empty() || numbers.shape[1] == 2;
        play(source,
             frames_of(list,
                       experiment.step_time_ms,
                       experiment.steps(),
                       every ? 1 : experiment.batch,
                       count(source.shape)),
             read_choice(reader, "at_end", ends));
    });
}

void read_regular(JsonReader const& reader, Experiment const& experiment, SourceDescription& source)
{
    source.shape = read_shape(reader, "shape");
    RegularSpikes::Config config;
    config.step_time_ms = experiment.step_time_ms;
    config.period_ms    = read_values(reader, "period_ms", source.shape);
    config.phase_ms     = read_values(reader, "phase_ms", source.shape, config.phase_ms);
    source.make_spikes  = [config, shape = source.shape](BackendPointer const& backend,
                                                        Index batch) {
        return std::make_unique<RegularSpikes>(backend, batch, shape, config);
    };
}

void read_constant(JsonReader const& reader, Experiment const&, SourceDescription& source)
{
    source.shape        = read_shape(reader, "shape");
    auto const current  = read_values(reader, "current_na", source.shape);
    source.make_current = [current, shape = source.shape](
                              BackendPointer const& backend, Index batch, std::uint64_t) {
        return std::make_unique<ConstantCurrent>(backend, batch, shape, current);
    };
}

void read_levels(JsonReader const& reader, Experiment const& experiment, SourceDescription& source)
{
    source.shape          = read_shape(reader, "shape");
    JsonReader const list = reader.list("levels");
    std::vector<StepCurrent::Level> levels;
    for (Index i = 0; i < list.size(); ++i) {
        JsonReader const level = list.at(i);
        levels.push_back(
            {level.number("start_ms"), read_values(level, "current_na", source.shape)});
    }
    source.make_current = [levels, shape = source.shape, dt_ms = experiment.step_time_ms](
                              BackendPointer const& backend, Index batch, std::uint64_t) {
        return std::make_unique<StepCurrent>(backend, batch, shape, dt_ms, levels);
    };
}

void read_noise(JsonReader const& reader, Experiment const&, SourceDescription& source)
{
    source.shape = read_shape(reader, "shape");
    NoiseCurrent::Config config;
    config.mean_na      = read_values(reader, "mean_na", source.shape, config.mean_na);
    config.deviation_na = read_values(reader, "deviation_na", source.shape);
    source.make_current = [config, shape = source.shape](
                              BackendPointer const& backend, Index batch, std::uint64_t seed) {
        return std::make_unique<NoiseCurrent>(backend, batch, shape, config, seed);
    };
}

constexpr SourceKind source_kinds[] = {{"RecordedSpikes", read_recording},
                                       {"SpikeTimes", read_times},
                                       {"RegularSpikes", read_regular},
                                       {"ConstantCurrent", read_constant},
                                       {"StepCurrent", read_levels},
                                       {"NoiseCurrent", read_noise}};

void require_free(JsonReader const& reader, Experiment const& experiment, std::string const& name)
{
    if (name == "encoder" || name == "data") { reader.fail("this name means the input"); }
    for (NeuronsDescription const& group : experiment.neurons) {
        if (group.name == name) { reader.fail("neurons have this name already"); }
    }
    for (LayerDescription const& layer : experiment.layers) {
        if (layer.name == name) { reader.fail("a layer has this name already"); }
    }
}

}  // namespace

void read_sources(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("sources")) { return; }
    JsonReader const all = root.object("sources");
    for (std::string const& name : all.keys()) {
        JsonReader const reader = all.object(name);
        require_free(reader, experiment, name);
        SourceDescription source;
        source.name      = name;
        auto const& kind = read_kind(reader, source_kinds);
        source.kind      = kind.name;
        kind.read(reader, experiment, source);
        with_path(reader, [&] {  // the source's own checks
            auto const host = make_backend("host", {1});
            if (source.make_spikes) { source.make_spikes(host, experiment.batch); }
            if (source.make_current) { source.make_current(host, 1, 0); }
        });
        experiment.sources.push_back(std::move(source));
    }
}

void read_drive(JsonReader const& reader, Experiment& experiment)
{
    auto const& neurons = read_name(reader, "neurons", experiment.neurons, "group of neurons");
    auto const& source  = read_name(reader, "current", experiment.sources, "source");
    if (!source.make_current) {
        reader["current"].fail("is \"" + source.name + "\", which gives spikes, not currents");
    }
    if (count(source.shape) != count(neurons.shape)) {
        reader.fail("\"" + source.name + "\" gives " + to_string(source.shape) +
                    " currents, but neurons \"" + neurons.name + "\" are " +
                    to_string(neurons.shape));
    }
    experiment.drives.push_back({neurons.name, source.name, std::ssize(experiment.step)});
}

SourceDescription const* Experiment::spike_source(std::string_view wanted) const
{
    auto const found = std::find_if(sources.begin(), sources.end(), [&](auto const& source) {
        return source.name == wanted && source.make_spikes;
    });
    return found == sources.end() ? nullptr : &*found;
}

}  // namespace inferno
