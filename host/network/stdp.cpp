#include "inferno/network/stdp.hpp"

#include <cmath>

namespace inferno {

StdpUnit STDP::make_unit(Cell const& cell, Config const& config)
{
    return {SpikeTraces::watch(cell, config, !config.stable), cell, config};
}

void STDP::propose(Unit const& unit)
{
    SpikeRule rule = unit.rule(unit.config, unit.config.reduction);
    if (unit.config.stable) {
        rule.post.pair = static_cast<Real>(std::abs(unit.config.lr_post));
        rule.pre.pair  = static_cast<Real>(std::abs(unit.config.lr_pre));
    }
    unit.with_sources(rule, [&](auto const& seen) { propose_weight(*unit.cell.connection, seen); });
}

}  // namespace inferno
