#include "inferno/network/biclique.hpp"

#include <utility>

namespace inferno {

Biclique::Biclique(std::vector<Input> connections, std::vector<Output> neurons, Combine combine)
    : inputs_(std::move(connections)), outputs_(std::move(neurons))
{
    add_parts();
    combination_.emplace(inputs_.front().connection->backend(), combine);
}

Biclique::Biclique(std::vector<Input> connections, std::vector<Output> neurons, Function combine)
    : inputs_(std::move(connections)), outputs_(std::move(neurons)), function_(std::move(combine))
{
    INFERNO_REQUIRE(function_ != nullptr, "Biclique: the function that combines is empty");
    add_parts();
}

void Biclique::add_parts()
{
    INFERNO_REQUIRE(!inputs_.empty(), "Biclique: needs at least one connection");
    INFERNO_REQUIRE(!outputs_.empty(), "Biclique: needs at least one group of neurons");
    for (Input const& input : inputs_) {
        add_connection(input.name, input.connection);
    }
    for (Output const& output : outputs_) {
        add_neurons(output.name, output.neurons);
    }
    for (Input const& input : inputs_) {
        for (Output const& output : outputs_) {
            add_cell(input.name, output.name);
        }
    }
    fix_parts("Biclique");
}

NeuronInputs Biclique::wiring(RealViews const& outputs)
{
    if (outputs.empty()) { return {}; }
    RealViews by_name;
    std::vector<RealView> conductances;
    std::vector<Combination::Operand> in_order;
    for (Input const& input : inputs_) {
        auto const found = outputs.find(input.name);
        if (found == outputs.end()) { continue; }
        RealView const current = input.transform ? input.transform(found->second) : found->second;
        if (current.is_conductance) {
            conductances.push_back(current);
            continue;
        }
        in_order.emplace_back(input.name, current);
        by_name[input.name] = current;
    }
    std::optional<RealView> together;
    if (!in_order.empty()) {
        together = function_ ? function_(by_name) : (*combination_)(in_order);
    }
    NeuronInputs wired;
    for (Output const& output : outputs_) {
        std::vector<RealView> views = conductances;
        if (together) {
            views.push_back(output.transform ? output.transform(*together) : *together);
        }
        wired[output.name] = NeuronInput(views);
    }
    return wired;
}

}  // namespace inferno
