#include "inferno/config/sparse_experiment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "config/experiment_reader.hpp"
#include "config/sparse_reader.hpp"

namespace inferno {
namespace {

constexpr Choice<WindowReplay> replays[] = {{"automatic", WindowReplay::automatic},
                                            {"graph", WindowReplay::graph},
                                            {"resident", WindowReplay::resident}};

SparseConfig read_config(JsonReader const& root)
{
    SparseConfig config;
    config.step_time_ms = root.positive("step_time_ms", usual_step_time_ms(root));
    config.seed =
        static_cast<std::uint64_t>(root.integer("seed", 0, std::numeric_limits<Index>::max(), 1));
    config.partitions = root.integer("partitions", 0, 1 << 16, 0);
    config.window     = root.integer("window", 0, 1 << 16, 0);
    config.replay     = read_choice(root, "replay", replays);
    return config;
}

Index steps_of(double ms, double step_time_ms)
{
    return static_cast<Index>(std::llround(ms / step_time_ms));
}

}  // namespace

bool SparseExperiment::describes(std::filesystem::path const& file,
                                 std::span<std::string const> overrides)
{
    std::vector<std::string> const keys = JsonReader::from_file(file, overrides).keys();
    return std::any_of(keys.begin(), keys.end(), [](std::string const& key) {
        return key == "published" || key == "populations" || key == "projections" || key == "run";
    });
}

SparseExperiment SparseExperiment::load(std::filesystem::path const& file,
                                        std::span<std::string const> overrides)
{
    JsonReader const root     = JsonReader::from_file(file, overrides);
    SparseConfig const config = read_config(root);
    SparseReading reading{{}, SparseNetwork(make_backend("host", {1}), config)};
    SparseExperiment& experiment = reading.experiment;
    experiment.file              = file;
    experiment.name              = read_title(root);
    experiment.description       = root.text("description", "");
    experiment.network           = config;
    read_published(root, reading);
    read_populations(root, reading);
    if (reading.trial.populations().empty()) {
        root.fail("has neither \"populations\" nor \"published\"");
    }
    read_projections(root, reading);
    read_run(root, experiment);
    read_records(root, reading);
    read_view(root, reading);
    if (root.has("state")) {
        StateDescription const files = read_state_files(root.object("state"), file.parent_path());
        experiment.state             = {files.load, files.save};
    }
    experiment.folder = read_folder(root, experiment.name);
    root.finish();
    return std::move(experiment);
}

std::unique_ptr<SparseNetwork> SparseExperiment::make(BackendPointer const& backend) const
{
    auto made = std::make_unique<SparseNetwork>(backend, network);
    if (published) { published->add(*made); }
    for (PopulationDescription const& population : populations) {
        PointGroup& group = population.add(*made);
        if (population.drive) { group.drive(*population.drive); }
        if (population.noise) { group.noise(*population.noise); }
    }
    for (ProjectionDescription const& projection : projections) {
        made->connect(made->population(projection.source),
                      made->population(projection.target),
                      projection.rule,
                      projection.synapse);
    }
    return made;
}

Index SparseExperiment::steps() const { return steps_of(duration_ms, network.step_time_ms); }

Index SparseExperiment::discarded() const { return steps_of(discard_ms, network.step_time_ms); }

}  // namespace inferno
