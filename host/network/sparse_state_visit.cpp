#include <sstream>

#include "network/sparse_state.hpp"

namespace inferno::host {
namespace {

template <class T>
void array(StateVisitor& state, std::string const& name, std::vector<T>& values, Shape const& shape)
{
    values.resize(static_cast<std::size_t>(count(shape)));
    state.array(name, values, shape);
}

std::vector<Fired> spikes_in(std::span<std::byte const> bytes)
{
    std::vector<Fired> spikes(bytes.size() / sizeof(Fired));
    std::ranges::copy(bytes.first(spikes.size() * sizeof(Fired)),
                      std::as_writable_bytes(std::span(spikes)).begin());
    return spikes;
}

//! What is wrong with the first spike that cannot be; empty: nothing.
std::string fault_of_spikes(std::span<std::byte const> bytes, Index neurons, Index longest_delay)
{
    std::ostringstream text;
    if (bytes.size() % sizeof(Fired) != 0) { text << "has no pairs"; }
    for (Fired const spike : spikes_in(bytes)) {
        if (Index{spike.neuron} >= neurons) {
            text << "has a neuron " << spike.neuron << ", there are " << neurons;
        } else if (spike.step < 1 || Index{spike.step} > longest_delay + 1) {
            text << "has a spike " << spike.step << " steps ago, must be from 1 to "
                 << longest_delay + 1;
        } else {
            continue;
        }
        break;
    }
    return text.str();
}

}  // namespace

void PlasticState::make_room()
{
    auto const size = [](Index count) { return static_cast<std::size_t>(count); };
    source_steps.resize(size(sources));
    source_fast.resize(size(sources));
    source_slow.resize(size(sources));
    target_counts.resize(size(targets));
    target_steps.resize(size(targets * kept));
    target_fast.resize(size(targets * kept));
    target_slow.resize(size(targets * kept));
}

void PlasticState::visit(StateVisitor& state, std::string const& prefix)
{
    array(state, prefix + "weights", weights, {synapses});
    array(state, prefix + "source_steps", source_steps, {sources});
    array(state, prefix + "source_fast", source_fast, {sources});
    array(state, prefix + "source_slow", source_slow, {sources});
    array(state, prefix + "target_counts", target_counts, {targets});
    array(state, prefix + "target_steps", target_steps, {targets, kept});
    array(state, prefix + "target_fast", target_fast, {targets, kept});
    array(state, prefix + "target_slow", target_slow, {targets, kept});
}

void SparseState::visit(StateVisitor& state)
{
    state.counter("step", step);
    state.entry({"spikes",
                 StateType::u32,
                 {std::ssize(spikes), 2},
                 [this](std::span<std::byte> to) {
                     std::ranges::copy(std::as_bytes(std::span(spikes)), to.begin());
                 },
                 [this](std::span<std::byte const> from) { spikes = spikes_in(from); },
                 [this](std::span<std::byte const> from) {
                     return fault_of_spikes(from, neurons, longest_delay);
                 },
                 true});
    array(state, "arrivals", arrivals, {arrival_counts});
    for (std::size_t k = 0; k < plastic.size(); ++k) {
        plastic[k].visit(state, "plastic_" + std::to_string(k) + "_");
    }
}

}  // namespace inferno::host
