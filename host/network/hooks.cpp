#include "inferno/network/hooks.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace inferno {

Normalization::Normalization(std::shared_ptr<Connection> connection,
                             std::string parameter,
                             Config const& config)
    : connection_(std::move(connection)), parameter_(std::move(parameter))
{
    INFERNO_REQUIRE(connection_ != nullptr, "normalization: the connection is null");
    INFERNO_REQUIRE(!std::isnan(config.order) && config.order != 0 && config.order > -HUGE_VAL,
                    "order: is " << config.order << ", must be a number or infinity, and not 0");
    INFERNO_REQUIRE(std::isfinite(config.scale) && config.scale != 0,
                    "scale: is " << config.scale << ", must be finite and not 0");
    INFERNO_REQUIRE(std::isfinite(config.epsilon) && config.epsilon > 0,
                    "epsilon: is " << config.epsilon << ", must be finite and greater than 0");
    Connection::Parameter const found = connection_->parameter(parameter_);
    stage_                            = normalization_of(found.layout, config.axes);
    stage_.parameter                  = found.memory->data();
    stage_.order                      = static_cast<Real>(config.order);
    stage_.scale                      = static_cast<Real>(config.scale);
    stage_.epsilon                    = static_cast<Real>(config.epsilon);
}

void Normalization::operator()() const
{
    connection_->backend()->submit(Stage(stage_));
    connection_->settle(parameter_);
}

Clamping::Clamping(std::shared_ptr<Connection> connection,
                   std::string parameter,
                   std::optional<double> low,
                   std::optional<double> high)
    : connection_(std::move(connection)), parameter_(std::move(parameter))
{
    INFERNO_REQUIRE(connection_ != nullptr, "clamping: the connection is null");
    connection_->parameter(parameter_);
    INFERNO_REQUIRE(low || high, "clamping: neither a minimum nor a maximum is given");
    INFERNO_REQUIRE(!(low && std::isnan(*low)) && !(high && std::isnan(*high)),
                    "clamping: a limit is not a number");
    // + 0: a limit of -0 must not leave -0 behind, which adding nothing would change
    if (low) { rule_.low = static_cast<Real>(*low) + Real{0}; }
    if (high) { rule_.high = static_cast<Real>(*high) + Real{0}; }
    INFERNO_REQUIRE(!low || !high || rule_.low < rule_.high,
                    "clamping: minimum " << *low << " must be less than maximum " << *high);
}

void Clamping::operator()() const
{
    Connection::Parameter const found = connection_->parameter(parameter_);
    connection_->backend()->submit(
        Stage(ClampParameter{rule_, found.memory->data(), found.memory->size()}));
    connection_->settle(parameter_);
}

Hooks::Id Hooks::add(HookPoint point, Hook hook, HookModes modes)
{
    return insert({0, point, std::move(hook), modes, std::nullopt});
}

Hooks::Id Hooks::add_while(std::weak_ptr<void const> alive,
                           HookPoint point,
                           Hook hook,
                           HookModes modes)
{
    std::erase_if(entries_, [](Entry const& entry) { return entry.gone(); });
    return insert({0, point, std::move(hook), modes, std::move(alive)});
}

Hooks::Id Hooks::insert(Entry entry)
{
    INFERNO_REQUIRE(entry.hook != nullptr, "hook: is empty");
    INFERNO_REQUIRE(entry.modes.training || entry.modes.evaluation,
                    "hook: runs neither in training nor in evaluation");
    entry.id = next_;
    entries_.push_back(std::move(entry));
    return next_++;
}

void Hooks::remove(Id id)
{
    auto const found = std::find_if(
        entries_.begin(), entries_.end(), [id](Entry const& entry) { return entry.id == id; });
    INFERNO_REQUIRE(found != entries_.end(), "hook: there is none of number " << id);
    entries_.erase(found);
}

std::size_t Hooks::size() const
{
    auto const gone =
        std::ranges::count_if(entries_, [](Entry const& entry) { return entry.gone(); });
    return entries_.size() - static_cast<std::size_t>(gone);
}

void Hooks::run(HookPoint point, bool training) const
{
    for (Entry const& entry : entries_) {
        bool const wanted = training ? entry.modes.training : entry.modes.evaluation;
        if (entry.point == point && wanted && !entry.gone()) { entry.hook(); }
    }
}

}  // namespace inferno
