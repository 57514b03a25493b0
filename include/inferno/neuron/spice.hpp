//! The neurons of the benchmarks of Spice, which deliver first and then integrate with Euler's
//! method.
//!
//! The networks are those of Brunel, "Dynamics of sparsely connected networks of excitatory and
//! inhibitory spiking neurons", Journal of Computational Neuroscience 8 (2000), and of Vogels and
//! Abbott, "Signal propagation and logic gating in networks of integrate-and-fire neurons", Journal
//! of Neuroscience 25 (2005), as the simulator Spice has them (github.com/denniskb/spice, models).
//! A neuron fires in the step after the one in which V has passed the threshold.
//! Whether it fires is one comparison of numbers, see neuron/point_step.hpp.
#pragma once

#include <string_view>

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! tau_m dV/dt = -V, V jumps by a weight in mV. What arrives while it is refractory is lost.
struct SpiceBrunel {
    static constexpr std::string_view name = "Brunel of Spice";
    static constexpr int ports             = 1;
    static constexpr int lag               = 0;

    struct Config {
        Values tau_m_ms   = 20;  //!< > 0
        Values t_ref_ms   = 2;   //!< 0 or more; counts in whole steps
        Values v_th_mv    = 20;  //!< above v_reset_mv
        Values v_reset_mv = 0;
        Values v_m_mv     = 0;  //!< at the start
    };

    template <class T>
    struct Params {
        T rate;  //!< dt / tau_m
        T threshold_mv, reset_mv, refractory_steps;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("rate", p.rate...), visit("threshold_mv", p.threshold_mv...);
            visit("reset_mv", p.reset_mv...), visit("refractory_steps", p.refractory_steps...);
        }
    };

    template <class T>
    struct State {
        T voltage_mv;
        T wait_steps;  //!< left of the refractory time
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("voltage_mv", s.voltage_mv...), visit("wait_steps", s.wait_steps...);
        }
    };

    template <class T>
    INFERNO_HD static bool step(Params<T> const& p, State<T>& s, T const (&arriving_mv)[ports])
    {
        T const received  = s.voltage_mv + (s.wait_steps > 0 ? T{0} : arriving_mv[0]);
        T const waiting   = s.wait_steps > 0 ? s.wait_steps - 1 : s.wait_steps;
        bool const active = !(waiting > 0);
        bool const fires  = (active ? received : p.reset_mv) > p.threshold_mv;
        T const moved     = active ? received - received * p.rate : received;
        s.voltage_mv      = fires ? p.reset_mv : moved;
        s.wait_steps      = fires ? p.refractory_steps : waiting;
        return fires;
    }

    //! Checks the values and precomputes what the time step fixes. Throws ArgumentError.
    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static State<Values> initial(Config const& config);
};

//! tau_m dV/dt = (E_L - V) + g_ex (E_ex - V) + g_in (E_in - V) + I, dg/dt = -g / tau_syn; weights
//! and g in units of the leak, I in mV.
struct SpiceVogels {
    static constexpr std::string_view name = "Vogels of Spice";
    static constexpr int ports             = 2;
    static constexpr int lag               = 0;

    struct Config {
        Values tau_m_ms      = 20;  //!< > 0
        Values tau_syn_ex_ms = 5;   //!< > 0
        Values tau_syn_in_ms = 10;  //!< > 0
        Values t_ref_ms      = 5;   //!< 0 or more; counts in whole steps
        Values e_l_mv        = -60;
        Values e_ex_mv       = 0;
        Values e_in_mv       = -80;
        Values v_th_mv       = -50;  //!< above v_reset_mv
        Values v_reset_mv    = -60;
        Values input_mv      = 20;   //!< I
        Values v_m_mv        = -60;  //!< at the start
    };

    template <class T>
    struct Params {
        T rate, fading[ports];  //!< dt / tau
        T reversal_mv[ports];
        T drive_mv;  //!< E_L + I
        T threshold_mv, reset_mv, refractory_steps;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("rate", p.rate...);
            visit("fading_ex", p.fading[0]...), visit("fading_in", p.fading[1]...);
            visit("e_ex_mv", p.reversal_mv[0]...), visit("e_in_mv", p.reversal_mv[1]...);
            visit("drive_mv", p.drive_mv...), visit("threshold_mv", p.threshold_mv...);
            visit("reset_mv", p.reset_mv...), visit("refractory_steps", p.refractory_steps...);
        }
    };

    template <class T>
    struct State {
        T voltage_mv;
        T conductance[ports];  //!< in units of the leak
        T wait_steps;          //!< left of the refractory time
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("voltage_mv", s.voltage_mv...), visit("conductance_ex", s.conductance[0]...);
            visit("conductance_in", s.conductance[1]...), visit("wait_steps", s.wait_steps...);
        }
    };

    template <class T>
    INFERNO_HD static bool step(Params<T> const& p, State<T>& s, T const (&arriving)[ports])
    {
        T const v  = s.voltage_mv;
        T const ex = s.conductance[0] + arriving[0];
        T const in = s.conductance[1] + arriving[1];
        T const pull_mv =
            (p.drive_mv - v) + ex * (p.reversal_mv[0] - v) + in * (p.reversal_mv[1] - v);
        T const waiting   = s.wait_steps > 0 ? s.wait_steps - 1 : s.wait_steps;
        bool const active = !(waiting > 0);
        bool const fires  = (active ? v : p.reset_mv) > p.threshold_mv;
        T const moved     = active ? v + pull_mv * p.rate : v;
        s.voltage_mv      = fires ? p.reset_mv : moved;
        s.conductance[0]  = ex - ex * p.fading[0];
        s.conductance[1]  = in - in * p.fading[1];
        s.wait_steps      = fires ? p.refractory_steps : waiting;
        return fires;
    }

    //! Checks the values and precomputes what the time step fixes. Throws ArgumentError.
    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static State<Values> initial(Config const& config);
};

}  // namespace inferno
