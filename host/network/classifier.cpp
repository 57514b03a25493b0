#include "inferno/decode/classifier.hpp"

#include <cmath>

#include "inferno/core/error.hpp"

namespace inferno {

SpikeCounter::SpikeCounter(BackendPointer const& backend, SpikeView spikes)
    : spikes_(spikes), counts_(backend, spikes.batch * spikes.elements)
{
    INFERNO_REQUIRE(spikes.words != nullptr, "spike counter: there are no spikes to be counted");
}

void SpikeCounter::observe()
{
    counts_.backend()->submit(Stage(CountSpikes{spikes_, counts_.data()}));
}

void SpikeCounter::take(Real* rates, Index steps)
{
    INFERNO_REQUIRE(steps > 0, "steps: is " << steps << ", must be greater than 0");
    counts_.backend()->submit(
        Stage(TakeRates{counts_.data(), rates, elements(), batch(), static_cast<Real>(steps)}));
}

MaxRateClassifier::MaxRateClassifier(BackendPointer const& backend,
                                     Index neurons,
                                     Index classes,
                                     double decay)
    : neurons_(neurons), classes_(classes), decay_(decay)
{
    INFERNO_REQUIRE(neurons > 0, "neurons: is " << neurons << ", must be greater than 0");
    INFERNO_REQUIRE(classes > 0, "classes: is " << classes << ", must be greater than 0");
    INFERNO_REQUIRE(std::isfinite(decay) && decay >= 0,
                    "decay: is " << decay << ", must be 0 or more");
    rates_       = Buffer<Real>(backend, neurons * classes);
    proportions_ = Buffer<Real>(backend, neurons * classes);
    assignments_ = Buffer<Index>(backend, neurons);
    occurrences_ = Buffer<Index>(backend, classes);
    make_room(0);
}

Index MaxRateClassifier::samples_in(std::span<Real const> rates) const
{
    INFERNO_REQUIRE(std::ssize(rates) % neurons_ == 0,
                    "rates: " << rates.size() << " values given, must be a multiple of " << neurons_
                              << " neurons");
    return std::ssize(rates) / neurons_;
}

//! Of the exponentials in double, rounded once.
void MaxRateClassifier::make_room(Index samples)
{
    if (samples < kept_.size()) { return; }
    std::vector<Real> kept;
    for (Index times = 0; times <= samples; ++times) {
        kept.push_back(static_cast<Real>(std::exp(-decay_ * static_cast<double>(times))));
    }
    kept_   = Buffer<Real>(rates_.backend(), std::span<Real const>(kept));
    logits_ = Buffer<Real>(rates_.backend(), samples * classes_);
}

void MaxRateClassifier::submit_logits(Real const* rates,
                                      Index samples,
                                      Real* logits,
                                      bool proportional) const
{
    rates_.backend()->submit(Stage(InferClasses{rates,
                                                proportional ? proportions_.data() : nullptr,
                                                assignments_.data(),
                                                occurrences_.data(),
                                                logits,
                                                samples,
                                                neurons_,
                                                classes_}));
}

void MaxRateClassifier::submit_choice(Real const* logits, Index samples, Index* told) const
{
    rates_.backend()->submit(Stage(ChooseClass{logits, told, samples, classes_}));
}

void MaxRateClassifier::tell(Real const* rates, Index samples, Index* told, bool proportional)
{
    make_room(samples);
    submit_logits(rates, samples, logits_.data(), proportional);
    submit_choice(logits_.data(), samples, told);
}

void MaxRateClassifier::learn(Real const* rates, Index const* labels, Index samples)
{
    make_room(samples);
    rates_.backend()->submit(Stage(
        LearnClasses{rates, labels, kept_.data(), rates_.data(), samples, neurons_, classes_}));
    assign();
}

void MaxRateClassifier::assign()
{
    Backend& backend = *rates_.backend();
    backend.submit(Stage(AssignClasses{
        rates_.data(), proportions_.data(), assignments_.data(), neurons_, classes_}));
    backend.submit(
        Stage(CountAssigned{assignments_.data(), occurrences_.data(), neurons_, classes_}));
}

std::vector<Real> MaxRateClassifier::logits(std::span<Real const> rates, bool proportional) const
{
    Index const samples = samples_in(rates);
    Buffer<Real> const given(rates_.backend(), rates);
    Buffer<Real> logits(rates_.backend(), samples * classes_);
    submit_logits(given.data(), samples, logits.data(), proportional);
    return logits.download();
}

std::vector<Index> MaxRateClassifier::classify(std::span<Real const> rates, bool proportional) const
{
    Index const samples = samples_in(rates);
    Buffer<Real> const given(rates_.backend(), rates);
    Buffer<Real> logits(rates_.backend(), samples * classes_);
    Buffer<Index> told(rates_.backend(), samples);
    submit_logits(given.data(), samples, logits.data(), proportional);
    submit_choice(logits.data(), samples, told.data());
    return told.download();
}

void MaxRateClassifier::update(std::span<Real const> rates, std::span<Index const> labels)
{
    Index const samples = samples_in(rates);
    INFERNO_REQUIRE(std::ssize(labels) == samples,
                    "labels: " << labels.size() << " given for " << samples << " samples");
    for (std::size_t b = 0; b < labels.size(); ++b) {
        INFERNO_REQUIRE(
            labels[b] >= 0 && labels[b] < classes_,
            "labels[" << b << "]: is " << labels[b] << ", must be from 0 to " << classes_ - 1);
    }
    Buffer<Real> const given(rates_.backend(), rates);
    Buffer<Index> const known(rates_.backend(), labels);
    learn(given.data(), known.data(), samples);
}

void MaxRateClassifier::set_rates(std::span<Real const> rates)
{
    INFERNO_REQUIRE(std::ssize(rates) == rates_.size(),
                    "rates: " << rates.size() << " values given, " << rates_.size() << " expected");
    rates_.upload(rates);
    assign();
}

void MaxRateClassifier::visit_state(StateVisitor& state)
{
    state.array("rates", rates_, {neurons_, classes_});
    if (state.restoring()) { assign(); }
}

}  // namespace inferno
