//! Leaky integrate-and-fire whose voltage jumps with every arrival, integrated exactly.
//!
//! tau_m dV/dt = -(V - E_L) + I_e tau_m / C_m; a weight in mV is the jump. The model of Brunel,
//! "Dynamics of sparsely connected networks of excitatory and inhibitory spiking neurons", Journal
//! of Computational Neuroscience 8 (2000).
#pragma once

#include <string_view>

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"
#include "inferno/neuron/point_step.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! A step decays, takes in what arrives in this very step, and only then looks at the threshold.
//! What arrives while the neuron is refractory is lost.
struct IafPscDelta {
    static constexpr std::string_view name = "iaf_psc_delta";
    static constexpr int ports             = 1;
    static constexpr int lag               = 0;

    struct Config {
        Values tau_m_ms   = 10;   //!< membrane, > 0
        Values c_m_pf     = 250;  //!< > 0
        Values t_ref_ms   = 2;    //!< 0 or more; counts in whole steps
        Values e_l_mv     = -70;
        Values v_th_mv    = -55;  //!< above v_reset_mv
        Values v_reset_mv = -70;
        Values i_e_pa     = 0;    //!< constant input
        Values v_m_mv     = -70;  //!< at the start
    };

    template <class T>
    struct Params {
        T p33;
        T drive_mv;  //!< of the constant input, per step
        T rest_mv, threshold_mv, reset_mv, refractory_steps;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("p33", p.p33...), visit("drive_mv", p.drive_mv...);
            visit("rest_mv", p.rest_mv...), visit("threshold_mv", p.threshold_mv...);
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
        T const decayed  = ((s.voltage_mv - p.rest_mv) * p.p33 + p.drive_mv) + p.rest_mv;
        bool const waits = s.wait_steps > 0;
        T const voltage  = waits ? s.voltage_mv : decayed + arriving_mv[0];
        return fire_or_wait(p, s, p.threshold_mv, voltage, waits);
    }

    //! Checks the values and precomputes what the time step fixes. Throws ArgumentError.
    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static State<Values> initial(Config const& config);
};

}  // namespace inferno
