//! A network with one of everything that carries state.
#pragma once

#include <memory>

#include "inferno/inferno.hpp"

#include "support/builders.hpp"

namespace inferno::test {

class RichNetwork {
  public:
    static constexpr Index batch = 3;

    struct Settings {
        std::uint64_t seed = 1;  //!< of weights, biases and delays, and nothing else
        double dt_ms       = 1;
        double delay_ms    = 6;   //!< the longest
        Real weight_limit  = 50;  //!< of the clamp of the connection that learns
        Index samples      = batch;
    };

    explicit RichNetwork(BackendPointer const& backend) : RichNetwork(backend, Settings{}) {}
    RichNetwork(BackendPointer const& backend, Settings settings);

    //! Submits one step.
    void step();
    //! New inputs for the encoders.
    void show(std::uint64_t picture);
    void visit_state(StateVisitor& state);

    std::uint64_t hash()
    {
        return hash_of_state([this](StateVisitor& state) { visit_state(state); }).value();
    }
    //! Spikes of the last `window` steps, of the groups by name.
    std::map<std::string, Fired> fired() const;
    Connection& dense() { return *dense_; }
    NeuronGroup& excitatory() { return *exc_; }
    Biclique& middle() { return *middle_; }

  private:
    static constexpr Index window = 16;

    ConnectionConfig config(AnySynapse synapse, bool bias, bool delayed) const;
    template <class Kind>
    std::shared_ptr<Kind> filled(std::shared_ptr<Kind> connection, Real low, Real high);
    template <class Model>
    std::shared_ptr<Neurons<Model>> group(Shape shape, typename Model::Config config = {}) const;
    void make_middle();
    void make_loop();
    void drive(Raster& raster, NeuronGroup& neurons);

    BackendPointer backend_;
    Settings settings_;
    std::uint64_t drawn_ = 0;
    HomogeneousPoissonEncoder ahead_, online_;
    HomogeneousPoissonApproxEncoder approximate_;
    PoissonIntervalEncoder intervals_;
    InhomogeneousBernoulliEncoder bernoulli_;
    RecordedSpikes recorded_;
    RegularSpikes regular_;
    NoiseCurrent noise_;
    StepCurrent steps_na_;
    std::shared_ptr<NeuronGroup> exc_, adex_, inh_, aside_;
    std::shared_ptr<Neurons<ExactNeuron>> exact_;
    std::shared_ptr<LinearDense> dense_;
    std::shared_ptr<LinearDirect> injected_;
    std::unique_ptr<Biclique> middle_;
    std::unique_ptr<RecurrentSerial> loop_;
    STDP trainer_;
    std::map<std::string, Raster> rasters_;
};

}  // namespace inferno::test
