//! Reads classes off firing rates: each neuron stands for the class to which it responds most.
#pragma once

#include <span>
#include <vector>

#include "inferno/state/visitor.hpp"

namespace inferno {

//! Inferno's MaxRateClassifier. Rates are [samples][neurons], labels in [0, classes).
class MaxRateClassifier {
  public:
    //! `decay` >= 0: how fast earlier responses of a class fade, per sample of that class.
    MaxRateClassifier(Index neurons, Index classes, double decay = 0);

    Index neurons() const { return neurons_; }
    Index classes() const { return classes_; }
    //! Mean response of the neurons assigned to each class, [samples][classes]; weighted by how
    //! exclusively a neuron responds, unless `proportional` is false. 0 for classes without
    //! neurons.
    std::vector<Real> logits(std::span<Real const> rates, bool proportional = true) const;
    //! The class with the largest logit; the first of several.
    std::vector<Index> classify(std::span<Real const> rates, bool proportional = true) const;
    //! Learns from labelled samples. ArgumentError for a label out of range.
    void update(std::span<Real const> rates, std::span<Index const> labels);

    //! Faded sums of mean responses, [neurons][classes].
    std::vector<Real> const& rates() const { return rates_; }
    void set_rates(std::span<Real const> rates);
    std::vector<Real> const& proportions() const { return proportions_; }   //!< [neurons][classes]
    std::vector<Index> const& assignments() const { return assignments_; }  //!< [neurons]
    std::vector<Index> const& occurrences() const { return occurrences_; }  //!< neurons per class

    //! The rates; the rest follows from them.
    void visit_state(StateVisitor& state);

  private:
    Index samples_in(std::span<Real const> rates) const;
    void assign();

    Index neurons_, classes_;
    double decay_;
    std::vector<Real> rates_, proportions_;
    std::vector<Index> assignments_, occurrences_;
};

}  // namespace inferno
