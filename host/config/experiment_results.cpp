#include "config/experiment_results.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "config/output_file.hpp"

namespace inferno {

namespace {

using nlohmann::ordered_json;

ordered_json json_of(std::vector<std::pair<std::string, double>> const& numbers)
{
    ordered_json object = ordered_json::object();
    for (auto const& [name, number] : numbers) {
        object[name] = number;
    }
    return object;
}

ordered_json json_of(std::optional<double> const& number)
{
    return number ? ordered_json(*number) : ordered_json(nullptr);
}

ordered_json over_time(std::vector<ExperimentResults::Point> const& points, Index recent_samples)
{
    ordered_json samples = ordered_json::array(), running = samples, recent = samples;
    for (auto const& point : points) {
        samples.push_back(point.samples);
        running.push_back(point.running);
        recent.push_back(point.recent);
    }
    return {{"images", samples},
            {"running", running},
            {"recent", recent},
            {"recent_images", recent_samples}};
}

}  // namespace

double PhaseResults::spikes_per_sample() const
{
    return samples > 0 ? static_cast<double>(spikes) / static_cast<double>(samples) : 0;
}

double PhaseResults::samples_per_s() const
{
    return seconds > 0 ? static_cast<double>(samples) / seconds : 0;
}

void sum_up(Experiment const& experiment,
            ExperimentNetwork const& network,
            ExperimentResults& results)
{
    for (ConnectionDescription const& description : experiment.connections) {
        Connection& connection         = network.connection(description.name);
        std::vector<Real> const weight = connection.weight();
        results.weights.add(std::span<Real const>(weight));
        for (auto const& [parameter, update] : description.updates) {
            if (parameter == "weight") { continue; }
            std::vector<Real> const learnt = connection.parameter(parameter).memory->download();
            results.weights.add(std::span<Real const>(learnt));
        }
        if (description.updates.empty()) { continue; }
        results.largest_weight.emplace_back(description.name,
                                            *std::max_element(weight.begin(), weight.end()));
    }
    for (NeuronsDescription const& description : experiment.neurons) {
        double sum = 0;
        for (Real const component : network.neurons(description.name).adaptation()) {
            sum += double{component};
        }
        if (network.neurons(description.name).components() == 0) { continue; }
        results.mean_of_adaptation.emplace_back(
            description.name, sum / static_cast<double>(count(description.shape)));
    }
}

ordered_json results_head(std::string const& name, RanOn const& where, std::uint64_t seed)
{
    return {{"name", name},
            {"version", INFERNO_VERSION},
            {"backend", {{"name", where.backend}, {"description", where.description}}},
            {"seed", seed}};
}

void write_results(std::filesystem::path const& path,
                   Experiment const& experiment,
                   ExperimentResults const& results,
                   RanOn const& where)
{
    ordered_json root = results_head(experiment.name, where, experiment.seed);
    if (!experiment.state.load.empty()) { root["loaded_state"] = experiment.state.load.string(); }
    root["batch"]              = experiment.batch;
    root["step_time_ms"]       = experiment.step_time_ms;
    root["steps"]              = experiment.steps();
    root["train_images"]       = results.train.samples;
    root["test_images"]        = results.test.samples;
    root["train_accuracy"]     = json_of(results.train.accuracy);
    root["test_accuracy"]      = json_of(results.test.accuracy);
    root["spikes_per_image"]   = {{"layer", experiment.result()},
                                  {"train", results.train.spikes_per_sample()},
                                  {"test", results.test.spikes_per_sample()}};
    root["largest_weight"]     = json_of(results.largest_weight);
    root["mean_of_adaptation"] = json_of(results.mean_of_adaptation);
    root["wall_s"]             = results.wall_s;
    root["images_per_s"]       = {{"train", results.train.samples_per_s()},
                                  {"test", results.test.samples_per_s()}};
    root["timings_s"]          = json_of(results.timings_s);
    root["timed_batches"]      = results.timed_batches;
    root["hash"]     = {{"spikes", results.spikes.hex()}, {"weights", results.weights.hex()}};
    root["accuracy"] = over_time(results.accuracy, results.recent_samples);
    root["outcomes"] = ordered_json::object();
    for (ExperimentResults::Outcome const& outcome : results.outcomes) {
        root["outcomes"][outcome.reward] = over_time(outcome.curve, outcome.recent_samples);
    }
    root["classes"]   = experiment.data.classes;
    root["confusion"] = results.confusion;
    write_atomically(path, root.dump(2) + "\n");
}

}  // namespace inferno
