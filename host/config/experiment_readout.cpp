#include "config/experiment_readout.hpp"

#include <algorithm>
#include <bit>

namespace inferno {

namespace {

constexpr Index recent_samples = 1000;

}  // namespace

std::vector<Index> count_spikes(std::span<SpikeWord const> words,
                                Index steps,
                                Index batch,
                                Index neurons)
{
    Index const row_words = words_for(neurons);
    std::vector<Index> counts(static_cast<std::size_t>(batch * row_words * word_bits));
    auto const frame = static_cast<std::size_t>(batch * row_words);
    for (Index t = 0; t < steps; ++t) {
        auto const now = words.subspan(static_cast<std::size_t>(t) * frame, frame);
        for (std::size_t w = 0; w < frame; ++w) {
            for (SpikeWord rest = now[w]; rest != 0; rest &= rest - 1) {
                ++counts[w * word_bits + static_cast<std::size_t>(std::countr_zero(rest))];
            }
        }
    }
    std::vector<Index> packed;
    for (Index b = 0; b < batch; ++b) {
        auto const row = counts.begin() + b * row_words * word_bits;
        packed.insert(packed.end(), row, row + neurons);
    }
    return packed;
}

ExperimentResults::Point HitCurve::add(Index hits, Index samples)
{
    all_ = {all_.hits + hits, all_.samples + samples};
    recent_.push_back({hits, samples});
    Score sum{0, 0};
    for (Score const& score : recent_) {
        sum = {sum.hits + score.hits, sum.samples + score.samples};
    }
    while (sum.samples - recent_.front().samples >= window_) {
        sum = {sum.hits - recent_.front().hits, sum.samples - recent_.front().samples};
        recent_.pop_front();
    }
    auto const share = [](Score const& score) {
        return static_cast<double>(score.hits) / static_cast<double>(score.samples);
    };
    return {all_.samples, share(all_), share(sum)};
}

Readout::Readout(Experiment const& experiment, Index neurons, ExperimentResults& results)
    : experiment_(&experiment),
      results_(&results),
      curve_(std::max(
          recent_samples,
          experiment.classifier ? experiment.classifier->every_batches * experiment.batch : 0))
{
    if (!experiment.classifier) { return; }
    auto const classes = static_cast<Index>(experiment.data.classes.size());
    classifier_.emplace(neurons, classes, experiment.classifier->decay);
    results.confusion.resize(static_cast<std::size_t>(classes * classes));
    results.recent_samples = curve_.window();
}

void Readout::begin(ExperimentPhase phase)
{
    phase_ = phase;
    hits_ = seen_ = 0;
}

void Readout::add(std::span<Index const> counts, Index first)
{
    if (!classifier_) { return; }
    std::vector<Real> const seen = rates(counts);
    rates_.insert(rates_.end(), seen.begin(), seen.end());
    auto const from = experiment_->data.of(phase_).labels.begin() + first;
    labels_.insert(labels_.end(), from, from + experiment_->batch);
    bool const due = ++batches_ == experiment_->classifier->every_batches;
    if (due || phase_ == ExperimentPhase::test) { settle(); }
}

void Readout::end()
{
    if (!labels_.empty()) { settle(); }
}

std::optional<double> Readout::accuracy() const
{
    if (seen_ == 0) { return {}; }
    return static_cast<double>(hits_) / static_cast<double>(seen_);
}

std::vector<Index> Readout::classify(std::span<Index const> counts) const
{
    return classifier_->classify(rates(counts), experiment_->classifier->proportional);
}

//! Spikes per step of a whole sample.
std::vector<Real> Readout::rates(std::span<Index const> counts) const
{
    auto const steps = static_cast<Real>(experiment_->steps());
    std::vector<Real> rates;
    for (Index const spikes : counts) {
        rates.push_back(static_cast<Real>(spikes) / steps);
    }
    return rates;
}

void Readout::visit_state(StateVisitor& state)
{
    if (classifier_) { state.object("classifier", *classifier_); }
}

//! First tells the classes of what is waiting, then, in training, learns from it.
void Readout::settle()
{
    std::vector<Index> const told =
        classifier_->classify(rates_, experiment_->classifier->proportional);
    Index hits = 0;
    for (std::size_t i = 0; i < told.size(); ++i) {
        hits += told[i] == labels_[i] ? 1 : 0;
        if (phase_ == ExperimentPhase::test) {
            Index const cell = labels_[i] * classifier_->classes() + told[i];
            ++results_->confusion[static_cast<std::size_t>(cell)];
        }
    }
    hits_ += hits;
    seen_ += std::ssize(told);
    if (phase_ == ExperimentPhase::train) {
        results_->accuracy.push_back(curve_.add(hits, std::ssize(told)));
        classifier_->update(rates_, labels_);
    }
    rates_.clear();
    labels_.clear();
    batches_ = 0;
}

}  // namespace inferno
