#include "inferno/network/neurons.hpp"

#include <cmath>

#include "inferno/state/values.hpp"

namespace inferno {

NeuronInput::NeuronInput(std::initializer_list<RealView> views)
    : NeuronInput(std::vector<RealView>(views))
{
}

NeuronInput::NeuronInput(std::vector<RealView> const& views)
{
    for (RealView const& view : views) {
        add(view);
    }
}

void NeuronInput::add(RealView view)
{
    if (!view.is_conductance) {
        INFERNO_REQUIRE(current_na.values == nullptr,
                        "input of neurons: takes one current; combine several first");
        current_na = view;
        return;
    }
    INFERNO_REQUIRE(conductance_count < most_conductances,
                    "input of neurons: takes " << most_conductances
                                               << " conductances with their reversal potentials");
    auto const at    = static_cast<std::size_t>(conductance_count++);
    conductances[at] = {view.values, view.reversal_mv};
    if (current_na.elements == 0) { current_na = {nullptr, view.elements, view.batch}; }
    INFERNO_REQUIRE(current_na.elements == view.elements && current_na.batch == view.batch,
                    "input of neurons: " << current_na.batch << " x " << current_na.elements
                                         << " and " << view.batch << " x " << view.elements
                                         << " do not go together");
}

NeuronGroup::NeuronGroup(BackendPointer backend, Shape shape, Index batch, double step_time_ms)
    : backend_(std::move(backend)),
      shape_(std::move(shape)),
      batch_(batch),
      spikes_(backend_, batch, count(shape_))
{
    require_positive("step_time_ms", step_time_ms, 1);
    mode_.step_time_ms = static_cast<Real>(step_time_ms);
}

void NeuronGroup::step(NeuronInput const& input)
{
    RealView const current_na = input.current_na;
    INFERNO_REQUIRE(current_na.batch == batch_ && current_na.elements == size(),
                    "neurons of shape " << to_string(shape_) << " and batch " << batch_ << " need "
                                        << batch_ << " x " << size() << " input currents, got "
                                        << current_na.batch << " x " << current_na.elements);
    int const most = NeuronInput::most_conductances;
    INFERNO_REQUIRE(input.conductance_count >= 0 && input.conductance_count <= most,
                    "neurons of shape " << to_string(shape_) << " are given "
                                        << input.conductance_count
                                        << " conductances, must be from 0 to " << most);
    INFERNO_REQUIRE(
        current_na.values != nullptr || input.conductance_count > 0,
        "neurons of shape " << to_string(shape_) << " are given neither currents nor conductances");
    for (int k = 0; k < input.conductance_count; ++k) {
        auto const [values_us, reversal_mv] = input.conductances[static_cast<std::size_t>(k)];
        INFERNO_REQUIRE(values_us != nullptr, "conductance " << k << ": has no values");
        INFERNO_REQUIRE(std::isfinite(reversal_mv),
                        "conductance " << k << ": has the reversal potential " << reversal_mv
                                       << " mV, must be finite");
    }
    submit(input);
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

void NeuronGroup::resize_batch(Index batch)
{
    INFERNO_REQUIRE(batch > 0, "batch: is " << batch << ", must be from 1");
    SpikeBuffer spikes(backend_, batch, size());
    resize_columns(batch);
    spikes_ = std::move(spikes);
    batch_  = batch;
    clear();
}

void NeuronGroup::train(bool training)
{
    training_   = training;
    mode_.adapt = forced_adaptation_.value_or(training_);
}

void NeuronGroup::reduce_adaptation(BatchReduction reduction)
{
    INFERNO_REQUIRE(is_common(reduction), "adaptation reduction: must be mean, sum, max or min");
    adaptation_reduction_ = reduction;
}

void NeuronGroup::force_adaptation(std::optional<bool> moves)
{
    forced_adaptation_ = moves;
    train(training_);
}

void NeuronGroup::add_adaptation(Index components)
{
    components_        = components;
    adaptation_        = Buffer<Real>(backend_, components_ * size());
    joined_adaptation_ = Buffer<Real>(backend_, components_ * size());
}

AdaptationView NeuronGroup::adaptation_view()
{
    return {adaptation_.data(), joined_adaptation_.data(), components_, adaptation_reduction_};
}

void NeuronGroup::visit_state(StateVisitor& state)
{
    state.constant("model", model());
    state.constant("shape", shape_);
    state.constant("batch", batch_);
    state.constant("step_time_ms", mode_.step_time_ms);
    for (auto const& [name, column] : columns()) {
        state.array(name, *column, {batch_, size()});
    }
    if (components_ > 0) { state.array("adaptation", adaptation_, {components_, size()}); }
    state.spikes("spikes", spikes_);
}

void force_spikes(Neurons<ExactNeuron>& neurons, std::span<std::uint8_t const> fired)
{
    Buffer<Real>& forced = neurons.column("forced");
    INFERNO_REQUIRE(fired.empty() || std::ssize(fired) == forced.size(),
                    "neurons of shape " << to_string(neurons.shape()) << " and batch "
                                        << neurons.batch() << " need " << forced.size()
                                        << " spikes, got " << fired.size());
    std::vector<Real> signs(static_cast<std::size_t>(forced.size()));
    for (std::size_t i = 0; i < fired.size(); ++i) {
        signs[i] = fired[i] != 0 ? Real{1} : Real{-1};
    }
    forced.upload(signs);
}

}  // namespace inferno
