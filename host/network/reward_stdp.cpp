#include "inferno/network/reward_stdp.hpp"

#include <cmath>

#include "inferno/state/values.hpp"

namespace inferno {
MstdpUnit MSTDP::make_unit(Cell const& cell, Config const& config)
{
    return {
        {SpikeTraces::watch(cell, config, true), make_reward(cell, config.reward)}, cell, config};
}

void MSTDP::propose(Unit const& unit)
{
    SpikeRule rule = unit.rule(unit.config, unit.config.reduction);
    rule.reward    = unit.reward->view();
    unit.with_sources(rule,
                      [&](auto const& seen) { unit.cell.connection->propose("weight", seen); });
}

void MstdpetConfig::require_valid() const
{
    inferno::require_valid(*this);
    require_positive("tc_eligibility_ms", tc_eligibility_ms, 1);
}

EligibilityMonitor::EligibilityMonitor(Cell const& cell,
                                       MstdpetConfig const& config,
                                       SpikeTraces const& traces)
{
    bool const adds_up =
        config.reduction == BatchReduction::sum || config.reduction == BatchReduction::mean;
    Connection const& connection = *cell.connection;
    state_.samples   = config.reward == RewardForm::shared && adds_up ? 1 : connection.batch();
    Index const size = state_.samples * connection.pairs().weights();
    post_            = Buffer<Real>(connection.backend(), size);
    pre_             = Buffer<Real>(connection.backend(), size);
    state_.post      = post_.data();
    state_.pre       = pre_.data();
    traces.with_sources(traces.rule(config, config.reduction), [&](auto const& rule) {
        EligibilityOf<std::decay_t<decltype(rule)>> const stage{
            connection.pairs(),
            rule,
            state_,
            static_cast<Real>(std::exp(-connection.step_time_ms() / config.tc_eligibility_ms)),
            static_cast<Real>(1 / config.tc_eligibility_ms)};
        stage_.emplace(stage);
    });
}

void EligibilityMonitor::observe() { post_.backend()->submit(*stage_); }

void EligibilityMonitor::clear()
{
    post_.clear();
    pre_.clear();
}

void EligibilityMonitor::visit_state(StateVisitor& state)
{
    Index const samples = state_.samples;
    state.array("post", post_, {samples, post_.size() / samples});
    state.array("pre", pre_, {samples, pre_.size() / samples});
}

MstdpetUnit MSTDPET::make_unit(Cell const& cell, Config const& config)
{
    MstdpetUnit unit{{SpikeTraces::watch(cell, config, true), make_reward(cell, config.reward)},
                     cell,
                     config,
                     {}};
    unit.eligibility = std::make_shared<EligibilityMonitor>(cell, config, unit);
    look_in_training(cell, unit.eligibility);
    return unit;
}

void MSTDPET::propose(Unit const& unit)
{
    Config const& config = unit.config;
    EligibilityRule const rule{unit.eligibility->view(),
                               {config.lr_post >= 0, config.lr_pre >= 0},
                               config.reduction,
                               unit.reward->view(),
                               unit.cell.connection->synapse_spikes().batch};
    unit.cell.connection->propose("weight", rule);
}

}  // namespace inferno
