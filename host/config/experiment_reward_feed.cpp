#include "config/experiment_reward_feed.hpp"

#include <algorithm>

#include "inferno/core/error.hpp"

namespace inferno {

namespace {

//! True where the share of the label's class has fired more than that of any other class.
bool wins(std::span<Index const> spikes, Index label, Index classes)
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
        Index const size = reward.per_sample() ? experiment.batch : 1;
        feeds_.push_back({&reward,
                          std::vector<double>(static_cast<std::size_t>(size)),
                          HitCurve(std::max(experiment.batch, experiment.data.train.count / 10))});
        auto const* outcome = std::get_if<OutcomeReward>(&reward.source);
        if (outcome == nullptr) { continue; }
        if (!outcome->layer.empty()) { network.tap(outcome->layer, ExperimentPhase::train); }
        results.outcomes.push_back({reward.name, feeds_.back().curve.window(), {}});
    }
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
        if (!changes(*feed.reward, batch, step)) { continue; }
        feed.now = values(feed, batch, step);
        network_->set_reward(feed.reward->name, feed.now);
    }
}

std::vector<double> const& RewardFeed::now(std::string_view name) const
{
    auto const found = std::find_if(
        feeds_.begin(), feeds_.end(), [&](Feed const& feed) { return feed.reward->name == name; });
    INFERNO_REQUIRE(found != feeds_.end(), "there are no rewards named \"" << name << "\"");
    return found->now;
}

std::vector<double> RewardFeed::values(Feed& feed, Index batch, Index step)
{
    RewardDescription const& reward = *feed.reward;
    std::vector<double> values(feed.now.size());
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
    std::vector<bool> const right = told(*feed.reward, batch);
    std::vector<double> values;
    for (bool const is_right : right) {
        values.push_back(is_right ? outcome.right : outcome.wrong);
    }
    ExperimentResults::Point const point =
        feed.curve.add(std::count(right.begin(), right.end(), true), std::ssize(right));
    for (ExperimentResults::Outcome& known : results_->outcomes) {
        if (known.reward == feed.reward->name) { known.curve.push_back(point); }
    }
    return values;
}

//! Of each sample of the batch, whether its label was told by the spikes so far.
std::vector<bool> RewardFeed::told(RewardDescription const& reward, Index batch) const
{
    auto const& outcome = std::get<OutcomeReward>(reward.source);
    Raster& raster =
        network_->spikes_of(outcome.layer.empty() ? experiment_->classifier->layer : outcome.layer);
    auto const counts =
        count_spikes(raster.download_words(), reward.first, raster.batch(), raster.elements());
    auto const label = [&](Index b) {
        return experiment_->data.train
            .labels[static_cast<std::size_t>(batch * experiment_->batch + b)];
    };
    std::vector<Index> classified;
    if (outcome.layer.empty()) { classified = readout_->classify(counts); }
    std::vector<bool> right;
    for (Index b = 0; b < experiment_->batch; ++b) {
        auto const row = std::span(counts).subspan(static_cast<std::size_t>(b * raster.elements()),
                                                   static_cast<std::size_t>(raster.elements()));
        right.push_back(classified.empty()
                            ? wins(row, label(b), std::ssize(experiment_->data.classes))
                            : classified[static_cast<std::size_t>(b)] == label(b));
    }
    return right;
}

}  // namespace inferno
