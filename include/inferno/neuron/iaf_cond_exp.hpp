//! Leaky integrate-and-fire with conductances that decay exponentially.
//!
//! C_m dV/dt = -g_L (V - E_L) - g_ex (V - E_ex) - g_in (V - E_in) + I_e, dg/dt = -g / tau_syn, a
//! weight in nS being the jump of g. The COBA network of Brette et al., "Simulation of networks of
//! spiking neurons", Journal of Computational Neuroscience 23 (2007).
//!
//! The conductances are exact at the beginning, middle and end of a step; on them the voltage takes
//! one step of the classical Runge-Kutta method of fourth order. It is stable as long as
//! (g_L + g_ex + g_in) dt / C_m stays below 2.78.
#pragma once

#include <string_view>

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"
#include "inferno/neuron/point_step.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! Port 0 takes the excitatory synapses, port 1 the inhibitory ones; weights are 0 or more.
struct IafCondExp {
    static constexpr std::string_view name = "iaf_cond_exp";
    static constexpr int ports             = 2;
    static constexpr int lag               = 1;
    static constexpr Index operations      = 60;

    struct Config {
        Values g_l_ns        = 16.6667;  //!< leak, > 0
        Values c_m_pf        = 250;      //!< > 0
        Values t_ref_ms      = 2;        //!< 0 or more; counts in whole steps
        Values tau_syn_ex_ms = 0.2;      //!< > 0
        Values tau_syn_in_ms = 2;        //!< > 0
        Values e_l_mv        = -70;
        Values e_ex_mv       = 0;
        Values e_in_mv       = -85;
        Values v_th_mv       = -55;  //!< above v_reset_mv
        Values v_reset_mv    = -60;
        Values i_e_pa        = 0;    //!< constant input
        Values v_m_mv        = -70;  //!< at the start
    };

    template <class T>
    struct Params {
        T leak;         //!< g_L dt / C_m
        T per_ns;       //!< dt / C_m
        T drive_mv;     //!< g_L E_L + I_e, per step
        T half[ports];  //!< decay of a conductance in half a step
        T reversal_mv[ports];
        T threshold_mv, reset_mv, refractory_steps;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("leak", p.leak...), visit("per_ns", p.per_ns...);
            visit("drive_mv", p.drive_mv...);
            visit("half_ex", p.half[0]...), visit("half_in", p.half[1]...);
            visit("e_ex_mv", p.reversal_mv[0]...), visit("e_in_mv", p.reversal_mv[1]...);
            visit("threshold_mv", p.threshold_mv...), visit("reset_mv", p.reset_mv...);
            visit("refractory_steps", p.refractory_steps...);
        }
    };

    template <class T>
    struct State {
        T voltage_mv;
        T conductance_ns[ports];  //!< at the end of the step, without what arrived in it
        T wait_steps;             //!< left of the refractory time
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("voltage_mv", s.voltage_mv...);
            visit("conductance_ex_ns", s.conductance_ns[0]...);
            visit("conductance_in_ns", s.conductance_ns[1]...);
            visit("wait_steps", s.wait_steps...);
        }
    };

    //! dV in a step, were all as it is now.
    template <class T>
    INFERNO_HD static T slope(Params<T> const& p, T ex_ns, T in_ns, T voltage_mv)
    {
        T const synapses_pa =
            ex_ns * (p.reversal_mv[0] - voltage_mv) + in_ns * (p.reversal_mv[1] - voltage_mv);
        return (p.drive_mv - p.leak * voltage_mv) + synapses_pa * p.per_ns;
    }

    template <class T>
    INFERNO_HD static bool step(Params<T> const& p, State<T>& s, T const (&arriving_ns)[ports])
    {
        T const v      = s.voltage_mv;
        T const ex     = s.conductance_ns[0] + arriving_ns[0];
        T const in     = s.conductance_ns[1] + arriving_ns[1];
        T const ex_mid = ex * p.half[0];
        T const in_mid = in * p.half[1];
        T const ex_end = ex_mid * p.half[0];
        T const in_end = in_mid * p.half[1];
        T const half   = static_cast<T>(0.5);
        T const k1     = slope(p, ex, in, v);
        T const k2     = slope(p, ex_mid, in_mid, v + half * k1);
        T const k3     = slope(p, ex_mid, in_mid, v + half * k2);
        T const k4     = slope(p, ex_end, in_end, v + k3);
        T const moved  = v + (k1 + 2 * (k2 + k3) + k4) * static_cast<T>(1.0 / 6);

        bool const waits    = s.wait_steps > 0;
        T const voltage     = waits ? v : moved;
        s.conductance_ns[0] = ex_end;
        s.conductance_ns[1] = in_end;
        return fire_or_wait(p, s, p.threshold_mv, voltage, waits);
    }

    //! Checks the values and precomputes what the time step fixes. Throws ArgumentError.
    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static State<Values> initial(Config const& config);
};

}  // namespace inferno
