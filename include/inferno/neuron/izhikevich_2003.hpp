//! The simple model of Izhikevich as its own program integrates it.
//!
//! V' = 0.04 V^2 + 5 V + 140 - u + I in two Euler steps of half a step, then u' = a (b V - u); at
//! V >= 30: V = c, u += d. Izhikevich, "Simple model of spiking neurons", IEEE Transactions on
//! Neural Networks 14 (2003). The program has steps of 1 ms.
#pragma once

#include <string_view>

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! What arrives counts for one step: a weight is a part of I. With a delay of one step it counts in
//! the step after the spike, as in the program.
struct Izhikevich2003 {
    static constexpr std::string_view name = "Izhikevich 2003";
    static constexpr int ports             = 1;
    static constexpr int lag               = 0;

    struct Config {
        Values a      = 0.02;  //!< per ms
        Values b      = 0.2;
        Values c_mv   = -65;  //!< below 30
        Values d      = 8;
        Values i_e    = 0;    //!< constant input
        Values v_m_mv = -65;  //!< at the start; u is b times as much
    };

    template <class T>
    struct Params {
        T half_ms, a, b, reset_mv, jump, input;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("half_ms", p.half_ms...), visit("a", p.a...), visit("b", p.b...);
            visit("reset_mv", p.reset_mv...), visit("jump", p.jump...);
            visit("input", p.input...);
        }
    };

    template <class T>
    struct State {
        T voltage_mv;
        T recovery;  //!< u
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("voltage_mv", s.voltage_mv...), visit("recovery", s.recovery...);
        }
    };

    template <class T>
    INFERNO_HD static bool step(Params<T> const& p, State<T>& s, T const (&arriving)[ports])
    {
        T const square   = static_cast<T>(0.04);
        T const input    = p.input + arriving[0];
        T v              = s.voltage_mv;
        v                = v + p.half_ms * (((square * v + 5) * v + 140) - s.recovery + input);
        v                = v + p.half_ms * (((square * v + 5) * v + 140) - s.recovery + input);
        T const u        = s.recovery + p.a * (p.b * v - s.recovery);
        bool const fires = v >= 30;
        s.voltage_mv     = fires ? p.reset_mv : v;
        s.recovery       = fires ? u + p.jump : u;
        return fires;
    }

    //! Checks the values and precomputes what the time step fixes. Throws ArgumentError.
    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static State<Values> initial(Config const& config);
};

}  // namespace inferno
