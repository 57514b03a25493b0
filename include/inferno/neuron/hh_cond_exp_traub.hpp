//! Hodgkin and Huxley's membrane with the channels of Traub and Miles, and conductances that decay
//! exponentially.
//!
//! C_m dV/dt = -g_L (V - E_L) - g_Na m^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_ex (V - E_ex)
//!             - g_in (V - E_in) + I_e
//! and dx/dt = alpha_x (1 - x) - beta_x x for x = m, h, n, with rates that depend on V - V_T. Traub
//! and Miles, "Neuronal networks of the hippocampus" (1991), as the COBAHH network of Brette et
//! al., "Simulation of networks of spiking neurons", Journal of Computational Neuroscience 23
//! (2007) has it.
//!
//! Exponential Euler: V moves with the gates held, the gates with V held, each exactly. The gates
//! are half a step ahead of V, and conductances are taken in the middle of a step, which makes it a
//! method of second order. NEST's form takes two such steps in each step of the network.
#pragma once

#include <string_view>

#include "inferno/core/math.hpp"
#include "inferno/core/types.hpp"
#include "inferno/neuron/point_step.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! What is a spike, and when arrivals count.
enum class TraubForm {
    nest,  //!< V is at v_spike_mv or above, and falls; arrivals count from the next step on
    brian  //!< V is above v_spike_mv; arrivals count at once, so that a delay of one step is
           //!< Brian's delay of 0
};

//! Nothing is reset. Port 0 takes the excitatory synapses, port 1 the inhibitory ones; weights are
//! in nS, 0 or more.
template <TraubForm form>
struct HHCondExpTraub {
    static constexpr bool falls            = form == TraubForm::nest;
    static constexpr std::string_view name = falls ? "hh_cond_exp_traub" : "COBAHH of Brian";
    static constexpr int ports             = 2;
    static constexpr int lag               = falls ? 1 : 0;
    static constexpr int substeps          = falls ? 2 : 1;
    static constexpr Index operations      = 400 * substeps;

    struct Config {
        Values g_l_ns        = 10;             //!< leak, > 0
        Values g_na_ns       = 20000;          //!< 0 or more
        Values g_k_ns        = 6000;           //!< 0 or more
        Values c_m_pf        = 200;            //!< > 0
        Values t_ref_ms      = falls ? 2 : 3;  //!< without another spike; in whole steps
        Values tau_syn_ex_ms = 5;              //!< > 0
        Values tau_syn_in_ms = 10;             //!< > 0
        Values e_l_mv        = -60;
        Values e_na_mv       = 50;
        Values e_k_mv        = -90;
        Values e_ex_mv       = 0;
        Values e_in_mv       = -80;
        Values v_t_mv        = -63;
        Values v_spike_mv    = falls ? -33 : -20;
        Values i_e_pa        = 0;    //!< constant input
        Values v_m_mv        = -60;  //!< at the start; the gates are in balance with it
    };

    template <class T>
    struct Params {
        T per_ns;  //!< dt / C_m
        T step_ms;
        T half[ports];  //!< decay of a conductance in half a step
        T reversal_mv[ports];
        T g_l_ns, g_na_ns, g_k_ns, e_na_mv, e_k_mv, v_t_mv;
        T drive_pa;  //!< g_L E_L + I_e
        T spike_mv, refractory_steps;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("per_ns", p.per_ns...), visit("step_ms", p.step_ms...);
            visit("half_ex", p.half[0]...), visit("half_in", p.half[1]...);
            visit("e_ex_mv", p.reversal_mv[0]...), visit("e_in_mv", p.reversal_mv[1]...);
            visit("g_l_ns", p.g_l_ns...), visit("g_na_ns", p.g_na_ns...);
            visit("g_k_ns", p.g_k_ns...), visit("e_na_mv", p.e_na_mv...);
            visit("e_k_mv", p.e_k_mv...), visit("v_t_mv", p.v_t_mv...);
            visit("drive_pa", p.drive_pa...), visit("spike_mv", p.spike_mv...);
            visit("refractory_steps", p.refractory_steps...);
        }
    };

    template <class T>
    struct State {
        T voltage_mv;
        T m, h, n;                //!< half a step ahead of the voltage
        T conductance_ns[ports];  //!< at the end of the step, without what arrived in it
        T wait_steps;             //!< left of the refractory time
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("voltage_mv", s.voltage_mv...), visit("m", s.m...), visit("h", s.h...);
            visit("n", s.n...), visit("conductance_ex_ns", s.conductance_ns[0]...);
            visit("conductance_in_ns", s.conductance_ns[1]...);
            visit("wait_steps", s.wait_steps...);
        }
    };

    //! x / (exp(x) - 1); near 0 by its series, whose next term is below 1e-8.
    template <class T>
    INFERNO_HD static T ratio(T x)
    {
        T const square = x * x;
        T const series = 1 - x * static_cast<T>(0.5) +
                         square * (static_cast<T>(1.0 / 12) - square * static_cast<T>(1.0 / 720));
        bool const near = (square < static_cast<T>(0.0625));
        T const below   = math::exp(x) - 1;
        return near ? series : x / below;
    }
    //! Opening and closing rate of a gate, per ms.
    template <class T>
    struct Rates {
        T alpha, beta;
        INFERNO_HD T balance() const { return alpha / (alpha + beta); }
        //! The gate after a time at this voltage.
        INFERNO_HD T after(T gate, T time_ms) const
        {
            T const to = balance();
            return to + (gate - to) * math::exp(-(alpha + beta) * time_ms);
        }
    };
    template <class T>
    INFERNO_HD static Rates<T> m_rates(T u_mv)
    {
        return {static_cast<T>(1.28) * ratio((13 - u_mv) * static_cast<T>(0.25)),
                static_cast<T>(1.4) * ratio((u_mv - 40) * static_cast<T>(0.2))};
    }
    template <class T>
    INFERNO_HD static Rates<T> h_rates(T u_mv)
    {
        return {static_cast<T>(0.128) * math::exp((17 - u_mv) * static_cast<T>(1.0 / 18)),
                4 / (1 + math::exp((40 - u_mv) * static_cast<T>(0.2)))};
    }
    template <class T>
    INFERNO_HD static Rates<T> n_rates(T u_mv)
    {
        return {static_cast<T>(0.16) * ratio((15 - u_mv) * static_cast<T>(0.2)),
                static_cast<T>(0.5) * math::exp((10 - u_mv) * static_cast<T>(0.025))};
    }

    //! The voltage after a substep with these gates and conductances.
    template <class T>
    INFERNO_HD static T moved_mv(Params<T> const& p, State<T> const& s, T ex_ns, T in_ns)
    {
        T const sodium_ns    = p.g_na_ns * (s.m * s.m) * (s.m * s.h);
        T const potassium_ns = p.g_k_ns * (s.n * s.n) * (s.n * s.n);
        T const total_ns     = ((p.g_l_ns + sodium_ns) + potassium_ns) + (ex_ns + in_ns);
        T const pull_pa      = (p.drive_pa + sodium_ns * p.e_na_mv + potassium_ns * p.e_k_mv) +
                          (ex_ns * p.reversal_mv[0] + in_ns * p.reversal_mv[1]);
        T const to = pull_pa / total_ns;
        return to + (s.voltage_mv - to) * math::exp(-total_ns * p.per_ns);
    }

    template <class T>
    INFERNO_HD static void substep(Params<T> const& p, State<T>& s)
    {
        T const ex   = s.conductance_ns[0] * p.half[0];
        T const in   = s.conductance_ns[1] * p.half[1];
        s.voltage_mv = moved_mv(p, s, ex, in);
        T const u_mv = s.voltage_mv - p.v_t_mv;
        s.m          = m_rates(u_mv).after(s.m, p.step_ms);
        s.h          = h_rates(u_mv).after(s.h, p.step_ms);
        s.n          = n_rates(u_mv).after(s.n, p.step_ms);

        s.conductance_ns[0] = ex * p.half[0];
        s.conductance_ns[1] = in * p.half[1];
    }

    template <class T>
    INFERNO_HD static bool step(Params<T> const& p, State<T>& s, T const (&arriving_ns)[ports])
    {
        T const before_mv = s.voltage_mv;
        s.conductance_ns[0] += arriving_ns[0];
        s.conductance_ns[1] += arriving_ns[1];
        repeat<substeps>([&] { substep(p, s); });
        T const silent_mv   = p.spike_mv - 1;
        T const peaked_mv   = before_mv > s.voltage_mv ? s.voltage_mv : silent_mv;
        T const passed_mv   = falls ? peaked_mv : s.voltage_mv;
        bool const waits    = s.wait_steps > 0;
        T const compared_mv = waits ? silent_mv : passed_mv;
        bool const fires    = falls ? compared_mv >= p.spike_mv : compared_mv > p.spike_mv;
        T const waiting     = waits ? s.wait_steps - 1 : s.wait_steps;
        s.wait_steps        = fires ? p.refractory_steps : waiting;
        return fires;
    }

    //! Checks the values and precomputes what the time step fixes. Throws ArgumentError.
    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static State<Values> initial(Config const& config);
};

}  // namespace inferno
