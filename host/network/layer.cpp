#include "inferno/network/layer.hpp"

#include <algorithm>
#include <utility>

#include "inferno/network/named.hpp"
#include "inferno/network/plan.hpp"

namespace inferno {
namespace {

void require_fit(std::string_view connection_name,
                 Connection const& connection,
                 std::string_view neurons_name,
                 NeuronGroup const& neurons)
{
    INFERNO_REQUIRE(connection.output_shape() == neurons.shape(),
                    "connection \"" << connection_name << "\" with outputs "
                                    << to_string(connection.output_shape())
                                    << " cannot feed neurons \"" << neurons_name << "\" of shape "
                                    << to_string(neurons.shape())
                                    << ": the shapes must be the same");
    INFERNO_REQUIRE(connection.batch() == neurons.batch(),
                    "connection \"" << connection_name << "\" with batch " << connection.batch()
                                    << " cannot feed neurons \"" << neurons_name << "\" with batch "
                                    << neurons.batch() << ": the batches must be the same");
}

}  // namespace

void Layer::require_free() const
{
    INFERNO_CHECK(StateError,
                  fixed_kind_ == nullptr,
                  "the parts of a " << fixed_kind_ << " layer can be neither added nor removed");
}

BackendPointer Layer::backend() const
{
    if (!connections_.empty()) { return connections_.begin()->second->backend(); }
    return neurons_.empty() ? nullptr : neurons_.begin()->second->backend();
}

void Layer::require_backend(BackendPointer const& given, std::string const& what) const
{
    BackendPointer const own = backend();
    INFERNO_REQUIRE(own == nullptr || given == own,
                    what << " on another backend (" << given->name()
                         << ") than the rest of the layer (" << own->name()
                         << "): all parts of a layer must be on one");
}

void Layer::add_connection(std::string name, std::shared_ptr<Connection> connection)
{
    require_free();
    INFERNO_REQUIRE(connection != nullptr, "connection \"" << name << "\" is null");
    INFERNO_REQUIRE(connections_.find(name) == connections_.end(),
                    "connection \"" << name << "\" exists already");
    require_backend(connection->backend(), "connection \"" + name + "\" is");
    connections_.emplace(std::move(name), std::move(connection));
}

void Layer::add_neurons(std::string name, std::shared_ptr<NeuronGroup> neurons)
{
    require_free();
    INFERNO_REQUIRE(neurons != nullptr, "neurons \"" << name << "\" are null");
    INFERNO_REQUIRE(neurons_.find(name) == neurons_.end(),
                    "neurons \"" << name << "\" exist already");
    require_backend(neurons->backend(), "neurons \"" + name + "\" are");
    neurons_.emplace(std::move(name), std::move(neurons));
}

void Layer::remove_connection(std::string_view name)
{
    require_free();
    auto const found = find_named(connections_, name, "the layer has no connection");
    std::erase_if(cells_, [&](CellNames const& cell) { return cell.first == found->first; });
    connections_.erase(found);
}

void Layer::remove_neurons(std::string_view name)
{
    require_free();
    auto const found = find_named(neurons_, name, "the layer has no neurons");
    std::erase_if(cells_, [&](CellNames const& cell) { return cell.second == found->first; });
    neurons_.erase(found);
}

bool Cell::trains() const
{
    return !layer_alive.expired() && layer->training() && connection->updater() != nullptr;
}

Connection& Layer::connection(std::string_view name) const
{
    return *find_named(connections_, name, "the layer has no connection")->second;
}

NeuronGroup& Layer::neurons(std::string_view name) const
{
    return *find_named(neurons_, name, "the layer has no neurons")->second;
}

std::vector<std::string> Layer::connection_names() const { return names_in(connections_); }

std::vector<std::string> Layer::neurons_names() const { return names_in(neurons_); }

Cell Layer::pair(std::string_view connection_name, std::string_view neurons_name)
{
    return {this,
            find_named(connections_, connection_name, "the layer has no connection")->second,
            find_named(neurons_, neurons_name, "the layer has no neurons")->second,
            alive_};
}

Cell Layer::add_cell(std::string_view connection_name, std::string_view neurons_name)
{
    Cell const found = pair(connection_name, neurons_name);
    CellNames const names{connection_name, neurons_name};
    if (std::find(cells_.begin(), cells_.end(), names) != cells_.end()) { return found; }
    require_free();
    require_fit(connection_name, *found.connection, neurons_name, *found.neurons);
    cells_.push_back(names);
    return found;
}

Cell Layer::cell(std::string_view connection_name, std::string_view neurons_name)
{
    Cell const found = pair(connection_name, neurons_name);
    CellNames const names{connection_name, neurons_name};
    INFERNO_REQUIRE(std::find(cells_.begin(), cells_.end(), names) != cells_.end(),
                    "the layer has no cell of connection \"" << connection_name
                                                             << "\" and neurons \"" << neurons_name
                                                             << "\"; add it with add_cell()");
    return found;
}

void Layer::remove_cell(std::string_view connection_name, std::string_view neurons_name)
{
    require_free();
    find_named(connections_, connection_name, "the layer has no connection");
    find_named(neurons_, neurons_name, "the layer has no neurons");
    std::erase(cells_, CellNames{connection_name, neurons_name});
}

std::vector<Cell> Layer::cells()
{
    std::vector<Cell> all;
    for (auto const& [connection_name, neurons_name] : cells_) {
        all.push_back(cell(connection_name, neurons_name));
    }
    return all;
}

RealView Layer::run_connection(std::string const& name, SpikeView spikes, LayerStep& step) const
{
    Connection& found = connection(name);
    INFERNO_REQUIRE(spikes.batch == found.batch() && spikes.elements == count(found.input_shape()),
                    "connection \"" << name << "\" with inputs " << to_string(found.input_shape())
                                    << " and batch " << found.batch() << " needs " << found.batch()
                                    << " x " << count(found.input_shape()) << " spikes, got "
                                    << spikes.batch << " x " << spikes.elements);
    auto const injected          = injected_na_.find(name);
    return step.outputs_na[name] = injected == injected_na_.end()
                                       ? found.forward(spikes)
                                       : found.forward(spikes, injected->second);
}

SpikeView Layer::run_neurons(std::string const& name,
                             NeuronInput const& input,
                             LayerStep& step) const
{
    NeuronGroup& found      = neurons(name);
    RealView const input_na = input.current_na;
    bool const there        = input_na.values != nullptr || input.conductance_count > 0;
    INFERNO_REQUIRE(there && input_na.batch == found.batch() && input_na.elements == found.size(),
                    "neurons \"" << name << "\" of shape " << to_string(found.shape())
                                 << " and batch " << found.batch() << " need " << found.batch()
                                 << " x " << found.size() << " input currents, the wiring gives "
                                 << (there ? "" : "no memory, ") << input_na.batch << " x "
                                 << input_na.elements);
    found.step(input);
    return step.spikes[name] = found.spikes();
}

NeuronInputs Layer::wiring(RealViews const& outputs)
{
    INFERNO_CHECK(StateError,
                  wiring_ != nullptr,
                  "the layer has no wiring: make it with a function or override wiring()");
    return wiring_(outputs);
}

LayerStep Layer::advance(SpikeViews const& inputs)
{
    for (auto const& [name, spikes] : inputs) {
        connection(name);
    }
    LayerStep step;
    for (auto const& [name, spikes] : inputs) {
        run_connection(name, spikes, step);
    }
    for (auto const& [name, input] : wiring(step.outputs_na)) {
        run_neurons(name, input, step);
    }
    return step;
}

LayerStep Layer::forward(SpikeViews const& inputs, InjectedCurrents const& injected_na)
{
    for (auto const& [name, currents] : injected_na) {
        INFERNO_REQUIRE(inputs.find(name) != inputs.end(),
                        "currents are injected into connection \""
                            << name << "\", which gets no spikes in this step");
    }
    BackendPointer const on = backend();
    INFERNO_CHECK(StateError, on != nullptr, "the layer has no parts yet");
    HeldStages held(*on);  // all is checked before anything runs
    injected_na_                    = injected_na;
    LayerStep step                  = advance(inputs);
    std::vector<Stage> const stages = held.take();
    hooks_.run(HookPoint::before_step, training_);
    for (Stage const& stage : stages) {
        on->submit(stage);
    }
    looks_.run(HookPoint::after_step, training_);
    hooks_.run(HookPoint::after_step, training_);
    return step;
}

void Layer::update()
{
    hooks_.run(HookPoint::before_update, training_);
    for (auto const& [name, connection] : connections_) {
        connection->update();
    }
    hooks_.run(HookPoint::after_update, training_);
}

void Layer::clear()
{
    for (auto const& [name, connection] : connections_) {
        connection->clear();
    }
    for (auto const& [name, neurons] : neurons_) {
        neurons->clear();
    }
}

void Layer::visit_state(StateVisitor& state)
{
    for (auto const& [name, connection] : connections_) {
        state.object("connections." + name, *connection);
    }
    for (auto const& [name, neurons] : neurons_) {
        state.object("neurons." + name, *neurons);
    }
}

void Layer::train(bool training)
{
    training_ = training;
    for (auto const& [name, neurons] : neurons_) {
        neurons->train(training);
    }
}

void Layer::look_while(std::weak_ptr<void const> alive, Hook look)
{
    looks_.add_while(std::move(alive), HookPoint::after_step, std::move(look), {true, false});
}

std::shared_ptr<TraceMonitor> Layer::watch(SpikeView spikes, TraceParams params, bool keeps_before)
{
    INFERNO_CHECK(StateError,
                  !connections_.empty(),
                  "the layer has no connection yet; add one before watching spikes");
    auto monitor = std::make_shared<TraceMonitor>(
        connections_.begin()->second->backend(), spikes, params, keeps_before);
    look_while(monitor, [looks = monitor.get()] { looks->observe(); });
    return monitor;
}

}  // namespace inferno
