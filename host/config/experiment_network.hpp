//! The network of an experiment, alive on a backend.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "inferno/config/experiment.hpp"
#include "inferno/network/layer.hpp"
#include "inferno/network/observation.hpp"

namespace inferno {

class ExperimentNetwork {
  public:
    //! `experiment` outlives the network.
    ExperimentNetwork(Experiment const& experiment, BackendPointer const& backend);

    BackendPointer const& backend() const { return backend_; }
    NeuronGroup& neurons(std::string_view name) const;
    Connection& connection(std::string_view name) const;
    //! A trainer, the one cell that it trains, and what it keeps for that.
    struct TrainedCell {
        std::unique_ptr<Trainer> trainer;
        Cell cell;
        std::map<std::string, Watched, std::less<>> kept;  //!< by its name in a file
        std::string reward;                                //!< empty: it learns from none
        std::function<void(std::vector<double> const&)> set_reward;
    };
    TrainedCell const& trained_cell(std::string_view name) const;
    //! Of the trainers that learn from the reward of this name, until it is set again or the
    //! batch is cleared: one number, or one of each sample.
    void set_reward(std::string_view name, std::vector<double> const& rewards) const;
    CurrentSource const& current(std::string_view name) const;
    Shape const& source_shape(std::string_view name) const;

    //! The spikes of a layer, of neurons, of the input or of a source.
    Watched spikes_of(std::string const& name) const;
    //! From now on every step calls `look` when these are there: of a layer, right after its turn,
    //! of neurons, at the end of the step, of the input or a source, at its start.
    void tap(std::string const& name, Hook look);

    void enter(ExperimentPhase phase);
    //! Puts the next batch before the network: encoded or, if these are spikes, as they are.
    void show(Samples const& samples, Index first);
    //! Submits one step.
    void step();
    //! Forgets the batch; weights and adaptations stay.
    void clear();
    //! All that it carries from batch to batch; recorded rasters are results, not state.
    void visit_state(StateVisitor& state);
    //! Runs the hooks of batches; those of steps and updates are part of step().
    void run_hooks(HookPoint point) const;
    //! Those that also run once before the first batch.
    void run_hooks_at_start() const;

  private:
    void make_neurons(NeuronsDescription const& description);
    void make_connection(ConnectionDescription const& description);
    std::unique_ptr<Layer> make_layer(LayerDescription const& description) const;
    void make_trainer(TrainerDescription const& description);
    void add_hook(HookDescription const& description);
    std::vector<Real> first_values(InitialValues const& initial,
                                   Shape const& shape,
                                   Purpose purpose);
    NeuronGroup& tapped(std::string const& name) const;
    void take_turn(StepDescription const& turn, SpikeViews& spikes);
    void look_at(std::string const& name) const;
    void show_spikes(Samples const& samples, Index first);
    void make_sources();
    //! Submits the steps of neurons that come before this turn.
    void drive(Index before);
    void advance_inputs();

    Experiment const* experiment_;
    BackendPointer backend_;
    ExperimentPhase phase_ = ExperimentPhase::train;
    Index drawn_           = 0;  //!< random values used so far
    std::map<std::string, std::shared_ptr<NeuronGroup>, std::less<>> neurons_;
    std::map<std::string, std::shared_ptr<Connection>, std::less<>> connections_;
    std::map<std::string, std::unique_ptr<Layer>, std::less<>> layers_;
    std::map<std::string, TrainedCell, std::less<>> trainers_;
    std::unique_ptr<Encoder> encoder_;
    std::optional<Raster> input_;  //!< where the data are spikes
    std::map<std::string, std::unique_ptr<SpikeSource>, std::less<>> spike_sources_;
    std::map<std::string, std::unique_ptr<CurrentSource>, std::less<>> currents_;
    std::multimap<std::string, Hook> taps_;
    Hooks hooks_;
    std::vector<Hook> at_start_;
    std::vector<Real> intensity_;
    std::vector<std::uint8_t> frames_;
};

}  // namespace inferno
