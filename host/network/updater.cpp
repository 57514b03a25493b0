#include "inferno/network/updater.hpp"

#include <vector>

namespace inferno {

void Updater::add(std::string name, Buffer<Real>& parameter, bool lateral)
{
    accumulators_.emplace(std::move(name), Accumulator(parameter, lateral));
}

Accumulator& Updater::operator[](std::string_view name)
{
    auto const found = accumulators_.find(name);
    if (found != accumulators_.end()) { return found->second; }
    std::vector<std::string_view> known;
    for (auto const& [known_name, accumulator] : accumulators_) {
        known.push_back(known_name);
    }
    throw ArgumentError("the updater does not train \"" + std::string(name) + "\"" +
                        suggestion(name, known));
}

void Updater::update()
{
    for (auto& [name, accumulator] : accumulators_) {
        accumulator.update();
    }
}

void Updater::clear()
{
    for (auto& [name, accumulator] : accumulators_) {
        accumulator.clear();
    }
}

void Updater::visit_state(StateVisitor& state)
{
    for (auto& [name, accumulator] : accumulators_) {
        state.object(name, accumulator);
    }
}

void Updater::settle()
{
    for (auto& [name, accumulator] : accumulators_) {
        accumulator.settle();
    }
}

}  // namespace inferno
