#include "config/experiment_readout.hpp"

#include <algorithm>

namespace inferno {

namespace {

constexpr Index recent_samples = 1000;

}  // namespace

Readout::Readout(Experiment const& experiment, Watched const& spikes, ExperimentResults& results)
    : experiment_(&experiment), results_(&results), neurons_(spikes.quantity.elements)
{
    if (!experiment.classifier) { return; }
    auto const classes = static_cast<Index>(experiment.data.classes.size());
    Index const group  = experiment.classifier->every_batches * experiment.batch;
    counter_.emplace(spikes.backend, spikes.quantity.spikes);
    classifier_.emplace(spikes.backend, neurons_, classes, experiment.classifier->decay);
    rates_ = Buffer<Real>(spikes.backend, group * neurons_);
    results.confusion.resize(static_cast<std::size_t>(classes * classes));
    curve_.emplace(std::max(recent_samples, group));
    results.recent_samples = curve_->window();
}

void Readout::observe()
{
    if (counter_) { counter_->observe(); }
}

void Readout::begin(ExperimentPhase phase)
{
    phase_ = phase;
    shown_ = settled_ = read_ = hits_ = 0;
    if (!classifier_) { return; }
    Samples const& samples = experiment_->data.of(phase);
    auto const whole = static_cast<std::size_t>(samples.count - samples.count % experiment_->batch);
    BackendPointer const& backend = rates_.backend();
    labels_ = Buffer<Index>(backend, std::span<Index const>(samples.labels).first(whole));
    told_   = Buffer<Index>(backend, labels_.size());
}

void Readout::end_batch()
{
    if (!classifier_) { return; }
    counter_->take(rates_.data() + (shown_ - settled_) * neurons_, experiment_->steps());
    shown_ += experiment_->batch;
    bool const due = (shown_ - settled_) * neurons_ == rates_.size();
    if (due || phase_ == ExperimentPhase::test) { settle(); }
}

//! First tells the classes of what is waiting, then, in training, learns from it.
void Readout::settle()
{
    Index const samples = shown_ - settled_;
    classifier_->tell(
        rates_.data(), samples, told_.data() + settled_, experiment_->classifier->proportional);
    if (phase_ == ExperimentPhase::train) {
        classifier_->learn(rates_.data(), labels_.data() + settled_, samples);
    }
    settled_ = shown_;
    settled_at_.push_back(settled_);
}

void Readout::end()
{
    if (settled_ < shown_) { settle(); }
    read_told();
}

std::optional<double> Readout::accuracy()
{
    read_told();
    if (read_ == 0) { return {}; }
    return static_cast<double>(hits_) / static_cast<double>(read_);
}

std::vector<Index> Readout::classes_now() const
{
    auto const steps = static_cast<Real>(experiment_->steps());
    std::vector<Real> rates;
    for (std::int32_t const spikes : counter_->counts()) {
        rates.push_back(static_cast<Real>(spikes) / steps);
    }
    return classifier_->classify(rates, experiment_->classifier->proportional);
}

void Readout::visit_state(StateVisitor& state)
{
    if (classifier_) { state.object("classifier", *classifier_); }
}

void Readout::read_told()
{
    if (settled_at_.empty()) { return; }
    std::vector<Index> told(static_cast<std::size_t>(settled_ - read_));
    std::span<Index const> rest(told);
    told_.backend()->download(told.data(), told_.data() + read_, told.size() * sizeof(Index));
    for (; !settled_at_.empty(); settled_at_.pop_front()) {
        auto const samples = static_cast<std::size_t>(settled_at_.front() - read_);
        note(rest.first(samples), read_);
        rest = rest.subspan(samples);
    }
}

//! `first`: sample of the phase.
void Readout::note(std::span<Index const> told, Index first)
{
    std::vector<Index> const& labels = experiment_->data.of(phase_).labels;
    Index hits                       = 0;
    for (std::size_t i = 0; i < told.size(); ++i) {
        Index const label = labels[static_cast<std::size_t>(first) + i];
        hits += told[i] == label ? 1 : 0;
        if (phase_ == ExperimentPhase::test) {
            Index const cell = label * classifier_->classes() + told[i];
            ++results_->confusion[static_cast<std::size_t>(cell)];
        }
    }
    note_accuracy(hits, std::ssize(told));
}

void Readout::note_accuracy(Index hits, Index samples)
{
    hits_ += hits;
    read_ += samples;
    if (phase_ == ExperimentPhase::train) {
        results_->accuracy.push_back(curve_->add(hits, samples));
    }
}

}  // namespace inferno
