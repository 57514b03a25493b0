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
    auto const require_pair = [this](char const* side, double pair, double triplet) {
        INFERNO_REQUIRE(stable || pair != 0 || triplet == 0,
                        side << "_pair: is 0, must not be where " << side << "_triplet (" << triplet
                             << ") is not, unless the rule is \"stable\"");
    };
    require_pair("lr_post", lr_post_pair, lr_post_triplet);
    require_pair("lr_pre", lr_pre_pair, lr_pre_triplet);
}

TripletStdpUnit TripletSTDP::make_unit(Cell const& cell, Config const& config)
{
    TripletStdpUnit unit{SpikeTraces::watch(cell, config.pair(), !config.stable, 1), cell, config};
    auto const amplitude = [&](double triplet, double pair) {
        if (config.stable) { return 1.0; }
        return triplet == 0 ? 0.0 : std::abs(triplet / pair);
    };
    unit.watch_slow(
        cell,
        config.pair(),
        {config.tc_pre_slow_ms, amplitude(config.lr_pre_triplet, config.lr_pre_pair)},
        {config.tc_post_slow_ms, amplitude(config.lr_post_triplet, config.lr_post_pair)});
    return unit;
}

void TripletSTDP::propose(Unit const& unit)
{
    Config const& config = unit.config;
    SpikeRule rule       = unit.rule(config.pair(), config.reduction);
    auto const weigh     = [&](SpikeSide& side, double pair, double triplet) {
        side.pair    = config.stable ? static_cast<Real>(std::abs(pair)) : Real{1};
        side.triplet = config.stable ? static_cast<Real>(std::abs(triplet)) : Real{1};
    };
    weigh(rule.post, config.lr_post_pair, config.lr_post_triplet);
    weigh(rule.pre, config.lr_pre_pair, config.lr_pre_triplet);
    unit.with_sources(rule, [&](auto const& seen) { propose_weight(*unit.cell.connection, seen); });
}

}  // namespace inferno
