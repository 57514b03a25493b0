//! Delta synapse: a spike gives charge / dt during the step in which it arrives, nothing after it.
#pragma once

#include <string_view>

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

struct DeltaCurrent {
    static constexpr std::string_view name = "DeltaCurrent";
    double charge_pc                       = 1;  //!< not 0

    using Dynamics                      = DeltaCurrent;
    static constexpr bool takes_current = false;  //!< injected currents
    static constexpr bool fades         = false;  //!< between two steps

    struct Params {
        Real per_spike_na;
    };
    //! Nothing is kept from step to step.
    template <class T>
    struct State {
        template <class F, class... S>
        INFERNO_HD static void fields(F, S&&...)
        {
        }
    };
    Params derive(double step_time_ms) const;

    INFERNO_HD static void step(Params const&, State<Real>&, bool, Real) {}
    INFERNO_HD static Real output(Params const& p, State<Real> const&, bool spike)
    {
        return spike ? p.per_spike_na : Real{0};
    }
};

}  // namespace inferno
