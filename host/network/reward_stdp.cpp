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
    unit.cell.connection->propose(rule);
}

void MstdpetConfig::require_valid() const
{
    inferno::require_valid(*this);
    require_positive("tc_eligibility_ms", tc_eligibility_ms, 1);
}

EligibilityMonitor::EligibilityMonitor(Cell const& cell,
                                       MstdpetConfig const& config,
                                       SpikeRule const& rule)
{
    bool const adds_up =
        config.reduction == BatchReduction::sum || config.reduction == BatchReduction::mean;
    stage_.pairs         = cell.connection->pairs();
    stage_.rule          = rule;
    stage_.state.samples = config.reward == RewardForm::shared && adds_up ? 1 : rule.batch();
    stage_.decay =
        static_cast<Real>(std::exp(-cell.connection->step_time_ms() / config.tc_eligibility_ms));
    stage_.gain       = static_cast<Real>(1 / config.tc_eligibility_ms);
    is_dense_         = cell.connection->dense() && config.reward == RewardForm::shared && adds_up;
    Index const size  = stage_.state.samples * stage_.pairs.weights();
    post_             = Buffer<Real>(cell.connection->backend(), size);
    pre_              = Buffer<Real>(cell.connection->backend(), size);
    stage_.state.post = post_.data();
    stage_.state.pre  = pre_.data();
}

void EligibilityMonitor::observe()
{
    Backend& backend = *post_.backend();
    if (backend.recording()) { noted_at_ = backend.recorder()->position(); }
    backend.submit(is_dense_ ? Stage(dense()) : Stage(stage_));
}

void EligibilityMonitor::propose(Connection& connection) const
{
    EligibilityDense const memory = dense();
    if (is_dense_) { return connection.propose(memory, noted_at_); }
    connection.propose("weight", memory.rewarded());
}

void EligibilityMonitor::clear()
{
    post_.clear();
    pre_.clear();
}

void EligibilityMonitor::visit_state(StateVisitor& state)
{
    Index const samples = stage_.state.samples;
    state.array("post", post_, {samples, post_.size() / samples});
    state.array("pre", pre_, {samples, pre_.size() / samples});
}

MstdpetUnit MSTDPET::make_unit(Cell const& cell, Config const& config)
{
    MstdpetUnit unit{{SpikeTraces::watch(cell, config, true), make_reward(cell, config.reward)},
                     cell,
                     config,
                     {}};
    SpikeRule rule   = unit.rule(config, config.reduction);
    rule.reward      = unit.reward->view();
    unit.eligibility = std::make_shared<EligibilityMonitor>(cell, config, rule);
    cell.layer->hooks().add_while(unit.eligibility,
                                  HookPoint::after_step,
                                  [monitor = unit.eligibility.get()] { monitor->observe(); },
                                  {true, false});
    return unit;
}

void MSTDPET::propose(Unit const& unit) { unit.eligibility->propose(*unit.cell.connection); }

}  // namespace inferno
