#include "inferno/network/neurons.hpp"

#include <cmath>

namespace inferno {

NeuronGroup::NeuronGroup(BackendPointer backend, Shape shape, Index batch, double step_time_ms)
    : backend_(std::move(backend)),
      shape_(std::move(shape)),
      batch_(batch),
      spikes_(backend_, batch, count(shape_))
{
    INFERNO_REQUIRE(std::isfinite(step_time_ms) && step_time_ms > 0,
                    "step_time_ms: is " << step_time_ms << ", must be greater than 0");
    mode_.step_time_ms = static_cast<Real>(step_time_ms);
}

void NeuronGroup::step(RealView input_na)
{
    INFERNO_REQUIRE(input_na.batch == batch_ && input_na.elements == size(),
                    "neurons of shape " << to_string(shape_) << " and batch " << batch_ << " need "
                                        << batch_ << " x " << size() << " input currents, got "
                                        << input_na.batch << " x " << input_na.elements);
    submit(input_na);
}

std::vector<std::string> NeuronGroup::column_names() const
{
    std::vector<std::string> names;
    for (auto const& [name, column] : const_cast<NeuronGroup*>(this)->columns()) {
        names.push_back(name);
    }
    return names;
}

Buffer<Real>& NeuronGroup::column(std::string_view name)
{
    auto const all   = columns();
    auto const found = all.find(name);
    if (found != all.end()) { return *found->second; }
    std::vector<std::string_view> known;
    for (auto const& [known_name, column] : all) {
        known.push_back(known_name);
    }
    throw ArgumentError("neurons have no state \"" + std::string(name) + "\"" +
                        suggestion(name, known));
}

std::vector<Real> NeuronGroup::adaptation() const
{
    std::vector<Real> const by_component = adaptation_.download();
    std::vector<Real> by_neuron(by_component.size());
    for (Index n = 0; n < size(); ++n) {
        for (Index k = 0; k < components_; ++k) {
            by_neuron[static_cast<std::size_t>(n * components_ + k)] =
                by_component[static_cast<std::size_t>(k * size() + n)];
        }
    }
    return by_neuron;
}

void NeuronGroup::set_adaptation(std::span<Real const> values)
{
    INFERNO_REQUIRE(std::ssize(values) == components_ * size(),
                    "adaptation: " << values.size() << " values given, " << size() << " x "
                                   << components_ << " expected");
    std::vector<Real> by_component(values.size());
    for (Index n = 0; n < size(); ++n) {
        for (Index k = 0; k < components_; ++k) {
            by_component[static_cast<std::size_t>(k * size() + n)] =
                values[static_cast<std::size_t>(n * components_ + k)];
        }
    }
    adaptation_.upload(by_component);
}

void NeuronGroup::clear(bool keep_adaptations)
{
    spikes_.clear();
    reset_columns();
    if (!keep_adaptations) { adaptation_.clear(); }
}

void NeuronGroup::add_adaptation(std::vector<Real> const& decay, std::vector<Real> const& increment)
{
    components_           = std::ssize(decay);
    adaptation_           = Buffer<Real>(backend_, components_ * size());
    adaptation_sums_      = Buffer<Real>(backend_, components_ * size());
    adaptation_decay_     = Buffer<Real>(backend_, std::span<Real const>(decay));
    adaptation_increment_ = Buffer<Real>(backend_, std::span<Real const>(increment));
}

AdaptationView NeuronGroup::adaptation_view()
{
    return {adaptation_.data(),
            adaptation_sums_.data(),
            adaptation_decay_.data(),
            adaptation_increment_.data(),
            components_};
}

}  // namespace inferno
