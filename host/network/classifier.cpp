#include "inferno/decode/classifier.hpp"

#include <algorithm>
#include <cmath>

#include "inferno/core/error.hpp"

namespace inferno {
namespace {

std::size_t at(Index row, Index columns, Index column)
{
    return static_cast<std::size_t>(row * columns + column);
}

}  // namespace

MaxRateClassifier::MaxRateClassifier(Index neurons, Index classes, double decay)
    : neurons_(neurons), classes_(classes), decay_(decay)
{
    INFERNO_REQUIRE(neurons > 0, "neurons: is " << neurons << ", must be greater than 0");
    INFERNO_REQUIRE(classes > 0, "classes: is " << classes << ", must be greater than 0");
    INFERNO_REQUIRE(std::isfinite(decay) && decay >= 0,
                    "decay: is " << decay << ", must be 0 or more");
    rates_.resize(static_cast<std::size_t>(neurons * classes));
    proportions_.resize(rates_.size());
    assignments_.resize(static_cast<std::size_t>(neurons));
    occurrences_.resize(static_cast<std::size_t>(classes));
}

Index MaxRateClassifier::samples_in(std::span<Real const> rates) const
{
    INFERNO_REQUIRE(std::ssize(rates) % neurons_ == 0,
                    "rates: " << rates.size() << " values given, must be a multiple of " << neurons_
                              << " neurons");
    return std::ssize(rates) / neurons_;
}

std::vector<Real> MaxRateClassifier::logits(std::span<Real const> rates, bool proportional) const
{
    Index const samples = samples_in(rates);
    std::vector<Real> result(static_cast<std::size_t>(samples * classes_));
    for (Index b = 0; b < samples; ++b) {
        for (Index n = 0; n < neurons_; ++n) {
            Index const k   = assignments_[static_cast<std::size_t>(n)];
            Real const part = proportional ? proportions_[at(n, classes_, k)] : Real{1};
            result[at(b, classes_, k)] += rates[at(b, neurons_, n)] * part;
        }
        for (Index k = 0; k < classes_; ++k) {
            Index const voters = occurrences_[static_cast<std::size_t>(k)];
            Real& logit        = result[at(b, classes_, k)];
            logit              = voters > 0 ? logit / static_cast<Real>(voters) : Real{0};
        }
    }
    return result;
}

std::vector<Index> MaxRateClassifier::classify(std::span<Real const> rates, bool proportional) const
{
    std::vector<Real> const all = logits(rates, proportional);
    std::vector<Index> labels;
    for (auto row = all.begin(); row != all.end(); row += classes_) {
        labels.push_back(std::max_element(row, row + classes_) - row);
    }
    return labels;
}

void MaxRateClassifier::update(std::span<Real const> rates, std::span<Index const> labels)
{
    Index const samples = samples_in(rates);
    INFERNO_REQUIRE(std::ssize(labels) == samples,
                    "labels: " << labels.size() << " given for " << samples << " samples");
    std::vector<Index> seen(static_cast<std::size_t>(classes_));
    for (std::size_t b = 0; b < labels.size(); ++b) {
        INFERNO_REQUIRE(
            labels[b] >= 0 && labels[b] < classes_,
            "labels[" << b << "]: is " << labels[b] << ", must be from 0 to " << classes_ - 1);
        ++seen[static_cast<std::size_t>(labels[b])];
    }
    std::vector<Real> sums(rates_.size());
    for (Index b = 0; b < samples; ++b) {
        for (Index n = 0; n < neurons_; ++n) {
            sums[at(n, classes_, labels[static_cast<std::size_t>(b)])] += rates[at(b, neurons_, n)];
        }
    }
    for (Index k = 0; k < classes_; ++k) {
        Real const times = static_cast<Real>(seen[static_cast<std::size_t>(k)]);
        Real const kept  = static_cast<Real>(std::exp(-decay_ * static_cast<double>(times)));
        for (Index n = 0; n < neurons_; ++n) {
            Real const mean = times > 0 ? sums[at(n, classes_, k)] / times : Real{0};
            Real& rate      = rates_[at(n, classes_, k)];
            rate            = kept * rate + mean;
        }
    }
    assign();
}

void MaxRateClassifier::set_rates(std::span<Real const> rates)
{
    INFERNO_REQUIRE(rates.size() == rates_.size(),
                    "rates: " << rates.size() << " values given, " << rates_.size() << " expected");
    rates_.assign(rates.begin(), rates.end());
    assign();
}

void MaxRateClassifier::visit_state(StateVisitor& state)
{
    state.array("rates", rates_, {neurons_, classes_});
    if (state.restoring()) { assign(); }
}

void MaxRateClassifier::assign()
{
    std::fill(occurrences_.begin(), occurrences_.end(), 0);
    for (Index n = 0; n < neurons_; ++n) {
        auto const row = rates_.begin() + n * classes_;
        Real total     = 0;
        std::for_each(row, row + classes_, [&](Real rate) { total += std::abs(rate); });
        for (Index k = 0; k < classes_; ++k) {
            proportions_[at(n, classes_, k)] = row[k] / std::max(total, 1e-12F);
        }
        auto const shares = proportions_.begin() + n * classes_;
        Index const best  = std::max_element(shares, shares + classes_) - shares;
        assignments_[static_cast<std::size_t>(n)] = best;
        ++occurrences_[static_cast<std::size_t>(best)];
    }
}

}  // namespace inferno
