//! Leaky integrate-and-fire with currents that decay exponentially and stand still, like the
//! voltage, while the neuron is refractory.
//!
//! tau_m dV/dt = g_ex + g_in - (V - E_L), dg/dt = -g / tau_syn, all in mV, integrated exactly. The
//! CUBA network in the form of Brian: Brette et al., "Simulation of networks of spiking neurons",
//! Journal of Computational Neuroscience 23 (2007), appendix 2.
#pragma once

#include <string_view>

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! A step begins with what arrives in it: a delay of one step here is Brian's delay of 0.
struct BrianCuba {
    static constexpr std::string_view name = "CUBA of Brian";
    static constexpr int ports             = 2;
    static constexpr int lag               = 0;

    struct Config {
        Values tau_m_ms      = 20;  //!< membrane, > 0
        Values tau_syn_ex_ms = 5;   //!< of port 0, > 0
        Values tau_syn_in_ms = 10;  //!< of port 1, > 0
        Values t_ref_ms      = 5;   //!< 0 or more; the first of its steps is that of the spike
        Values e_l_mv        = -49;
        Values v_th_mv       = -50;  //!< above v_reset_mv
        Values v_reset_mv    = -60;
        Values v_m_mv        = -60;  //!< at the start
    };

    template <class T>
    struct Params {
        T p22, p21[ports], p11[ports];
        T rest_mv, threshold_mv, reset_mv, refractory_steps;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("p22", p.p22...);
            visit("p21_ex", p.p21[0]...), visit("p21_in", p.p21[1]...);
            visit("p11_ex", p.p11[0]...), visit("p11_in", p.p11[1]...);
            visit("rest_mv", p.rest_mv...), visit("threshold_mv", p.threshold_mv...);
            visit("reset_mv", p.reset_mv...), visit("refractory_steps", p.refractory_steps...);
        }
    };

    template <class T>
    struct State {
        T voltage_mv;
        T input_mv[ports];  //!< g_ex and g_in at the end of the step
        T wait_steps;       //!< left of the refractory time
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("voltage_mv", s.voltage_mv...), visit("input_ex_mv", s.input_mv[0]...);
            visit("input_in_mv", s.input_mv[1]...), visit("wait_steps", s.wait_steps...);
        }
    };

    template <class T>
    INFERNO_HD static bool step(Params<T> const& p, State<T>& s, T const (&arriving_mv)[ports])
    {
        bool const waits = s.wait_steps > 0;
        T moved          = (s.voltage_mv - p.rest_mv) * p.p22;
        for (int k = 0; k < ports; ++k) {
            T const input = s.input_mv[k] + arriving_mv[k];
            moved += input * p.p21[k];
            s.input_mv[k] = waits ? input : input * p.p11[k];
        }
        T const voltage  = waits ? s.voltage_mv : moved + p.rest_mv;
        bool const fires = (waits ? p.reset_mv : voltage) > p.threshold_mv;
        T const waiting  = waits ? s.wait_steps - 1 : s.wait_steps;
        s.voltage_mv     = fires ? p.reset_mv : voltage;
        s.wait_steps     = fires ? p.refractory_steps : waiting;
        return fires;
    }

    //! Checks the values and precomputes what the time step fixes. Throws ArgumentError.
    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static State<Values> initial(Config const& config);
};

}  // namespace inferno
