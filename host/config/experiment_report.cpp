#include <algorithm>
#include <cmath>

#include "config/experiment_results.hpp"
#include "config/html.hpp"

namespace inferno {

namespace {

//! The largest number of rows that make a full grid which is no higher than wide, where each of so
//! many is a group of tiles side by side.
Index rows_of_grid(Index groups, Index in_group = 1)
{
    auto rows = static_cast<Index>(std::sqrt(static_cast<double>(groups * in_group)));
    rows      = std::min(rows, groups);
    while (groups % rows != 0) {
        --rows;
    }
    return rows;
}

constexpr Index most_values = 1 << 22;  //!< more are too many for a picture

//! Rows and columns of tiles, and the pixels of each, for what a connection has learnt.
Report::Fields layout_of(ConnectionDescription const& connection)
{
    using Kind           = ConnectionDescription::Kind;
    Shape const& inputs  = connection.inputs;
    Shape const& outputs = connection.outputs;
    Report::Fields fields;
    if (connection.kind == Kind::convolution) {
        Conv2DShape const& shape = connection.convolution;
        fields.rows              = rows_of_grid(shape.filters, shape.channels);
        fields.columns           = shape.filters / fields.rows * shape.channels;
        fields.height            = shape.kernel.y;
        fields.width             = shape.kernel.x;
        fields.group             = shape.channels;
        fields.tile              = "filter";
        fields.title             = "Filters";
        return fields;
    }
    bool const grid     = outputs.size() == 2 && inputs.size() == 2;
    bool const pictures = inputs.size() == 2;
    Index const targets = connection.kind == Kind::direct ? 1 : count(outputs);
    fields.rows         = grid ? outputs[0] : pictures ? rows_of_grid(targets) : targets;
    fields.columns      = targets / fields.rows;
    fields.height       = pictures ? inputs[0] : 1;
    fields.width        = count(inputs) / fields.height;
    return fields;
}

//! What the first connection that learns weights or delays has come to.
Report::Fields fields(Experiment const& experiment, ExperimentNetwork const& network)
{
    for (ConnectionDescription const& connection : experiment.connections) {
        bool const weights = connection.updates.contains("weight");
        bool const learns  = weights || connection.updates.contains("delay");
        if (!learns || count(connection.weight_shape()) > most_values) { continue; }
        Report::Fields fields          = layout_of(connection);
        fields.of                      = connection.name;
        Connection const& made         = network.connection(connection.name);
        std::vector<Real> const values = weights ? made.weight() : made.delay_ms();
        fields.values.assign(values.begin(), values.end());
        if (!weights) {
            fields.quantity = "delay in ms";
            fields.title    = "Delays";
        }
        return fields;
    }
    return {};
}

//! "delay" -> "delay (ms)"; else as in a picture.
std::string unit_label(std::string const& what)
{
    return what == "delay" ? "delay (ms)" : picture_label(what + ".npy");
}

std::vector<PanelLine> lines_of(NpyArray array)
{
    PicturePanel panel;
    panel.array = std::move(array);
    return panel_content(panel).lines;
}

//! A curve of the points.
Report::Accuracy curve(std::vector<ExperimentResults::Point> const& points, Index recent)
{
    Report::Accuracy curve;
    for (auto const& point : points) {
        curve.images.push_back(static_cast<double>(point.samples));
        curve.running.push_back(point.running);
        curve.recent.push_back(point.recent);
    }
    curve.recent_images = recent;
    return curve;
}

//! How often the classifier, or else the first reward that is an outcome, found the label told.
Report::Accuracy accuracy(ExperimentResults const& results)
{
    if (!results.accuracy.empty() || results.outcomes.empty()) {
        return curve(results.accuracy, results.recent_samples);
    }
    ExperimentResults::Outcome const& outcome = results.outcomes.front();
    Report::Accuracy rewarded                 = curve(outcome.curve, outcome.recent_samples);
    rewarded.title                            = "Right answers";
    rewarded.caption = "Share of training samples whose label was told by the time of reward \"" +
                       outcome.reward + "\" (%).";
    return rewarded;
}

std::string rate(PhaseResults const& phase)
{
    return html::grouped(phase.samples) + " at " + html::number(phase.samples_per_s()) + " /s";
}

}  // namespace

std::optional<Report::Curves> curves_of(RecordDescription const& record,
                                        std::filesystem::path const& file,
                                        double step_time_ms)
{
    Shape const shape  = npy_shape(file);
    Index const values = count(shape);
    bool const few     = values <= shape[0] * static_cast<Index>(most_picture_lines);
    if (record.what == "spikes" || values == 0 || !few || values > most_values) { return {}; }
    Report::Curves curves;
    curves.title = record.what + " of " + record.of;
    if (record.phase == ExperimentPhase::test) { curves.title += ", test"; }
    curves.label = unit_label(record.what);
    if (record.per_step) {
        curves.rows = "recorded time (ms)";
        curves.row  = step_time_ms * static_cast<double>(record.steps);
    } else {
        curves.rows =
            record.first == 0 ? "batches" : "batches from " + std::to_string(record.first);
        curves.row = static_cast<double>(record.every);
    }
    curves.lines = lines_of(read_npy(file));
    return curves;
}

Report make_report(Experiment const& experiment,
                   ExperimentResults const& results,
                   RanOn const& where,
                   ExperimentNetwork const& network)
{
    Report report;
    report.title    = experiment.name;
    report.subtitle = experiment.description;
    auto& facts     = report.facts;
    if (results.test.accuracy) {
        facts.emplace_back("test accuracy", html::percent(*results.test.accuracy));
    }
    if (results.train.accuracy) {
        facts.emplace_back("training accuracy", html::percent(*results.train.accuracy));
    }
    if (results.train.samples > 0) { facts.emplace_back("trained on", rate(results.train)); }
    if (results.test.samples > 0) { facts.emplace_back("tested on", rate(results.test)); }
    facts.emplace_back("backend", where.backend + ", " + where.description);
    facts.emplace_back("seed", std::to_string(experiment.seed));
    facts.emplace_back("version", INFERNO_VERSION);
    facts.emplace_back("times sampled on",
                       html::grouped(results.timed_batches) +
                           (results.timed_batches == 1 ? " batch" : " batches"));
    facts.emplace_back("hash of spikes", results.spikes.hex());
    facts.emplace_back("hash of weights", results.weights.hex());
    report.fields   = fields(experiment, network);
    report.accuracy = accuracy(results);
    if (results.test.accuracy) { report.confusion = {experiment.data.classes, results.confusion}; }
    report.timings_s = results.timings_s;
    return report;
}

}  // namespace inferno
