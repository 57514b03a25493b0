//! Leaky integrate-and-fire with alpha-shaped currents, integrated exactly.
//!
//! tau_m dV/dt = -(V - E_L) + (I + I_e) tau_m / C_m. What arrives makes a current w (t / tau_syn)
//! exp(1 - t / tau_syn): a weight in pA is its peak, tau_syn after the arrival. Rotter and
//! Diesmann, "Exact digital simulation of time-invariant linear systems", Biological Cybernetics 81
//! (1999), section 3.
#pragma once

#include <string_view>

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"
#include "inferno/neuron/point_step.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! With one port, currents of all synapses have one time course; with two, port 0 takes the
//! excitatory ones and port 1 the inhibitory ones.
template <int port_count>
struct IafPscAlpha {
    static constexpr std::string_view name =
        port_count == 1 ? "iaf_psc_alpha, one port" : "iaf_psc_alpha";
    static constexpr int ports = port_count;
    static constexpr int lag   = 1;

    struct Config {
        Values tau_m_ms      = 10;   //!< membrane, > 0
        Values tau_syn_ex_ms = 2;    //!< rise time of the currents of port 0, > 0
        Values tau_syn_in_ms = 2;    //!< of port 1, where there is one
        Values c_m_pf        = 250;  //!< > 0
        Values t_ref_ms      = 2;    //!< 0 or more; counts in whole steps
        Values e_l_mv        = -70;
        Values v_th_mv       = -55;  //!< above v_reset_mv
        Values v_reset_mv    = -70;
        Values i_e_pa        = 0;    //!< constant input
        Values v_m_mv        = -70;  //!< at the start
    };

    template <class T>
    struct Params {
        T p33, p31[port_count], p32[port_count], p11[port_count], p21[port_count];
        T rise[port_count];  //!< e / tau_syn: what a weight adds to the slope of its current
        T drive_mv;          //!< of the constant input, per step
        T rest_mv, threshold_mv, reset_mv, refractory_steps;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("p33", p.p33...);
            visit("p31_ex", p.p31[0]...), visit("p32_ex", p.p32[0]...);
            visit("p11_ex", p.p11[0]...), visit("p21_ex", p.p21[0]...);
            visit("rise_ex", p.rise[0]...);
            if constexpr (port_count == 2) {
                visit("p31_in", p.p31[1]...), visit("p32_in", p.p32[1]...);
                visit("p11_in", p.p11[1]...), visit("p21_in", p.p21[1]...);
                visit("rise_in", p.rise[1]...);
            }
            visit("drive_mv", p.drive_mv...), visit("rest_mv", p.rest_mv...);
            visit("threshold_mv", p.threshold_mv...), visit("reset_mv", p.reset_mv...);
            visit("refractory_steps", p.refractory_steps...);
        }
    };

    template <class T>
    struct State {
        T voltage_mv;
        T slope_pa_per_ms[port_count];  //!< the part that feeds the current
        T current_pa[port_count];       //!< both as the membrane saw them in the last step
        T wait_steps;                   //!< left of the refractory time
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("voltage_mv", s.voltage_mv...);
            visit("slope_ex_pa_per_ms", s.slope_pa_per_ms[0]...);
            visit("current_ex_pa", s.current_pa[0]...);
            if constexpr (port_count == 2) {
                visit("slope_in_pa_per_ms", s.slope_pa_per_ms[1]...);
                visit("current_in_pa", s.current_pa[1]...);
            }
            visit("wait_steps", s.wait_steps...);
        }
    };

    //! Slopes take in what arrived at the end of the step before; the membrane sees slope and
    //! current as they are then.
    template <class T>
    INFERNO_HD static bool step(Params<T> const& p, State<T>& s, T const (&arriving_pa)[ports])
    {
        T moved = (s.voltage_mv - p.rest_mv) * p.p33;
        for (int k = 0; k < ports; ++k) {
            s.current_pa[k]      = s.slope_pa_per_ms[k] * p.p21[k] + s.current_pa[k] * p.p11[k];
            s.slope_pa_per_ms[k] = s.slope_pa_per_ms[k] * p.p11[k] + arriving_pa[k] * p.rise[k];
            moved += s.slope_pa_per_ms[k] * p.p31[k] + s.current_pa[k] * p.p32[k];
        }
        bool const waits = s.wait_steps > 0;
        T const voltage  = waits ? s.voltage_mv : (moved + p.drive_mv) + p.rest_mv;
        return fire_or_wait(p, s, p.threshold_mv, voltage, waits);
    }

    //! Checks the values and precomputes what the time step fixes. Throws ArgumentError.
    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static State<Values> initial(Config const& config);
};

}  // namespace inferno
