#include "cli/run_sparse.hpp"

#include <cmath>
#include <cstdio>
#include <optional>

#include "cli/progress.hpp"

namespace inferno::cli {

namespace {

std::string population_line(PopulationResults const& population)
{
    stats::PopulationActivity const& activity = population.activity;
    char numbers[96];
    std::snprintf(numbers, sizeof(numbers), ": %.3g Hz", activity.rate_hz);
    std::string line = "rate     " + population.name + numbers;
    if (activity.with_cv > 0) {
        std::snprintf(numbers, sizeof(numbers), ", CV %.2f", activity.cv);
        line += numbers;
    }
    auto const judge = [&](char const* what, double value, std::optional<Band> const& band) {
        if (!band || band->holds(value)) { return; }
        std::snprintf(
            numbers, sizeof(numbers), "; %s from %g to %g expected", what, band->low, band->high);
        line += numbers;
    };
    judge("rate", activity.rate_hz, population.reference.rate_hz);
    judge("CV", activity.cv, population.reference.cv);
    return line + "\n";
}

}  // namespace

SparseResults run_with_progress(SparseRun& run, int descriptor, std::function<void()> const& look)
{
    std::optional<Progress> line;
    auto const show = [&](Index steps, Index all_steps) {
        look();
        if (descriptor < 0) { return; }
        if (!line) { line.emplace(descriptor, "run", all_steps, steady_seconds, "steps"); }
        if (steps > 0) { line->update(steps, steps); }
        if (steps == all_steps) { line->finish(); }
    };
    return run.run(show);
}

void print_sparse_summary(std::ostream& out,
                          SparseExperiment const& experiment,
                          SparseResults const& results)
{
    char line[160];
    std::snprintf(
        line,
        sizeof(line),
        "built    %s neurons, %s synapses in %.1f s\nrun      %g ms in %.1f s, %.3g times "
        "biological time\n",
        short_number(static_cast<double>(results.network.neurons)).c_str(),
        short_number(static_cast<double>(results.network.synapses)).c_str(),
        results.build_s,
        experiment.duration_ms,
        results.run_s,
        results.real_time_factor(experiment.duration_ms));
    out << line;
    for (PopulationResults const& population : results.populations) {
        out << population_line(population);
    }
    out << "hash     spikes " << results.spike_hash.hex() << ", weights "
        << results.weight_hash.hex() << "\n";
    for (auto const& file : results.files) {
        out << "written  " << file.string() << "\n";
    }
}

}  // namespace inferno::cli
