#include <sstream>

#include "config/experiment_results.hpp"
#include "config/html.hpp"

namespace inferno {

namespace {

//! The weights of the first connection that learns, has pictures as inputs and a grid or a row of
//! outputs.
Report::Fields fields(Experiment const& experiment, ExperimentNetwork const& network)
{
    for (ConnectionDescription const& connection : experiment.connections) {
        bool const fits = !connection.updates.empty() && connection.inputs.size() == 2 &&
                          connection.outputs.size() <= 2 &&
                          connection.kind == ConnectionDescription::Kind::dense;
        if (!fits) { continue; }
        return {connection.outputs.size() == 2 ? connection.outputs[0] : 1,
                connection.outputs.back(),
                connection.inputs[0],
                connection.inputs[1],
                network.connection(connection.name).weight(),
                "weight"};
    }
    return {};
}

Report::Accuracy accuracy(ExperimentResults const& results)
{
    Report::Accuracy accuracy;
    for (auto const& point : results.accuracy) {
        accuracy.images.push_back(static_cast<double>(point.samples));
        accuracy.running.push_back(point.running);
        accuracy.recent.push_back(point.recent);
    }
    accuracy.recent_images = results.recent_samples;
    return accuracy;
}

std::string rate(PhaseResults const& phase)
{
    return html::grouped(phase.samples) + " at " + html::number(phase.samples_per_s()) + " /s";
}

}  // namespace

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
    facts.emplace_back("times sampled on", html::grouped(results.timed_batches) + " batches");
    facts.emplace_back("hash of spikes", results.spikes.hex());
    facts.emplace_back("hash of weights", results.weights.hex());
    report.fields   = fields(experiment, network);
    report.accuracy = accuracy(results);
    if (results.test.accuracy) { report.confusion = {experiment.data.classes, results.confusion}; }
    report.timings_s = results.timings_s;
    return report;
}

}  // namespace inferno
