#include "inferno/network/stdp.hpp"

#include <cmath>

namespace inferno {
namespace {

void require_valid(STDP::Config const& config)
{
    INFERNO_REQUIRE(std::isfinite(config.lr_post),
                    "lr_post: is " << config.lr_post << ", must be finite");
    INFERNO_REQUIRE(std::isfinite(config.lr_pre),
                    "lr_pre: is " << config.lr_pre << ", must be finite");
    INFERNO_REQUIRE(config.tc_post_ms > 0,
                    "tc_post_ms: is " << config.tc_post_ms << ", must be greater than 0");
    INFERNO_REQUIRE(config.tc_pre_ms > 0,
                    "tc_pre_ms: is " << config.tc_pre_ms << ", must be greater than 0");
}

}  // namespace

STDP::STDP(Config const& config) : config_(config) { require_valid(config); }

void STDP::register_cell(std::string const& name, Cell const& cell, std::optional<Config> config)
{
    Config const chosen = config.value_or(config_);
    require_valid(chosen);
    INFERNO_REQUIRE(units_.find(name) == units_.end(),
                    "STDP: a cell named \"" << name << "\" is registered already");
    INFERNO_CHECK(
        StateError,
        cell.connection->updater() != nullptr && cell.connection->updater()->trains("weight"),
        "STDP: cell \""
            << name << "\": its connection does not train \"weight\"; call make_updater() first");
    double const dt_ms = cell.connection->step_time_ms();
    auto const watch   = [&](SpikeView spikes, double tc_ms, double rate) {
        return cell.layer->watch(
            spikes, make_trace_params(dt_ms, tc_ms, std::abs(rate), chosen.trace_mode));
    };
    auto pre  = watch(cell.connection->synapse_spikes(), chosen.tc_pre_ms, chosen.lr_post);
    auto post = watch(cell.neurons->spikes(), chosen.tc_post_ms, chosen.lr_pre);
    units_.emplace(name, Unit{cell, chosen, std::move(pre), std::move(post)});
}

STDP::Unit const& STDP::unit(std::string_view name) const
{
    auto const found = units_.find(name);
    if (found != units_.end()) { return found->second; }
    std::vector<std::string_view> known;
    for (auto const& [known_name, unit] : units_) {
        known.push_back(known_name);
    }
    throw ArgumentError("STDP: no cell is named \"" + std::string(name) + "\"" +
                        suggestion(name, known));
}

void STDP::operator()()
{
    if (!training_) { return; }
    for (auto const& [name, unit] : units_) {
        if (!unit.cell.layer->training() || unit.cell.connection->updater() == nullptr) {
            continue;
        }
        StdpView view;
        view.pre       = unit.pre->view();
        view.post      = unit.post->view();
        view.signs     = {unit.config.lr_post >= 0, unit.config.lr_pre >= 0};
        view.reduction = unit.config.reduction;
        unit.cell.connection->propose(view);
    }
}

void STDP::visit_state(StateVisitor& state)
{
    for (auto const& [name, unit] : units_) {
        state.object(name + ".pre", *unit.pre);
        state.object(name + ".post", *unit.post);
    }
}

void STDP::clear()
{
    for (auto const& [name, unit] : units_) {
        unit.pre->clear();
        unit.post->clear();
    }
}

}  // namespace inferno
