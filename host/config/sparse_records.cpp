#include <algorithm>
#include <cmath>
#include <set>

#include "config/sparse_reader.hpp"

namespace inferno {
namespace {

constexpr double most_steps = 4e9;  // numbers of 32 bits

//! A time that is a whole number of steps, to a thousandth.
double read_steps(JsonReader const& reader,
                  std::string_view key,
                  double lowest_ms,
                  double highest_ms,
                  double step_time_ms,
                  std::optional<double> fallback = {})
{
    double const ms    = reader.between(key, lowest_ms, highest_ms, fallback);
    double const steps = ms / step_time_ms;
    if (reader.has(key) && std::abs(steps - std::round(steps)) > 1e-3) {
        reader[key].fail("is no multiple of step_time_ms");
    }
    return ms;
}

std::string read_file_name(JsonReader const& reader, std::set<std::string>& taken)
{
    std::string name = reader.text("file");
    if (!name.ends_with(".npy") || name.size() == 4 || name.find('/') != std::string::npos) {
        reader["file"].fail("is \"" + name + "\", must be a name that ends with .npy, no path");
    }
    refuse_incomplete(reader, name);
    if (!taken.insert(name).second) { reader["file"].fail("\"" + name + "\" is written twice"); }
    return name;
}

//! There must be a projection between both.
void read_synapse_record(JsonReader const& reader, SparseReading& reading, SparseRecord& record)
{
    record.target = read_population_name(reader["target"], reading.trial).name();
    for (SparseProjection const& projection : reading.trial.projections()) {
        bool const same =
            projection.source().name() == record.of && projection.target().name() == record.target;
        if (same) { return; }
    }
    reader.fail("there is no projection from \"" + record.of + "\" to \"" + record.target + "\"");
}

void read_column_record(JsonReader const& reader,
                        SparseReading& reading,
                        PointGroup& group,
                        SparseRecord& record)
{
    std::vector<std::string> known = group.column_names();
    known.insert(known.begin(), {"spikes", "synapses"});
    if (std::find(known.begin(), known.end(), record.what) == known.end()) {
        reader["what"].fail(
            "is \"" + record.what + "\", which \"" + group.name() + "\" does not have" +
            suggestion(record.what, std::vector<std::string_view>(known.begin(), known.end())));
    }
    record.neurons = reader.integer("neurons", 1, group.size(), group.size());
    if (!reader.has("every_ms")) { return; }
    double const dt = reading.experiment.network.step_time_ms;
    record.every_ms = read_steps(reader, "every_ms", dt, reading.experiment.duration_ms, dt);
}

Band read_band(JsonReader const& reader, std::string_view key)
{
    JsonReader const list = reader.list(key);
    if (list.size() != 2) { list.fail("must be [low, high]"); }
    Band const band{list.at(0).as_number(), list.at(1).as_number()};
    if (!(band.low <= band.high)) { list.fail("low must not be more than high"); }
    return band;
}

void read_reference(JsonReader const& view, SparseReading& reading)
{
    if (!view.has("reference")) { return; }
    JsonReader const all = view.object("reference");
    for (std::string const& name : all.keys()) {
        JsonReader const reader = all.object(name);
        population_named(reader, name, reading.trial);
        ActivityView::Reference& reference = reading.experiment.view.reference[name];
        if (reader.has("rate_hz")) { reference.rate_hz = read_band(reader, "rate_hz"); }
        if (reader.has("cv")) { reference.cv = read_band(reader, "cv"); }
    }
}

}  // namespace

void read_run(JsonReader const& root, SparseExperiment& experiment)
{
    JsonReader const run   = root.object("run");
    double const dt        = experiment.network.step_time_ms;
    experiment.duration_ms = read_steps(run, "duration_ms", dt, most_steps * dt, dt);
    experiment.discard_ms  = read_steps(run, "discard_ms", 0, most_steps * dt, dt, 0);
    if (experiment.discarded() >= experiment.steps()) {
        run["discard_ms"].fail("must be less than duration_ms");
    }
}

void read_records(JsonReader const& root, SparseReading& reading)
{
    if (!root.has("record")) { return; }
    JsonReader const list = root.list("record");
    std::set<std::string> taken;
    for (Index k = 0; k < list.size(); ++k) {
        JsonReader const reader = list.at(k);
        PointGroup& group       = read_population_name(reader["of"], reading.trial);
        SparseRecord record;
        record.what = reader.text("what");
        record.of   = group.name();
        record.file = read_file_name(reader, taken);
        if (record.what == "synapses") {
            read_synapse_record(reader, reading, record);
        } else if (record.what == "spikes") {
            record.neurons = reader.integer("neurons", 1, group.size(), group.size());
        } else {
            read_column_record(reader, reading, group, record);
        }
        reading.experiment.records.push_back(std::move(record));
    }
}

void read_view(JsonReader const& root, SparseReading& reading)
{
    if (!root.has("report")) { return; }
    JsonReader const report            = root.object("report");
    SparseExperiment const& experiment = reading.experiment;
    ActivityView& view                 = reading.experiment.view;
    double const dt                    = experiment.network.step_time_ms;
    double const measured_ms           = experiment.duration_ms - experiment.discard_ms;
    view.raster_neurons = report.integer("raster_neurons", 1, 1000, view.raster_neurons);
    view.bin_ms =
        read_steps(report, "bin_ms", dt, measured_ms, dt, std::min(view.bin_ms, measured_ms));
    if (report.has("raster_ms")) {
        Band const span      = read_band(report, "raster_ms");
        bool const ascending = span.low >= 0 && span.low < span.high;
        if (!ascending || span.high > experiment.duration_ms ||
            span.high <= experiment.discard_ms) {
            report["raster_ms"].fail(
                "must be two times of the run, in ascending order, the last one measured");
        }
        view.raster_ms = {span.low, span.high};
    }
    read_reference(report, reading);
}

}  // namespace inferno
