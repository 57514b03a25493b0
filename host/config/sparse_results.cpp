#include "config/sparse_results.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "config/activity_report.hpp"
#include "config/html.hpp"
#include "config/output_file.hpp"

namespace inferno {
namespace {

using nlohmann::ordered_json;

constexpr double longest_raster_ms = 1000;
constexpr Index bins_of_histogram  = 40;

ordered_json json_of(double number)
{
    return std::isfinite(number) ? ordered_json(number) : ordered_json(nullptr);
}

ordered_json json_of(double value, std::optional<Band> const& band)
{
    if (!band) { return nullptr; }
    return {{"expected", {band->low, band->high}}, {"holds", band->holds(value)}};
}

ordered_json json_of(PopulationResults const& population)
{
    stats::PopulationActivity const& a = population.activity;
    return {{"model", population.model},
            {"neurons", a.neurons},
            {"spikes", a.spikes},
            {"rate_hz", a.rate_hz},
            {"rate_sd_hz", a.rate_sd_hz},
            {"silent", a.silent},
            {"cv", json_of(a.cv)},
            {"neurons_with_cv", a.with_cv},
            {"rate_reference", json_of(a.rate_hz, population.reference.rate_hz)},
            {"cv_reference", json_of(a.cv, population.reference.cv)},
            {"psth_hz", a.psth_hz}};
}

ordered_json json_of(SparseReport const& network)
{
    ordered_json projections = ordered_json::array();
    for (ProjectionReport const& projection : network.projections) {
        projections.push_back({{"source", projection.source},
                               {"target", projection.target},
                               {"rule", projection.rule},
                               {"synapses", projection.synapses},
                               {"bytes_per_synapse", projection.bytes_per_synapse}});
    }
    return {{"neurons", network.neurons},
            {"synapses", network.synapses},
            {"bytes", network.bytes()},
            {"partitions", network.partitions},
            {"window_steps", network.window},
            {"projections", projections}};
}

//! Neurons n size / shown of the population, for n below `shown`, in the steps of the raster.
Report::Raster raster_of(PopulationResults const& population,
                         stats::PopulationSpikes const& spikes,
                         Index most,
                         Index first,
                         Index end)
{
    Index const shown = std::min(most, spikes.neurons);
    Report::Raster raster{end - first, shown, spikes.step_time_ms, {}, population.name};
    for (std::size_t k = 0; k < spikes.step.size(); ++k) {
        Index const step = spikes.step[k], neuron = spikes.neuron[k];
        Index const row   = (neuron * shown + spikes.neurons - 1) / spikes.neurons;
        bool const picked = row < shown && row * spikes.neurons / shown == neuron;
        if (picked && step >= first && step < end) { raster.spikes.push_back({step - first, row}); }
    }
    return raster;
}

ActivityReport::Rasters rasters_of(SparseExperiment const& experiment,
                                   SparseResults const& results,
                                   std::span<stats::PopulationSpikes const> spikes)
{
    ActivityView const& view = experiment.view;
    ActivityReport::Rasters rasters;
    rasters.from_ms = std::max(experiment.discard_ms, experiment.duration_ms - longest_raster_ms);
    rasters.to_ms   = experiment.duration_ms;
    if (view.raster_ms) {
        rasters.from_ms = std::max((*view.raster_ms)[0], experiment.discard_ms);
        rasters.to_ms   = std::min((*view.raster_ms)[1], experiment.duration_ms);
    }
    double const dt   = experiment.network.step_time_ms;
    rasters.to_ms     = std::max(rasters.to_ms, rasters.from_ms + dt);
    auto const step   = [&](double ms) { return std::llround((ms - experiment.discard_ms) / dt); };
    Index const first = step(rasters.from_ms),
                end   = std::max<Index>(step(rasters.to_ms), first + 1);
    for (std::size_t k = 0; k < spikes.size(); ++k) {
        rasters.populations.push_back(
            raster_of(results.populations[k], spikes[k], view.raster_neurons, first, end));
    }
    return rasters;
}

}  // namespace

void write_sparse_results(std::filesystem::path const& path,
                          SparseExperiment const& experiment,
                          SparseResults const& results,
                          RanOn const& where)
{
    ordered_json root        = results_head(experiment.name, where, experiment.network.seed);
    root["step_time_ms"]     = experiment.network.step_time_ms;
    root["steps"]            = experiment.steps();
    root["duration_ms"]      = experiment.duration_ms;
    root["discard_ms"]       = experiment.discard_ms;
    root["spikes"]           = results.spikes;
    root["build_s"]          = results.build_s;
    root["run_s"]            = results.run_s;
    root["wall_s"]           = results.wall_s;
    root["real_time_factor"] = results.real_time_factor(experiment.duration_ms);
    root["hash"]   = {{"spikes", results.spike_hash.hex()}, {"weights", results.weight_hash.hex()}};
    root["bin_ms"] = results.bin_ms;
    for (PopulationResults const& population : results.populations) {
        root["populations"][population.name] = json_of(population);
    }
    root["network"] = json_of(results.network);
    write_atomically(path, root.dump(2) + "\n");
}

void write_sparse_report(std::filesystem::path const& path,
                         SparseExperiment const& experiment,
                         SparseResults const& results,
                         std::span<stats::PopulationSpikes const> spikes,
                         RanOn const& where)
{
    ActivityReport report;
    report.title    = experiment.name;
    report.subtitle = experiment.description;
    report.facts    = {{"neurons", html::grouped(results.network.neurons)},
                       {"synapses", html::grouped(results.network.synapses)},
                       {"memory", html::bytes(results.network.bytes())},
                       {"biological time", html::number(experiment.duration_ms) + " ms"},
                       {"wall over biological time",
                        html::number(results.real_time_factor(experiment.duration_ms))},
                       {"spikes", html::grouped(results.spikes)},
                       {"backend", where.backend + ", " + where.description},
                       {"seed", std::to_string(experiment.network.seed)},
                       {"version", INFERNO_VERSION},
                       {"hash of spikes", results.spike_hash.hex()}};
    if (results.weight_hash.value() != 0) {
        report.facts.emplace_back("hash of weights", results.weight_hash.hex());
    }
    report.from_ms     = experiment.discard_ms;
    report.to_ms       = experiment.duration_ms;
    report.bin_ms      = results.bin_ms;
    report.rasters     = rasters_of(experiment, results, spikes);
    report.populations = results.populations;
    for (stats::PopulationSpikes const& own : spikes) {
        report.rates.push_back(stats::rate_histogram(stats::trains_of(own), bins_of_histogram));
    }
    report.timings_s = {{"building", results.build_s},
                        {"running", results.run_s},
                        {"results", results.wall_s - results.build_s - results.run_s}};
    write_activity_report(path, report);
}

}  // namespace inferno
