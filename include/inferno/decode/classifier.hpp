//! Reads classes off firing rates: each neuron stands for the class to which it responds most.
#pragma once

#include <span>
#include <vector>

#include "inferno/decode/stage.hpp"
#include "inferno/state/visitor.hpp"

namespace inferno {

//! How often each element spikes.
class SpikeCounter {
  public:
    //! ArgumentError where there are no spikes.
    SpikeCounter(BackendPointer const& backend, SpikeView spikes);

    Index batch() const { return spikes_.batch; }
    Index elements() const { return spikes_.elements; }
    //! Submits the stage that counts the spikes of a step.
    void observe();
    //! Submits the stage that writes rates, spikes per step, [batch][elements], and forgets the
    //! counts.
    void take(Real* rates, Index steps);
    //! Forgets the counts.
    void clear() { counts_.clear(); }
    //! [batch][elements].
    std::vector<std::int32_t> counts() const { return counts_.download(); }

  private:
    SpikeView spikes_;
    Buffer<std::int32_t> counts_;
};

//! Inferno's MaxRateClassifier. Rates are [samples][neurons], labels in [0, classes).
class MaxRateClassifier {
  public:
    //! `decay` >= 0: how fast earlier responses of a class fade, per sample of that class.
    MaxRateClassifier(BackendPointer const& backend,
                      Index neurons,
                      Index classes,
                      double decay = 0);

    Index neurons() const { return neurons_; }
    Index classes() const { return classes_; }

    // These submit stages; all numbers are and stay in backend memory. With more samples than ever
    // before, programs recorded earlier must not run again.
    //! The class with the largest logit, the first of several, of each sample.
    void tell(Real const* rates, Index samples, Index* told, bool proportional = true);
    //! Learns from labelled samples; one whose label is out of range counts for no class.
    void learn(Real const* rates, Index const* labels, Index samples);

    // These upload, wait and download.
    //! Mean response of the neurons assigned to each class, [samples][classes]; weighted by how
    //! exclusively a neuron responds, unless `proportional` is false. 0 for classes without
    //! neurons.
    std::vector<Real> logits(std::span<Real const> rates, bool proportional = true) const;
    //! The class with the largest logit; the first of several.
    std::vector<Index> classify(std::span<Real const> rates, bool proportional = true) const;
    //! Learns from labelled samples. ArgumentError for a label out of range.
    void update(std::span<Real const> rates, std::span<Index const> labels);

    // These download.
    //! Faded sums of mean responses, [neurons][classes].
    std::vector<Real> rates() const { return rates_.download(); }
    void set_rates(std::span<Real const> rates);
    std::vector<Real> proportions() const { return proportions_.download(); }   //!< as rates()
    std::vector<Index> assignments() const { return assignments_.download(); }  //!< [neurons]
    std::vector<Index> occurrences() const { return occurrences_.download(); }  //!< [classes]

    //! The rates; the rest follows from them.
    void visit_state(StateVisitor& state);

  private:
    Index samples_in(std::span<Real const> rates) const;
    void submit_logits(Real const* rates, Index samples, Real* logits, bool proportional) const;
    void submit_choice(Real const* logits, Index samples, Index* told) const;
    void make_room(Index samples);
    void assign();

    Index neurons_, classes_;
    double decay_;
    Buffer<Real> rates_, proportions_;
    Buffer<Index> assignments_, occurrences_;
    Buffer<Real> kept_;    //!< of a class that was seen 0, 1, ... times
    Buffer<Real> logits_;  //!< of tell()
};

}  // namespace inferno
