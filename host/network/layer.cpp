#include "inferno/network/layer.hpp"

#include <algorithm>
#include <utility>

namespace inferno {
namespace {

template <class Map>
auto& find_named(Map const& map, std::string_view name, char const* what)
{
    auto const found = map.find(name);
    if (found != map.end()) { return *found->second; }
    std::vector<std::string_view> known;
    for (auto const& [known_name, object] : map) {
        known.push_back(known_name);
    }
    throw ArgumentError("the layer has no " + std::string(what) + " \"" + std::string(name) + "\"" +
                        suggestion(name, known));
}

void require_fit(Connection const& connection, NeuronGroup const& neurons)
{
    INFERNO_REQUIRE(connection.output_shape() == neurons.shape(),
                    "connection with outputs " << to_string(connection.output_shape())
                                               << " cannot feed neurons of shape "
                                               << to_string(neurons.shape()));
    INFERNO_REQUIRE(connection.batch() == neurons.batch(),
                    "connection with batch " << connection.batch()
                                             << " cannot feed neurons with batch "
                                             << neurons.batch());
    INFERNO_REQUIRE(connection.backend() == neurons.backend(),
                    "connection and neurons are on different backends: "
                        << connection.backend()->name() << " and " << neurons.backend()->name());
}

}  // namespace

void Layer::add_connection(std::string name, std::shared_ptr<Connection> connection)
{
    INFERNO_REQUIRE(connection != nullptr, "connection \"" << name << "\" is null");
    INFERNO_REQUIRE(connections_.find(name) == connections_.end(),
                    "connection \"" << name << "\" exists already");
    connections_.emplace(std::move(name), std::move(connection));
}

void Layer::add_neurons(std::string name, std::shared_ptr<NeuronGroup> neurons)
{
    INFERNO_REQUIRE(neurons != nullptr, "neurons \"" << name << "\" are null");
    INFERNO_REQUIRE(neurons_.find(name) == neurons_.end(),
                    "neurons \"" << name << "\" exist already");
    neurons_.emplace(std::move(name), std::move(neurons));
}

Connection& Layer::connection(std::string_view name) const
{
    return find_named(connections_, name, "connection");
}

NeuronGroup& Layer::neurons(std::string_view name) const
{
    return find_named(neurons_, name, "neurons");
}

Cell Layer::cell(std::string_view connection_name, std::string_view neurons_name)
{
    Cell const pair{this, &connection(connection_name), &neurons(neurons_name)};
    require_fit(*pair.connection, *pair.neurons);
    return pair;
}

void Layer::forward(std::map<std::string, SpikeView> const& inputs)
{
    for (auto const& [name, spikes] : inputs) {
        connection(name);
    }
    std::map<std::string, RealView> outputs;
    for (auto const& [name, spikes] : inputs) {
        outputs[name] = connection(name).forward(spikes);
    }
    for (auto const& [name, input] : wiring(outputs)) {
        neurons(name).step(input);
    }
    if (!training_) { return; }
    std::erase_if(monitors_, [](auto const& monitor) { return monitor.expired(); });
    for (auto const& monitor : monitors_) {
        monitor.lock()->observe();
    }
}

void Layer::update()
{
    for (auto const& [name, connection] : connections_) {
        connection->update();
    }
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

void Layer::train(bool training)
{
    training_ = training;
    for (auto const& [name, neurons] : neurons_) {
        neurons->train(training);
    }
}

std::shared_ptr<TraceMonitor> Layer::watch(SpikeView spikes, TraceParams params)
{
    INFERNO_CHECK(StateError,
                  !connections_.empty(),
                  "the layer has no connection yet; add one before watching spikes");
    for (auto const& known : monitors_) {
        auto monitor = known.lock();
        if (monitor && monitor->equals(spikes, params)) { return monitor; }
    }
    auto monitor =
        std::make_shared<TraceMonitor>(connections_.begin()->second->backend(), spikes, params);
    monitors_.push_back(monitor);
    return monitor;
}

Serial::Serial(std::shared_ptr<Connection> connection, std::shared_ptr<NeuronGroup> neurons)
    : connection_(std::move(connection)), neurons_(std::move(neurons))
{
    add_connection(part, connection_);
    add_neurons(part, neurons_);
    require_fit(*connection_, *neurons_);
}

SpikeView Serial::operator()(SpikeView spikes)
{
    forward({{part, spikes}});
    return neurons_->spikes();
}

}  // namespace inferno
