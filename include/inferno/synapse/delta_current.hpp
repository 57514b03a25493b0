//! Delta synapse: a spike gives charge / dt during the step in which it arrives, nothing after it.
#pragma once

#include "inferno/core/error.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

struct DeltaCurrent {
    double charge_pc = 1;  //!< not 0

    //! Current of one spike, nA.
    Real per_spike_na(double step_time_ms) const
    {
        INFERNO_REQUIRE(charge_pc != 0 && charge_pc - charge_pc == 0,
                        "charge_pc: is " << charge_pc << ", must be finite and not 0");
        return static_cast<Real>(charge_pc / step_time_ms);
    }
};

}  // namespace inferno
