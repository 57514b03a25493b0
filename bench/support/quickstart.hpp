//! The quickstart network, as a C++ program builds it: see docs/experiments/quickstart.json.
#pragma once

#include <memory>

#include "inferno/inferno.hpp"

namespace inferno::bench {

class Quickstart {
  public:
    static constexpr Index steps = 250, batch = 20, pixels = 784, neurons = 100;

    Quickstart(BackendPointer const& backend, std::uint64_t seed);

    //! One image batch, intensities in [0, 1], [batch][pixels]: encode, 250 steps, and what follows
    //! them.
    void encode(std::span<Real const> intensity) { encoder_.encode(intensity); }
    void run(bool learn) { (learn ? train_ : test_)->run(steps); }
    void finish_batch(bool learn);
    std::vector<StageTime> profile(bool learn) { return (learn ? train_ : test_)->profile(steps); }
    //! Spikes of the excitatory neurons of the last batch, packed.
    std::vector<SpikeWord> result_words() const { return results_.download_words(); }

  private:
    void step(bool learn);
    void set_training(bool training);

    BackendPointer backend_;
    std::shared_ptr<NeuronGroup> excitatory_, inhibitory_;
    std::shared_ptr<Connection> feedforward_connection_, lateral_connection_, trigger_connection_;
    std::unique_ptr<Serial> feedforward_, inhibit_, trigger_;
    STDP stdp_;
    HomogeneousPoissonEncoder encoder_;
    Raster results_;
    std::unique_ptr<Program> train_, test_;
};

}  // namespace inferno::bench
