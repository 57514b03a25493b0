#include "inferno/network/connection.hpp"

#include <cmath>
#include <utility>

namespace inferno {
namespace {

void require_finite(char const* name, std::span<Real const> values, Index expected)
{
    INFERNO_REQUIRE(std::ssize(values) == expected,
                    name << ": " << values.size() << " values given, " << expected << " expected");
    for (std::size_t i = 0; i < values.size(); ++i) {
        INFERNO_REQUIRE(std::isfinite(values[i]),
                        name << "[" << i << "]: is " << values[i] << ", must be finite");
    }
}

//! -0 as 0: an update may or may not visit a silent weight, and x + 0 would tell.
std::vector<Real> without_negative_zeros(std::vector<Real> values)
{
    for (Real& value : values) {
        value += Real{0};
    }
    return values;
}

}  // namespace

Connection::Connection(BackendPointer backend,
                       Shape inputs,
                       Shape outputs,
                       ConnectionConfig const& config)
    : backend_(std::move(backend)),
      inputs_(std::move(inputs)),
      outputs_(std::move(outputs)),
      config_(config),
      synapse_(backend_, config.batch, count(inputs_), config.step_time_ms, config.synapse)
{
    output_ = Buffer<Real>(backend_, config.batch * count(outputs_));
    if (config.bias) { bias_ = Buffer<Real>(backend_, count(outputs_)); }
}

RealView Connection::forward(SpikeView spikes)
{
    INFERNO_REQUIRE(spikes.batch == batch() && spikes.elements == count(inputs_),
                    "connection with inputs " << to_string(inputs_) << " and batch " << batch()
                                              << " needs " << batch() << " x " << count(inputs_)
                                              << " spikes, got " << spikes.batch << " x "
                                              << spikes.elements);
    synapse_.forward(spikes);
    submit_mapping(spikes);
    return {output_.data(), count(outputs_), batch()};
}

void Connection::set_weight(std::span<Real const> values)
{
    require_finite("weight", values, count(weight_shape()));
    weight_.upload(without_negative_zeros(to_memory(values)));
    if (updater_) { updater_->settle(); }
}

void Connection::set_bias(std::span<Real const> values)
{
    INFERNO_CHECK(StateError, biased(), "bias: this connection was made without one");
    require_finite("bias", values, count(outputs_));
    bias_.upload(values);
    if (updater_) { updater_->settle(); }
}

Updater& Connection::make_updater()
{
    updater_ = std::make_unique<Updater>();
    updater_->add("weight", weight_, lateral());
    if (biased()) { updater_->add("bias", bias_); }
    return *updater_;
}

void Connection::update()
{
    if (updater_) { updater_->update(); }
}

void Connection::clear()
{
    synapse_.clear();
    if (updater_) { updater_->clear(); }
}

void Connection::normalize_weight(double order,
                                  double scale,
                                  std::optional<int> axis,
                                  double epsilon)
{
    INFERNO_REQUIRE(std::isfinite(order) && order != 0,
                    "order: is " << order << ", must be finite and not 0");
    INFERNO_REQUIRE(std::isfinite(scale) && scale != 0,
                    "scale: is " << scale << ", must be finite and not 0");
    INFERNO_REQUIRE(epsilon > 0, "epsilon: is " << epsilon << ", must be greater than 0");
    NormalizeParameter stage = normalization(axis);
    stage.parameter          = weight_.data();
    stage.order              = static_cast<Real>(order);
    stage.scale              = static_cast<Real>(scale);
    stage.epsilon            = static_cast<Real>(epsilon);
    backend_->submit(Stage(stage));
    if (updater_) { updater_->settle(); }
}

LinearDense::LinearDense(BackendPointer backend,
                         Shape inputs,
                         Shape outputs,
                         ConnectionConfig const& config)
    : Connection(std::move(backend), std::move(inputs), std::move(outputs), config)
{
    make_weight(count(input_shape()) * count(output_shape()));
}

void LinearDense::submit_mapping(SpikeView spikes)
{
    DenseMapping stage;
    stage.spikes       = spikes;
    stage.per_spike_na = per_spike_na();
    stage.weight       = weight_data();
    stage.bias         = bias_data();
    stage.output       = output();
    stage.targets      = count(output_shape());
    backend()->submit(Stage(stage));
}

std::vector<Real> LinearDense::to_memory(std::span<Real const> values) const
{
    Index const sources = count(input_shape());
    Index const targets = count(output_shape());
    std::vector<Real> memory(values.size());
    for (Index o = 0; o < targets; ++o) {
        for (Index i = 0; i < sources; ++i) {
            memory[static_cast<std::size_t>(i * targets + o)] =
                values[static_cast<std::size_t>(o * sources + i)];
        }
    }
    return memory;
}

std::vector<Real> LinearDense::from_memory(std::span<Real const> memory) const
{
    Index const sources = count(input_shape());
    Index const targets = count(output_shape());
    std::vector<Real> values(memory.size());
    for (Index o = 0; o < targets; ++o) {
        for (Index i = 0; i < sources; ++i) {
            values[static_cast<std::size_t>(o * sources + i)] =
                memory[static_cast<std::size_t>(i * targets + o)];
        }
    }
    return values;
}

void LinearDense::propose(StdpView const& stdp)
{
    INFERNO_CHECK(StateError,
                  updater() != nullptr,
                  "STDP: the connection has no updater; call make_updater() first");
    StdpDense stage;
    stage.view = stdp;
    (*updater())["weight"].propose(stage);
}

NormalizeParameter LinearDense::normalization(std::optional<int> axis) const
{
    INFERNO_REQUIRE(!axis || (*axis >= -2 && *axis <= 1),
                    "axis: is " << *axis << ", must be -2, -1, 0 or 1");
    NormalizeParameter stage;
    Index const sources = count(input_shape());
    Index const targets = count(output_shape());
    bool const last     = axis && (*axis == -1 || *axis == 1);
    stage.groups        = axis ? (last ? targets : sources) : 1;
    stage.members       = axis ? (last ? sources : targets) : sources * targets;
    stage.group_stride  = last ? 1 : targets;
    stage.member_stride = last ? targets : 1;
    return stage;
}

LinearLateral::LinearLateral(BackendPointer backend, Shape shape, ConnectionConfig const& config)
    : LinearDense(std::move(backend), shape, shape, config)
{
}

std::vector<Real> LinearLateral::to_memory(std::span<Real const> values) const
{
    std::vector<Real> memory = LinearDense::to_memory(values);
    Index const n            = count(input_shape());
    for (Index i = 0; i < n; ++i) {
        memory[static_cast<std::size_t>(i * n + i)] = 0;
    }
    return memory;
}

LinearDirect::LinearDirect(BackendPointer backend, Shape shape, ConnectionConfig const& config)
    : Connection(std::move(backend), shape, shape, config)
{
    make_weight(count(input_shape()));
}

void LinearDirect::submit_mapping(SpikeView spikes)
{
    DirectMapping stage;
    stage.spikes       = spikes;
    stage.per_spike_na = per_spike_na();
    stage.weight       = weight_data();
    stage.bias         = bias_data();
    stage.output       = output();
    backend()->submit(Stage(stage));
}

void LinearDirect::propose(StdpView const& stdp)
{
    INFERNO_CHECK(StateError,
                  updater() != nullptr,
                  "STDP: the connection has no updater; call make_updater() first");
    StdpDirect stage;
    stage.view = stdp;
    (*updater())["weight"].propose(stage);
}

NormalizeParameter LinearDirect::normalization(std::optional<int> axis) const
{
    INFERNO_REQUIRE(!axis || *axis == -1 || *axis == 0,
                    "axis: is " << *axis << ", must be -1 or 0");
    NormalizeParameter stage;
    stage.groups  = 1;
    stage.members = count(input_shape());
    return stage;
}

}  // namespace inferno
