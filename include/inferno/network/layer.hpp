//! Layers wire connections to neurons; a cell is one such pair, to be trained.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "inferno/network/connection.hpp"
#include "inferno/network/monitor.hpp"
#include "inferno/network/neurons.hpp"

namespace inferno {

class Layer;

//! One connection and the neurons it feeds, in one layer.
struct Cell {
    Layer* layer           = nullptr;
    Connection* connection = nullptr;
    NeuronGroup* neurons   = nullptr;
};

//! Named connections and neurons. The same object may sit in several layers: running both layers in
//! one step advances it twice.
class Layer {
  public:
    Layer()                        = default;
    Layer(Layer const&)            = delete;
    Layer& operator=(Layer const&) = delete;
    virtual ~Layer()               = default;

    //! ArgumentError if the name is taken.
    void add_connection(std::string name, std::shared_ptr<Connection> connection);
    void add_neurons(std::string name, std::shared_ptr<NeuronGroup> neurons);
    //! ArgumentError for an unknown name, naming the nearest.
    Connection& connection(std::string_view name) const;
    NeuronGroup& neurons(std::string_view name) const;
    //! The pair, after checking that their shapes and batches agree.
    Cell cell(std::string_view connection, std::string_view neurons);

    //! One step: runs the named connections, wires them to the neurons, steps these, lets monitors
    //! look.
    void forward(std::map<std::string, SpikeView> const& inputs);
    //! Applies what trainers have proposed, for every connection.
    void update();
    //! Forgets spikes, membrane states and proposals; adaptations are kept.
    void clear();
    //! Training or evaluation, for this layer, its monitors and its neurons.
    void train(bool training);
    bool training() const { return training_; }

    //! A monitor of these spikes that looks after every step taken in training. Equal ones are
    //! shared; the layer forgets it when nobody else holds it.
    std::shared_ptr<TraceMonitor> watch(SpikeView spikes, TraceParams params);

  protected:
    //! From connection outputs to neuron inputs, by name.
    virtual std::map<std::string, RealView> wiring(
        std::map<std::string, RealView> const& outputs) = 0;

  private:
    std::map<std::string, std::shared_ptr<Connection>, std::less<>> connections_;
    std::map<std::string, std::shared_ptr<NeuronGroup>, std::less<>> neurons_;
    std::vector<std::weak_ptr<TraceMonitor>> monitors_;
    bool training_ = true;
};

//! One connection, one group of neurons.
class Serial final : public Layer {
  public:
    //! ArgumentError unless the connection's outputs are the neurons' shape, in the same batch and
    //! backend.
    Serial(std::shared_ptr<Connection> connection, std::shared_ptr<NeuronGroup> neurons);

    //! One step; returns the spikes of the neurons, which their next step overwrites.
    SpikeView operator()(SpikeView spikes);
    Connection& connection() const { return *connection_; }
    NeuronGroup& neurons() const { return *neurons_; }
    Cell cell() { return Layer::cell(part, part); }

  protected:
    std::map<std::string, RealView> wiring(std::map<std::string, RealView> const& outputs) override
    {
        return outputs;
    }

  private:
    static constexpr char const* part = "serial";
    std::shared_ptr<Connection> connection_;
    std::shared_ptr<NeuronGroup> neurons_;
};

}  // namespace inferno
