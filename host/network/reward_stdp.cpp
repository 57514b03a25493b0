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
    unit.with_sources(rule, [&](auto const& seen) { propose_weight(*unit.cell.connection, seen); });
}

void MstdpetConfig::require_valid() const
{
    inferno::require_valid(*this);
    require_positive("tc_eligibility_ms", tc_eligibility_ms, 1);
    INFERNO_REQUIRE(
        std::isfinite(1 / static_cast<Real>(tc_eligibility_ms)),
        "tc_eligibility_ms: is " << tc_eligibility_ms << ", too short: its inverse is infinite");
}

EligibilityMonitor::EligibilityMonitor(Cell const& cell,
                                       MstdpetConfig const& config,
                                       SpikeTraces const& traces,
                                       Reward reward)
{
    bool const one_for_all = config.reward == RewardForm::shared && is_summed(config.reduction);
    Connection const& connection = *cell.connection;
    Index const samples          = one_for_all ? 1 : connection.batch();
    Index const size             = samples * connection.pairs().weights();
    post_                        = Buffer<Real>(connection.backend(), size);
    pre_                         = Buffer<Real>(connection.backend(), size);

    memory_.rule        = traces.rule(config, config.reduction);
    memory_.rule.reward = reward;
    memory_.state       = {post_.data(), pre_.data(), samples};
    memory_.decay =
        static_cast<Real>(std::exp(-connection.step_time_ms() / config.tc_eligibility_ms));
    memory_.gain = static_cast<Real>(1 / config.tc_eligibility_ms);
    is_dense_    = one_for_all && connection.dense() && !connection.keeps_past();
    if (is_dense_) {
        stage_.emplace(memory_);
        return;
    }
    traces.with_sources(memory_.rule, [&](auto const& rule) {
        stage_.emplace(EligibilityOf<std::decay_t<decltype(rule)>>{
            connection.pairs(), rule, memory_.state, memory_.decay, memory_.gain});
    });
}

void EligibilityMonitor::observe()
{
    Backend& backend = *post_.backend();
    if (backend.recording()) { noted_at_ = backend.recorder()->position(); }
    backend.submit(*stage_);
}

void EligibilityMonitor::propose(Connection& connection) const
{
    if (is_dense_) { return connection.propose(memory_, noted_at_); }
    connection.propose("weight", memory_.rewarded());
}

void EligibilityMonitor::clear()
{
    post_.clear();
    pre_.clear();
}

void EligibilityMonitor::visit_state(StateVisitor& state)
{
    Index const samples = memory_.state.samples;
    state.array("post", post_, {samples, post_.size() / samples});
    state.array("pre", pre_, {samples, pre_.size() / samples});
}

MstdpetUnit MSTDPET::make_unit(Cell const& cell, Config const& config)
{
    MstdpetUnit unit{{SpikeTraces::watch(cell, config, true), make_reward(cell, config.reward)},
                     cell,
                     config,
                     {}};
    unit.eligibility =
        std::make_shared<EligibilityMonitor>(cell, config, unit, unit.reward->view());
    return unit;
}

void MSTDPET::propose(Unit const& unit) { unit.eligibility->propose(*unit.cell.connection); }

}  // namespace inferno
