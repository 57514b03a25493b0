//! Single exponential synapses: a spike adds a jump, which decays with one time constant.
//! I(t + dt) = I(t) exp(-dt / tau) + jump; between two steps I decays from the older one.
#pragma once

#include <string_view>

#include "inferno/core/math.hpp"
#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

struct SingleExponential {
    static constexpr std::string_view name = "SingleExponential";
    static constexpr bool takes_current    = false;
    static constexpr bool fades            = true;

    struct Params {
        Real jump, decay, time_constant_ms;
    };
    template <class T>
    struct State {
        T value;
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("value", s.value...);
        }
    };

    INFERNO_HD static void step(Params const& p, State<Real>& s, bool spike, Real)
    {
        s.value = s.value * p.decay + (spike ? p.jump : Real{0});
    }
    INFERNO_HD static Real output(Params const&, State<Real> const& s, bool) { return s.value; }
    //! What is left of each field `at_ms` after a step.
    INFERNO_HD static State<Real> fade(Params const& p, Real at_ms)
    {
        return {math::exp(-at_ms / p.time_constant_ms)};
    }
};

//! A spike brings `charge_pc` in all: it adds charge / tau.
struct SingleExponentialCurrent {
    static constexpr std::string_view name = "SingleExponentialCurrent";
    double charge_pc                       = 1;  //!< not 0
    double time_constant_ms                = 5;  //!< > 0

    using Dynamics = SingleExponential;
    Dynamics::Params derive(double step_time_ms) const;
};

//! A spike opens channels: it adds `conductance_us`, and the neuron draws g (reversal - V).
struct SingleExponentialConductance {
    static constexpr std::string_view name = "SingleExponentialConductance";
    double conductance_us                  = 0.01;  //!< > 0
    double time_constant_ms                = 5;     //!< > 0
    double reversal_mv                     = 0;

    using Dynamics = SingleExponential;
    Dynamics::Params derive(double step_time_ms) const;
};

}  // namespace inferno
