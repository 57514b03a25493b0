#include "inferno/neuron/iaf_psc_exp.hpp"
#include "inferno/neuron/point_loop.hpp"

#include "point_parameters.hpp"

namespace inferno {

template <int port_count>
auto IafPscExp<port_count>::derive(Config const& c, Index neurons, double dt) -> Params<Values>
{
    require_positive("tau_m_ms", c.tau_m_ms, neurons);
    require_positive("tau_syn_ex_ms", c.tau_syn_ex_ms, neurons);
    require_positive("tau_syn_in_ms", c.tau_syn_in_ms, neurons);
    require_positive("c_m_pf", c.c_m_pf, neurons);
    require_values("e_l_mv", c.e_l_mv, neurons);
    require_values("v_th_mv", c.v_th_mv, neurons);
    require_values("v_reset_mv", c.v_reset_mv, neurons);
    require_values("i_e_pa", c.i_e_pa, neurons);
    require_values("v_m_mv", c.v_m_mv, neurons);
    require_below("v_reset_mv", c.v_reset_mv, "v_th_mv", c.v_th_mv);
    Params<Values> p;
    p.p22               = decay_in(dt, c.tau_m_ms);
    Values const taus[] = {c.tau_syn_ex_ms, c.tau_syn_in_ms};
    for (int k = 0; k < port_count; ++k) {
        p.p11[k] = decay_in(dt, taus[k]);
        p.p21[k] = combined(
            [dt](double tau_m, double tau_syn, double c_m) {
                return current_response(tau_m, tau_syn, c_m, dt);
            },
            c.tau_m_ms,
            taus[k],
            c.c_m_pf);
    }
    p.drive_mv         = constant_drive(c.i_e_pa, c.tau_m_ms, c.c_m_pf, dt);
    p.rest_mv          = c.e_l_mv;
    p.threshold_mv     = c.v_th_mv;
    p.reset_mv         = c.v_reset_mv;
    p.refractory_steps = refractory_steps(c.t_ref_ms, neurons, dt);
    return p;
}

template <int port_count>
auto IafPscExp<port_count>::initial(Config const& config) -> State<Values>
{
    State<Values> state;
    state.voltage_mv = config.v_m_mv;
    return state;
}

template struct IafPscExp<1>;
template struct IafPscExp<2>;
template struct PointStage<IafPscExp<1>>;
template struct PointStage<IafPscExp<2>>;

}  // namespace inferno
