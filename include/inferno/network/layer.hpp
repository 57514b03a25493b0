//! Layers wire connections to neurons; a cell is one such pair, to be trained.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "inferno/network/connection.hpp"
#include "inferno/network/hooks.hpp"
#include "inferno/network/monitor.hpp"
#include "inferno/network/neurons.hpp"
#include "inferno/network/transform.hpp"

namespace inferno {

class Layer;

//! One connection and the neurons it feeds, in one layer. It keeps these two, not the layer.
struct Cell {
    Layer* layer = nullptr;
    std::shared_ptr<Connection> connection;
    std::shared_ptr<NeuronGroup> neurons;
    std::weak_ptr<void const> layer_alive;

    //! True if the layer is still there and in training, and the connection has an updater.
    bool trains() const;
};

//! What a step of a layer made, until the next step overwrites it.
struct LayerStep {
    SpikeViews spikes;     //!< of the neurons that were stepped, by name
    RealViews outputs_na;  //!< of the connections that ran, by name; of conductances in uS
};

//! What neurons are fed with, by name: a current, conductances, or {several of them}.
using NeuronInputs = std::map<std::string, NeuronInput>;

//! From the outputs of the connections that ran to the input of each group of neurons to be
//! stepped, by name. Like a Transform it submits stages and must not read values.
using Wiring = std::function<NeuronInputs(RealViews const& outputs)>;

//! Currents that are injected into the synapses of connections, by the connection's name.
using InjectedCurrents = std::map<std::string, std::vector<RealView>>;

//! Named connections and neurons, all on one backend. The same object may sit in several layers:
//! running both layers in one step advances it twice.
class Layer {
  public:
    //! Wired by overriding wiring().
    Layer() = default;
    explicit Layer(Wiring wiring) : wiring_(std::move(wiring)) {}
    Layer(Layer const&)            = delete;
    Layer& operator=(Layer const&) = delete;
    virtual ~Layer()               = default;

    //! ArgumentError if the name is taken, or the part is not on the backend of the others;
    //! StateError in a layer of fixed parts.
    void add_connection(std::string name, std::shared_ptr<Connection> connection);
    void add_neurons(std::string name, std::shared_ptr<NeuronGroup> neurons);
    //! Also removes the cells it is part of; trainers are to remove theirs before. Monitors must
    //! not look at it any more.
    void remove_connection(std::string_view name);
    void remove_neurons(std::string_view name);
    //! ArgumentError for an unknown name, naming the nearest.
    Connection& connection(std::string_view name) const;
    NeuronGroup& neurons(std::string_view name) const;
    std::vector<std::string> connection_names() const;
    std::vector<std::string> neurons_names() const;

    //! Notes a pair to be trained, after checking that shapes and batches agree. The same pair
    //! again is the same cell.
    Cell add_cell(std::string_view connection, std::string_view neurons);
    //! ArgumentError for a pair that was not noted.
    Cell cell(std::string_view connection, std::string_view neurons);
    //! Nothing happens where the pair is not noted; the names must exist.
    void remove_cell(std::string_view connection, std::string_view neurons);
    std::vector<Cell> cells();

    //! One step: runs the connections that are named, and no others, wires them to the neurons,
    //! steps these, lets monitors look. ArgumentError, and no state has changed, where something
    //! does not fit.
    LayerStep forward(SpikeViews const& inputs, InjectedCurrents const& injected_na = {});
    //! Applies what trainers have proposed, for every connection.
    void update();
    //! Forgets spikes, membrane states and proposals; adaptations are kept.
    virtual void clear();
    //! Connections and neurons by name, and what else the kind of layer remembers. Monitors are
    //! shown by the trainers that hold them.
    virtual void visit_state(StateVisitor& state);
    //! Training or evaluation, for this layer, its hooks, its monitors and its neurons.
    void train(bool training);
    bool training() const { return training_; }

    //! Run around forward() and update(), as training() says; batches are the caller's, who runs
    //! their hooks.
    Hooks& hooks() { return hooks_; }

    //! `look` runs after every step taken in training, before the hooks, as long as `alive` is.
    void look_while(std::weak_ptr<void const> alive, Hook look);
    //! A monitor of these spikes that looks after every step taken in training. The layer forgets
    //! it when nobody else holds it.
    //! With `keeps_before` it also keeps the trace as it was before that step.
    std::shared_ptr<TraceMonitor> watch(SpikeView spikes,
                                        TraceParams params,
                                        bool keeps_before = false);

  protected:
    //! By default the function that the layer was made with.
    virtual NeuronInputs wiring(RealViews const& outputs);
    //! The stages of one step.
    virtual LayerStep advance(SpikeViews const& inputs);

    //! From now on parts can be neither added nor removed.
    void fix_parts(char const* kind) { fixed_kind_ = kind; }
    //! Runs a connection; ArgumentError unless it takes these spikes.
    RealView run_connection(std::string const& name, SpikeView spikes, LayerStep& step) const;
    //! Steps neurons; ArgumentError unless they take these currents.
    SpikeView run_neurons(std::string const& name, NeuronInput const& input, LayerStep& step) const;

  private:
    using CellNames = std::pair<std::string, std::string>;
    void require_free() const;
    void require_backend(BackendPointer const& backend, std::string const& what) const;
    //! Of the first part; null without parts.
    BackendPointer backend() const;
    //! ArgumentError for a name that is not there.
    Cell pair(std::string_view connection, std::string_view neurons);

    Wiring wiring_;
    std::map<std::string, std::shared_ptr<Connection>, std::less<>> connections_;
    std::map<std::string, std::shared_ptr<NeuronGroup>, std::less<>> neurons_;
    std::vector<CellNames> cells_;
    std::shared_ptr<char> alive_ = std::make_shared<char>();
    Hooks looks_, hooks_;
    InjectedCurrents injected_na_;  //!< of the step that is being made
    char const* fixed_kind_ = nullptr;
    bool training_          = true;
};

//! One connection, one group of neurons.
class Serial final : public Layer {
  public:
    //! ArgumentError unless the connection's outputs are the neurons' shape, in the same batch and
    //! backend. With a transform the neurons get what it makes of the outputs.
    Serial(std::shared_ptr<Connection> connection,
           std::shared_ptr<NeuronGroup> neurons,
           Transform transform         = {},
           std::string connection_name = "serial",
           std::string neurons_name    = "serial");

    //! One step; returns the spikes of the neurons, which their next step overwrites.
    SpikeView operator()(SpikeView spikes);
    Connection& connection() const { return *connection_; }
    NeuronGroup& neurons() const { return *neurons_; }
    Cell cell() { return Layer::cell(connection_name_, neurons_name_); }

  protected:
    NeuronInputs wiring(RealViews const& outputs) override;

  private:
    std::shared_ptr<Connection> connection_;
    std::shared_ptr<NeuronGroup> neurons_;
    Transform transform_;
    std::string connection_name_, neurons_name_;
};

}  // namespace inferno
