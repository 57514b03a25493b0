#include <cmath>

#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

//! The number of steps that take this time.
Index read_steps(JsonReader const& reader,
                 std::string_view key,
                 Experiment const& experiment,
                 Index fewest,
                 Index most)
{
    double const dt_ms = experiment.step_time_ms;
    double const ms =
        reader.between(key, static_cast<double>(fewest) * dt_ms, static_cast<double>(most) * dt_ms);
    return std::llround(ms / dt_ms);
}

//! "at_ms" and "duration_ms"; without them from `first` to the end of the sample.
void read_window(JsonReader const& reader,
                 Experiment const& experiment,
                 Index earliest,
                 RewardDescription& reward)
{
    Index const steps = experiment.steps();
    if (reader.has("at_ms")) {
        reward.first = read_steps(reader, "at_ms", experiment, earliest, steps - 1);
    }
    reward.last = steps - 1;
    if (reader.has("duration_ms")) {
        reward.last = reward.first - 1 +
                      read_steps(reader, "duration_ms", experiment, 1, steps - reward.first);
    }
}

void read_constant(JsonReader const& reader, Experiment const& experiment, RewardDescription& to)
{
    to.source = GivenReward{reader.number("value")};
    read_window(reader, experiment, 0, to);
}

//! [samples]: of each sample in training.
void read_samples(JsonReader const& reader, Experiment const& experiment, RewardDescription& to)
{
    Numbers const numbers = reader.numbers("values");
    Index const samples   = experiment.data.train.count;
    if (numbers.shape != Shape{samples}) {
        reader["values"].fail("has shape " + to_string(numbers.shape) + ", must be " +
                              to_string(Shape{samples}) + ", one number per training sample");
    }
    to.source = GivenReward{numbers.values, samples, 1};
    read_window(reader, experiment, 0, to);
}

//! [steps], or [samples][steps].
void read_course(JsonReader const& reader, Experiment const& experiment, RewardDescription& to)
{
    Numbers const numbers = reader.numbers("values");
    Index const steps = experiment.steps(), samples = experiment.data.train.count;
    bool const all = numbers.shape == Shape{samples, steps};
    if (!all && numbers.shape != Shape{steps}) {
        reader["values"].fail("has shape " + to_string(numbers.shape) + ", must be " +
                              to_string(Shape{steps}) + ", one number per step, or " +
                              to_string(Shape{samples, steps}));
    }
    to.source = GivenReward{numbers.values, all ? samples : 1, steps};
    to.last   = steps - 1;
}

//! The layer whose neurons are shared out among the classes.
std::string read_told_by(JsonReader const& reader, Experiment const& experiment)
{
    auto const& layer   = read_running_layer(reader, "layer", experiment);
    Index const neurons = count(experiment.neurons_named(layer.result()).shape);
    auto const classes  = std::ssize(experiment.data.classes);
    if (neurons % classes != 0) {
        reader["layer"].fail("has " + std::to_string(neurons) + " neurons, which " +
                             std::to_string(classes) + " classes cannot share equally");
    }
    return layer.name;
}

void read_outcome(JsonReader const& reader, Experiment const& experiment, RewardDescription& to)
{
    OutcomeReward outcome;
    if (std::ssize(experiment.data.train.labels) != experiment.data.train.count) {
        reader.fail("needs labels, but the data have none");
    }
    if (experiment.steps() < 2) { reader.fail("needs samples of at least two steps"); }
    bool const by_spikes = reader.choice("by", {"spikes", "classifier"}) == "spikes";
    if (by_spikes) { outcome.layer = read_told_by(reader, experiment); }
    if (!by_spikes && !experiment.classifier) {
        reader["by"].fail("is \"classifier\", but the experiment has none");
    }
    outcome.right = reader.number("right", outcome.right);
    outcome.wrong = reader.number("wrong", outcome.wrong);
    to.source     = outcome;
    to.first      = experiment.steps() - 1;
    read_window(reader, experiment, 1, to);
}

struct RewardKind {
    std::string_view name;
    void (*read)(JsonReader const& reader, Experiment const& experiment, RewardDescription& to);
};

constexpr RewardKind reward_kinds[] = {{"Constant", read_constant},
                                       {"Samples", read_samples},
                                       {"Steps", read_course},
                                       {"Outcome", read_outcome}};

}  // namespace

void read_rewards(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("rewards")) { return; }
    JsonReader const all = root.object("rewards");
    if (experiment.data.train.count == 0) { all.fail("there are no training samples to reward"); }
    for (std::string const& name : all.keys()) {
        JsonReader const reader = all.object(name);
        RewardDescription reward;
        reward.name = name;
        read_kind(reader, reward_kinds).read(reader, experiment, reward);
        experiment.rewards.push_back(std::move(reward));
    }
}

}  // namespace inferno
