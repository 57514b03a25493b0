//! What a projection must be.
#pragma once

#include "inferno/network/connection_rule.hpp"
#include "inferno/network/point_group.hpp"

namespace inferno::host {

//! ArgumentError, beginning with the names of both populations, for a projection that cannot be.
void require_projection(PointGroup const& source,
                        PointGroup const& target,
                        ConnectionRule const& rule,
                        SynapseConfig const& config,
                        double step_time_ms);

}  // namespace inferno::host
