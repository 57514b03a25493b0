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
                       ConnectionConfig const& config,
                       ConnectionForm form)
    : backend_(std::move(backend)),
      inputs_(std::move(inputs)),
      outputs_(std::move(outputs)),
      config_(config),
      form_(std::move(form)),
      synapse_(config.synapse.make({backend_,
                                    config.batch,
                                    count(inputs_),
                                    config.step_time_ms,
                                    config.delay_ms.value_or(0),
                                    config.reading,
                                    config.delay_ms ? form_.weight.size() : 0})),
      output_(backend_, config.batch * count(outputs_)),
      weight_(backend_, form_.weight.size())
{
    if (config.bias) { bias_ = Buffer<Real>(backend_, form_.direct ? count(outputs_) : targets()); }
    if (delayed()) {
        delay_ = Buffer<Real>(backend_, form_.weight.size());
        locate_delays();
    }
}

RealView Connection::forward(SpikeView spikes, std::span<RealView const> injected_na)
{
    INFERNO_REQUIRE(spikes.batch == batch() && spikes.elements == count(inputs_),
                    "connection with inputs " << to_string(inputs_) << " and batch " << batch()
                                              << " needs " << batch() << " x " << count(inputs_)
                                              << " spikes, got " << spikes.batch << " x "
                                              << spikes.elements);
    SynapseTargets to;
    to.direct = form_.direct;
    to.map    = {form_.windows, targets(), weight_.data(), bias_.data(), output_.data()};
    synapse_->forward(spikes, injected_na, to);
    return output();
}

RealView Connection::output() const
{
    std::optional<double> const reversal = reversal_mv();
    return {output_.data(),
            count(outputs_),
            batch(),
            reversal.has_value(),
            static_cast<Real>(reversal.value_or(0))};
}

void Connection::zero_diagonal(std::vector<Real>& memory) const
{
    if (!form_.lateral) { return; }
    Index const n = form_.weight.shape.front();
    for (Index i = 0; i < n; ++i) {
        memory[static_cast<std::size_t>(i * n + i)] = 0;
    }
}

void Connection::set_weight(std::span<Real const> values)
{
    require_finite("weight", values, form_.weight.size());
    std::vector<Real> memory = without_negative_zeros(form_.weight.to_memory(values));
    zero_diagonal(memory);
    weight_.upload(memory);
    settle("weight");
}

void Connection::set_bias(std::span<Real const> values)
{
    INFERNO_CHECK(StateError, biased(), "bias: this connection was made without one");
    require_finite("bias", values, bias_.size());
    bias_.upload(values);
    settle("bias");
}

std::vector<Real> Connection::delay_ms() const
{
    INFERNO_CHECK(StateError, delayed(), "delay: this connection was made without delays");
    return form_.weight.from_memory(delay_.download());
}

void Connection::set_delay_ms(std::span<Real const> values)
{
    INFERNO_CHECK(StateError, delayed(), "delay: this connection was made without delays");
    require_finite("delay", values, form_.weight.size());
    auto const longest_ms = static_cast<Real>(*config_.delay_ms);
    for (std::size_t i = 0; i < values.size(); ++i) {
        INFERNO_REQUIRE(values[i] >= 0 && values[i] <= longest_ms,
                        "delay[" << i << "]: is " << values[i] << " ms, must be from 0 to "
                                 << longest_ms << ", the longest of this connection");
    }
    std::vector<Real> memory = form_.weight.to_memory(values);
    zero_diagonal(memory);
    delay_.upload(memory);
    settle("delay");
}

Connection::Parameter Connection::parameter(std::string_view name)
{
    if (name == "weight") { return {&weight_, form_.weight}; }
    if (name == "bias" && biased()) {
        bool const shared = bias_.size() != count(outputs_);
        return {&bias_, in_order(shared ? Shape{bias_.size()} : outputs_)};
    }
    if (name == "delay" && delayed()) { return {&delay_, form_.weight}; }
    std::vector<std::string_view> known = {"weight"};
    if (biased()) { known.push_back("bias"); }
    if (delayed()) { known.push_back("delay"); }
    throw ArgumentError("the connection has no parameter \"" + std::string(name) + "\"" +
                        suggestion(name, known));
}

void Connection::settle(std::string_view name)
{
    Parameter const changed = parameter(name);
    if (updater_) { return (*updater_)[name].settle(); }
    if (form_.lateral && name != "bias") {
        backend_->submit(Stage(ZeroDiagonal{changed.memory->data(), targets()}));
    }
    if (name == "delay") { locate_delays(); }
}

void Connection::locate_delays()
{
    synapse_->locate(delay_);
    std::erase_if(delay_followers_, [](auto const& entry) { return entry.first.expired(); });
    for (auto const& [follower, follow] : delay_followers_) {
        follow();
    }
}

void Connection::on_delays(std::weak_ptr<void> follower, std::function<void()> follow)
{
    delay_followers_.emplace_back(std::move(follower), std::move(follow));
}

Updater& Connection::make_updater()
{
    updater_ = std::make_unique<Updater>();
    updater_->add("weight", weight_, form_.lateral);
    if (biased()) { updater_->add("bias", bias_); }
    if (delayed()) {
        updater_->add("delay", delay_, form_.lateral);
        (*updater_)["delay"].on_change([this] { locate_delays(); });
    }
    return *updater_;
}

void Connection::update()
{
    if (updater_) { updater_->update(); }
}

void Connection::clear()
{
    synapse_->clear();
    if (updater_) { updater_->clear(); }
}

Accumulator& Connection::to_train(std::string_view parameter)
{
    INFERNO_CHECK(StateError,
                  updater() != nullptr,
                  "training: the connection has no updater; call make_updater() first");
    return (*updater())[parameter];
}

WeightPairs Connection::pairs(std::string_view parameter) const
{
    if (parameter == "bias") { return {{}, bias_.size(), true, false}; }
    return {form_.windows, targets(), form_.direct, form_.lateral};
}

void Connection::propose(SpikeRule const& rule)
{
    if (!dense() || !skips_silence(rule)) { return propose("weight", rule); }
    StdpDense stage;
    stage.rule = rule;
    to_train("weight").propose(stage);
}

void Connection::propose(EligibilityDense const& memory, std::size_t noted_at)
{
    to_train("weight").propose(
        Learn<EligibilityRule>{pairs(), memory.rewarded()}, memory, noted_at);
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
    NormalizeParameter stage =
        normalization_of(form_.weight, axis ? std::vector<int>{*axis} : std::vector<int>{});
    stage.parameter = weight_.data();
    stage.order     = static_cast<Real>(order);
    stage.scale     = static_cast<Real>(scale);
    stage.epsilon   = static_cast<Real>(epsilon);
    backend_->submit(Stage(stage));
    settle("weight");
}

namespace {

ConnectionForm dense_form(Shape const& inputs, Shape const& outputs, bool lateral)
{
    ConnectionForm form;
    form.weight  = first_axis_last({count(outputs), count(inputs)});
    form.windows = whole_input(count(inputs));
    form.lateral = lateral;
    return form;
}

}  // namespace

LinearDense::LinearDense(BackendPointer backend,
                         Shape inputs,
                         Shape outputs,
                         ConnectionConfig const& config)
    : LinearDense(std::move(backend), std::move(inputs), std::move(outputs), config, false)
{
}

LinearDense::LinearDense(BackendPointer backend,
                         Shape inputs,
                         Shape outputs,
                         ConnectionConfig const& config,
                         bool lateral)
    : Connection(std::move(backend), inputs, outputs, config, dense_form(inputs, outputs, lateral))
{
}

LinearLateral::LinearLateral(BackendPointer backend, Shape shape, ConnectionConfig const& config)
    : LinearDense(std::move(backend), shape, shape, config, true)
{
}

namespace {

ConnectionForm direct_form(Shape const& shape)
{
    ConnectionForm form;
    form.weight = in_order({count(shape)});
    form.direct = true;
    return form;
}

}  // namespace

LinearDirect::LinearDirect(BackendPointer backend, Shape shape, ConnectionConfig const& config)
    : Connection(std::move(backend), shape, shape, config, direct_form(shape))
{
}

}  // namespace inferno
