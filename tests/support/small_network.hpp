//! The network of the quickstart, made small: excitatory neurons that learn, inhibited by rivals.
#pragma once

#include <memory>

#include "inferno/inferno.hpp"

#include "support/builders.hpp"

namespace inferno::test {

class SmallNetwork {
  public:
    static constexpr Index steps = 60;

    struct Size {
        Index batch = 6, inputs = 300, neurons = 70;
    };

    explicit SmallNetwork(BackendPointer const& backend, std::uint64_t seed = 1)
        : SmallNetwork(backend, seed, Size{})
    {
    }
    SmallNetwork(BackendPointer const& backend, std::uint64_t seed, Size size);

    //! Submits the stages of one step in training.
    void step();
    //! Draws a raster of `steps` steps for a new batch of pictures.
    void show(std::uint64_t picture);
    //! What ends a batch: states are cleared, weights normalized.
    void finish();

    //! Spikes of the last batch, [steps][batch][neurons].
    Fired spikes() const { return results_.download(); }
    Reals weight() const { return dense_->weight(); }
    //! What the neurons that learn fire in a step.
    Watched fired() const { return output_of(*exc_); }
    //! Of all results: spikes, weights, adaptations and the voltages of both groups.
    std::uint64_t fingerprint();

  private:
    Size size_;
    std::shared_ptr<Neurons<ALIF>> exc_;
    std::shared_ptr<Neurons<LIF>> inh_;
    std::shared_ptr<LinearDense> dense_;
    std::shared_ptr<LinearLateral> lateral_;
    std::shared_ptr<LinearDirect> direct_;
    std::unique_ptr<Serial> feedforward_, inhibit_, trigger_;
    STDP trainer_;
    HomogeneousPoissonEncoder encoder_;
    Raster results_;
};

}  // namespace inferno::test
