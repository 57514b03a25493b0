//! Delta synapse with injected currents: a spike gives charge / dt during its step, and currents
//! from outside are added.
#pragma once

#include <string_view>

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

struct DeltaPlusCurrent {
    static constexpr std::string_view name = "DeltaPlusCurrent";
    double charge_pc                       = 1;  //!< not 0

    using Dynamics                      = DeltaPlusCurrent;
    static constexpr bool takes_current = true;
    static constexpr bool fades         = false;

    struct Params {
        Real per_spike_na;
    };
    template <class T>
    struct State {
        T current_na;
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("current_na", s.current_na...);
        }
    };
    Params derive(double step_time_ms) const;

    INFERNO_HD static void step(Params const& p, State<Real>& s, bool spike, Real)
    {
        s.current_na = spike ? p.per_spike_na : Real{0};
    }
    INFERNO_HD static void inject(State<Real>& s, Real current_na) { s.current_na += current_na; }
    INFERNO_HD static Real output(Params const&, State<Real> const& s, bool)
    {
        return s.current_na;
    }
};

}  // namespace inferno
