#include "config/experiment_reward_feed.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <span>

#include "inferno/core/error.hpp"

namespace inferno {

namespace {

//! True where the share of the label's class has fired more than that of any other class.
bool wins(std::span<std::int32_t const> spikes, Index label, Index classes)
{
    Index const share = std::ssize(spikes) / classes;
    std::vector<Index> fired(static_cast<std::size_t>(classes));
    for (Index n = 0; n < std::ssize(spikes); ++n) {
        fired[static_cast<std::size_t>(n / share)] += spikes[static_cast<std::size_t>(n)];
    }
    for (Index other = 0; other < classes; ++other) {
        bool const less =
            fired[static_cast<std::size_t>(other)] < fired[static_cast<std::size_t>(label)];
        if (other != label && !less) { return false; }
    }
    return true;
}

}  // namespace

RewardFeed::RewardFeed(Experiment const& experiment,
                       ExperimentNetwork& network,
                       Readout const& readout,
                       ExperimentResults& results)
    : experiment_(&experiment), network_(&network), readout_(&readout), results_(&results)
{
    for (RewardDescription const& reward : experiment.rewards) {
        Index const numbers = reward.per_sample() ? experiment.batch : 1;
        feeds_.push_back({&reward, static_cast<std::size_t>(numbers), {}, {}, {}});
        auto const* outcome = std::get_if<OutcomeReward>(&reward.source);
        if (outcome != nullptr) { add(reward, *outcome); }
    }
}

//! What the feed of an outcome needs besides.
void RewardFeed::add(RewardDescription const& reward, OutcomeReward const& outcome)
{
    Feed& feed = feeds_.back();
    feed.curve.emplace(std::max(experiment_->batch, experiment_->data.train.count / 10));
    results_->outcomes.push_back({reward.name, feed.curve->window(), {}});
    if (outcome.layer.empty()) { return; }
    feed.counter.emplace(network_->backend(), network_->spikes_of(outcome.layer).quantity.spikes);
    network_->tap(outcome.layer, [this, &counter = *feed.counter] {
        if (training_) { counter.observe(); }
    });
}

bool RewardFeed::changes(RewardDescription const& reward, Index batch, Index step) const
{
    if (step == 0 || step == reward.first || step == reward.last + 1) { return true; }
    auto const* given = std::get_if<GivenReward>(&reward.source);
    if (given == nullptr || given->steps == 1) { return false; }
    for (Index b = 0; b < experiment_->batch; ++b) {
        Index const sample = batch * experiment_->batch + b;
        if (given->at(sample, step) != given->at(sample, step - 1)) { return true; }
    }
    return false;
}

Index RewardFeed::next_change(Index batch, Index step) const
{
    if (!training_) { return experiment_->steps(); }
    Index next      = step + 1;
    auto const here = [&](Feed const& feed) { return changes(*feed.reward, batch, next); };
    while (next < experiment_->steps() && std::none_of(feeds_.begin(), feeds_.end(), here)) {
        ++next;
    }
    return next;
}

void RewardFeed::enter(Index batch, Index step)
{
    for (Feed& feed : feeds_) {
        if (!training_ || !changes(*feed.reward, batch, step)) { continue; }
        if (step == 0 && feed.counter) { feed.counter->clear(); }
        std::vector<double> const now = values(feed, batch, step);
        network_->set_reward(feed.reward->name, now);
        if (!feed.shown.empty()) { feed.shown.upload(std::vector<Real>(now.begin(), now.end())); }
    }
}

Watched RewardFeed::watch(std::string_view name)
{
    auto const found = std::find_if(
        feeds_.begin(), feeds_.end(), [&](Feed const& feed) { return feed.reward->name == name; });
    INFERNO_REQUIRE(found != feeds_.end(), "there are no rewards named \"" << name << "\"");
    auto const numbers            = static_cast<Index>(found->numbers);
    BackendPointer const& backend = network_->backend();
    if (found->shown.empty()) { found->shown = Buffer<Real>(backend, numbers); }
    return {backend, RealView{found->shown.data(), numbers, 1}, in_order({numbers})};
}

std::vector<double> RewardFeed::values(Feed& feed, Index batch, Index step)
{
    RewardDescription const& reward = *feed.reward;
    std::vector<double> values(feed.numbers);
    if (step < reward.first || step > reward.last) { return values; }
    auto const* given = std::get_if<GivenReward>(&reward.source);
    if (given == nullptr) { return outcomes(feed, batch); }
    for (Index b = 0; b < std::ssize(values); ++b) {
        values[static_cast<std::size_t>(b)] = given->at(batch * experiment_->batch + b, step);
    }
    return values;
}

std::vector<double> RewardFeed::outcomes(Feed& feed, Index batch)
{
    auto const& outcome           = std::get<OutcomeReward>(feed.reward->source);
    std::vector<bool> const right = told(feed, batch);
    std::vector<double> values;
    for (bool const is_right : right) {
        values.push_back(is_right ? outcome.right : outcome.wrong);
    }
    ExperimentResults::Point const point =
        feed.curve->add(std::count(right.begin(), right.end(), true), std::ssize(right));
    for (ExperimentResults::Outcome& known : results_->outcomes) {
        if (known.reward == feed.reward->name) { known.curve.push_back(point); }
    }
    return values;
}

//! Of each sample of the batch, whether its label was told by the spikes so far.
std::vector<bool> RewardFeed::told(Feed const& feed, Index batch) const
{
    std::vector<Index> const& labels = experiment_->data.train.labels;
    auto const first                 = labels.begin() + batch * experiment_->batch;
    std::vector<bool> right;
    if (!feed.counter) {
        std::vector<Index> const classes = readout_->classes_now();
        std::transform(classes.begin(),
                       classes.end(),
                       first,
                       std::back_inserter(right),
                       std::equal_to<Index>());
        return right;
    }
    std::vector<std::int32_t> const counts = feed.counter->counts();
    auto const neurons                     = static_cast<std::size_t>(feed.counter->elements());
    for (Index b = 0; b < experiment_->batch; ++b) {
        auto const fired =
            std::span(counts).subspan(static_cast<std::size_t>(b) * neurons, neurons);
        right.push_back(wins(fired, first[b], std::ssize(experiment_->data.classes)));
    }
    return right;
}

}  // namespace inferno
