//! Double exponential synapses: the difference of two exponentials, zero at the spike, rising and
//! decaying with a time constant each.
#pragma once

#include <string_view>

#include "inferno/core/math.hpp"
#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

struct DoubleExponential {
    static constexpr std::string_view name = "DoubleExponential";
    static constexpr bool takes_current    = false;
    static constexpr bool fades            = true;

    struct Params {
        Real jump, decay, rise, tc_decay_ms, tc_rise_ms;
    };
    template <class T>
    struct State {
        T decaying, rising;
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("decaying", s.decaying...), visit("rising", s.rising...);
        }
    };

    INFERNO_HD static void step(Params const& p, State<Real>& s, bool spike, Real)
    {
        Real const jump = spike ? p.jump : Real{0};
        s.decaying      = s.decaying * p.decay + jump;
        s.rising        = s.rising * p.rise + jump;
    }
    INFERNO_HD static Real output(Params const&, State<Real> const& s, bool)
    {
        return s.decaying - s.rising;
    }
    INFERNO_HD static State<Real> fade(Params const& p, Real at_ms)
    {
        return {math::exp(-at_ms / p.tc_decay_ms), math::exp(-at_ms / p.tc_rise_ms)};
    }
};

//! A spike brings `charge_pc` in all: jumps of charge / (tc_decay - tc_rise).
struct DoubleExponentialCurrent {
    static constexpr std::string_view name = "DoubleExponentialCurrent";
    double charge_pc                       = 1;  //!< not 0
    double tc_decay_ms                     = 5;  //!< > tc_rise_ms
    double tc_rise_ms                      = 1;  //!< > 0

    using Dynamics = DoubleExponential;
    Dynamics::Params derive(double step_time_ms) const;
};

//! A spike opens channels whose conductance peaks at `conductance_us`, at tc_decay tc_rise /
//! (tc_decay - tc_rise) ln(tc_decay / tc_rise) after it.
struct DoubleExponentialConductance {
    static constexpr std::string_view name = "DoubleExponentialConductance";
    double conductance_us                  = 0.01;  //!< peak, > 0
    double tc_decay_ms                     = 5;     //!< > tc_rise_ms
    double tc_rise_ms                      = 1;     //!< > 0
    double reversal_mv                     = 0;

    using Dynamics = DoubleExponential;
    Dynamics::Params derive(double step_time_ms) const;
};

}  // namespace inferno
