//! Adaptive exponential integrate-and-fire with conductances that decay exponentially.
//!
//! C_m dV/dt = -g_L (V - E_L) + g_L Delta_T exp((V - V_th) / Delta_T) - g_ex (V - E_ex)
//!             - g_in (V - E_in) - w + I_e
//! tau_w dw/dt = a (V - E_L) - w;  at V >= V_peak: V = V_reset, w += b.
//! Brette and Gerstner, "Adaptive exponential integrate-and-fire model as an effective description
//! of neuronal activity", Journal of Neurophysiology 94 (2005).
//!
//! A step is two steps of the classical Runge-Kutta method of fourth order, with conductances that
//! are exact wherever it looks. The right-hand sides see a voltage of at most V_peak.
#pragma once

#include <string_view>

#include "inferno/core/math.hpp"
#include "inferno/core/types.hpp"
#include "inferno/neuron/point_step.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! Port 0 takes the excitatory synapses, port 1 the inhibitory ones; weights are 0 or more.
struct AdExCondExp {
    static constexpr std::string_view name = "aeif_cond_exp";
    static constexpr int ports             = 2;
    static constexpr int lag               = 1;
    static constexpr int substeps          = 2;
    static constexpr Index operations      = 400;

    struct Config {
        Values g_l_ns        = 30;   //!< leak, > 0
        Values c_m_pf        = 281;  //!< > 0
        Values t_ref_ms      = 0;    //!< 0 or more; counts in whole steps
        Values tau_syn_ex_ms = 0.2;  //!< > 0
        Values tau_syn_in_ms = 2;    //!< > 0
        Values e_l_mv        = -70.6;
        Values e_ex_mv       = 0;
        Values e_in_mv       = -85;
        Values v_th_mv       = -50.4;  //!< where the upswing begins
        Values delta_t_mv    = 2;      //!< > 0
        Values v_peak_mv     = 0;      //!< above v_reset_mv, v_th_mv + 80 delta_t_mv at most
        Values v_reset_mv    = -60;
        Values tau_w_ms      = 144;  //!< > 0
        Values a_ns          = 4;
        Values b_pa          = 80.5;
        Values i_e_pa        = 0;      //!< constant input
        Values v_m_mv        = -70.6;  //!< at the start
    };

    template <class T>
    struct Params {
        T leak;         //!< g_L / C_m, per substep
        T per_pa;       //!< 1 / C_m, per substep
        T half[ports];  //!< decay of a conductance in half a substep
        T reversal_mv[ports];
        T rest_mv, start_mv, delta_mv, inverse_delta;
        T w_rate;  //!< 1 / tau_w, per substep
        T a_ns, b_pa, i_e_pa;
        T peak_mv, reset_mv, refractory_steps;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("leak", p.leak...), visit("per_pa", p.per_pa...);
            visit("half_ex", p.half[0]...), visit("half_in", p.half[1]...);
            visit("e_ex_mv", p.reversal_mv[0]...), visit("e_in_mv", p.reversal_mv[1]...);
            visit("rest_mv", p.rest_mv...), visit("start_mv", p.start_mv...);
            visit("delta_mv", p.delta_mv...), visit("inverse_delta", p.inverse_delta...);
            visit("w_rate", p.w_rate...), visit("a_ns", p.a_ns...), visit("b_pa", p.b_pa...);
            visit("i_e_pa", p.i_e_pa...), visit("peak_mv", p.peak_mv...);
            visit("reset_mv", p.reset_mv...), visit("refractory_steps", p.refractory_steps...);
        }
    };

    template <class T>
    struct State {
        T voltage_mv;
        T adaptation_pa;          //!< w
        T conductance_ns[ports];  //!< at the end of the step, without what arrived in it
        T wait_steps;             //!< left of the refractory time
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("voltage_mv", s.voltage_mv...), visit("adaptation_pa", s.adaptation_pa...);
            visit("conductance_ex_ns", s.conductance_ns[0]...);
            visit("conductance_in_ns", s.conductance_ns[1]...);
            visit("wait_steps", s.wait_steps...);
        }
    };

    template <class T>
    struct Slope {
        T mv, pa;
    };
    //! dV and dw in a substep, were all as it is now; V does not move while it waits.
    template <class T>
    INFERNO_HD static Slope<T> slope(
        Params<T> const& p, T const (&g_ns)[ports], T unlimited_mv, T w_pa, bool waits)
    {
        T const v        = unlimited_mv < p.peak_mv ? unlimited_mv : p.peak_mv;
        T const upswing  = p.delta_mv * math::exp((v - p.start_mv) * p.inverse_delta);
        T const input_pa = (g_ns[0] * (p.reversal_mv[0] - v) + g_ns[1] * (p.reversal_mv[1] - v)) +
                           (p.i_e_pa - w_pa);
        T const moved = ((p.rest_mv - v) + upswing) * p.leak + input_pa * p.per_pa;
        return {waits ? T{0} : moved, (p.a_ns * (v - p.rest_mv) - w_pa) * p.w_rate};
    }

    template <class T>
    INFERNO_HD static void decay(Params<T> const& p, T (&g_ns)[ports])
    {
        for (int k = 0; k < ports; ++k) {
            g_ns[k] *= p.half[k];
        }
    }

    template <class T>
    INFERNO_HD static bool step(Params<T> const& p, State<T>& s, T const (&arriving_ns)[ports])
    {
        T const half     = static_cast<T>(0.5);
        T const sixth    = static_cast<T>(1.0 / 6);
        bool const waits = s.wait_steps > 0;
        T v              = s.voltage_mv;
        T w              = s.adaptation_pa;
        T g[ports] = {s.conductance_ns[0] + arriving_ns[0], s.conductance_ns[1] + arriving_ns[1]};
        repeat<substeps>([&] {
            Slope<T> const k1 = slope(p, g, v, w, waits);
            decay(p, g);
            Slope<T> const k2 = slope(p, g, v + half * k1.mv, w + half * k1.pa, waits);
            Slope<T> const k3 = slope(p, g, v + half * k2.mv, w + half * k2.pa, waits);
            decay(p, g);
            Slope<T> const k4 = slope(p, g, v + k3.mv, w + k3.pa, waits);
            v += (k1.mv + 2 * (k2.mv + k3.mv) + k4.mv) * sixth;
            w += (k1.pa + 2 * (k2.pa + k3.pa) + k4.pa) * sixth;
        });
        s.conductance_ns[0] = g[0];
        s.conductance_ns[1] = g[1];
        bool const fires    = fire_or_wait(p, s, p.peak_mv, v, waits);
        s.adaptation_pa     = fires ? w + p.b_pa : w;
        return fires;
    }

    //! Checks the values and precomputes what the time step fixes. Throws ArgumentError.
    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static State<Values> initial(Config const& config);
};

}  // namespace inferno
