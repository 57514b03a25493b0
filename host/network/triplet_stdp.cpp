#include "inferno/network/triplet_stdp.hpp"

#include <cmath>

#include "inferno/state/values.hpp"

namespace inferno {

void TripletStdpConfig::require_valid() const
{
    require_values("lr_post_pair", lr_post_pair, 1);
    require_values("lr_post_triplet", lr_post_triplet, 1);
    require_values("lr_pre_pair", lr_pre_pair, 1);
    require_values("lr_pre_triplet", lr_pre_triplet, 1);
    require_positive("tc_post_fast_ms", tc_post_fast_ms, 1);
    require_positive("tc_pre_fast_ms", tc_pre_fast_ms, 1);
    require_below("tc_post_fast_ms", tc_post_fast_ms, "tc_post_slow_ms", tc_post_slow_ms);
    require_below("tc_pre_fast_ms", tc_pre_fast_ms, "tc_pre_slow_ms", tc_pre_slow_ms);
    INFERNO_REQUIRE(stable || (lr_post_pair != 0 && lr_pre_pair != 0),
                    (lr_post_pair == 0 ? "lr_post_pair" : "lr_pre_pair")
                        << ": is 0, must not be unless the rule is stable");
}

TripletStdpUnit TripletSTDP::make_unit(Cell const& cell, Config const& config)
{
    TripletStdpUnit unit{SpikeTraces::watch(cell, config.pair(), !config.stable), cell, config};
    auto const slow = [&](SpikeView spikes, double tc_ms, double triplet, double pair) {
        double const amplitude = config.stable ? 1 : std::abs(triplet / pair);
        return cell.layer->watch(
            spikes,
            make_trace_params(cell.connection->step_time_ms(), tc_ms, amplitude, config.trace_mode),
            true);
    };
    unit.post_slow = slow(cell.neurons->spikes(),
                          config.tc_post_slow_ms,
                          config.lr_post_triplet,
                          config.lr_post_pair);
    unit.pre_slow  = slow(cell.connection->synapse_spikes(),
                         config.tc_pre_slow_ms,
                         config.lr_pre_triplet,
                         config.lr_pre_pair);
    return unit;
}

void TripletSTDP::propose(Unit const& unit)
{
    Config const& config  = unit.config;
    SpikeRule rule        = unit.rule(config.pair(), config.reduction);
    rule.post.slow_before = unit.post_slow->before();
    rule.pre.slow_before  = unit.pre_slow->before();
    auto const weigh      = [&](SpikeSide& side, double pair, double triplet) {
        side.pair    = config.stable ? static_cast<Real>(std::abs(pair)) : Real{1};
        side.triplet = config.stable ? static_cast<Real>(std::abs(triplet)) : Real{1};
    };
    weigh(rule.post, config.lr_post_pair, config.lr_post_triplet);
    weigh(rule.pre, config.lr_pre_pair, config.lr_pre_triplet);
    unit.cell.connection->propose(rule);
}

}  // namespace inferno
