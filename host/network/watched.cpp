#include <utility>

#include "inferno/network/observation.hpp"

namespace inferno {
namespace {

//! A sample of this shape for each of the batch.
Watched in_batch(BackendPointer const& backend, Quantity quantity, Shape shape)
{
    shape.insert(shape.begin(), quantity.batch);
    return {backend, quantity, in_order(std::move(shape))};
}

//! Memory that is not split into samples.
Quantity whole(Buffer<Real> const& memory) { return RealView{memory.data(), memory.size(), 1}; }

}  // namespace

Watched watched(BackendPointer const& backend, Quantity quantity)
{
    INFERNO_REQUIRE(backend != nullptr && quantity.there(), "there is nothing to be watched");
    return in_batch(backend, quantity, {quantity.elements});
}

Watched input_of(Connection const& connection)
{
    return in_batch(connection.backend(), connection.synapse_spikes(), connection.input_shape());
}

Watched output_of(Connection const& connection)
{
    return in_batch(connection.backend(), connection.output(), connection.output_shape());
}

Watched output_of(NeuronGroup const& neurons)
{
    return in_batch(neurons.backend(), neurons.spikes(), neurons.shape());
}

Watched state_of(NeuronGroup& neurons, std::string_view name)
{
    if (name == "spikes") { return output_of(neurons); }
    if (name == "adaptation" && neurons.components() > 0) {
        RealView const memory{
            neurons.adaptation_memory().data(), neurons.size(), neurons.components()};
        return {neurons.backend(), memory, first_axis_last({neurons.size(), neurons.components()})};
    }
    RealView const column{neurons.column(name).data(), neurons.size(), neurons.batch()};
    return in_batch(neurons.backend(), column, neurons.shape());
}

Watched state_of(Connection& connection, std::string_view name)
{
    if (name == "output") { return output_of(connection); }
    std::string_view const prefix = "synapse.";
    if (!name.starts_with(prefix)) {
        auto const [memory, layout] = connection.parameter(name);
        return {connection.backend(), whole(*memory), layout};
    }
    std::string_view const part = name.substr(prefix.size());
    if (part == "spikes") { return input_of(connection); }
    auto const columns                  = connection.synapse().columns();
    std::vector<std::string_view> known = {"spikes"};
    for (auto const& [known_name, column] : columns) {
        if (known_name == part) {
            return in_batch(connection.backend(), column, connection.input_shape());
        }
        known.push_back(known_name);
    }
    throw ArgumentError("the synapses have no state \"" + std::string(part) + "\"" +
                        suggestion(part, known));
}

}  // namespace inferno
