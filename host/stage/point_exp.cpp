#include <cmath>

#include "inferno/neuron/iaf_psc_exp.hpp"
#include "inferno/neuron/point_loop.hpp"

#include "point_parameters.hpp"

namespace inferno {

//! P21 of a current with tau_syn, Rotter and Diesmann (1999), in mV per pA.
static double p21(double tau_m, double tau_syn, double c_m, double dt)
{
    if (std::abs(tau_m - tau_syn) < 1e-9 * tau_m) { return dt / c_m * std::exp(-dt / tau_m); }
    double const difference = std::exp(-dt / tau_m) - std::exp(-dt / tau_syn);
    return difference / (c_m * (1 / tau_syn - 1 / tau_m));
}

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
    auto const decay = [dt](double tau) { return std::exp(-dt / tau); };
    Params<Values> p;
    p.p22               = c.tau_m_ms.map(decay);
    Values const taus[] = {c.tau_syn_ex_ms, c.tau_syn_in_ms};
    for (int k = 0; k < port_count; ++k) {
        p.p11[k] = taus[k].map(decay);
        p.p21[k] = combined(
            [dt](double tau_m, double tau_syn, double c_m) { return p21(tau_m, tau_syn, c_m, dt); },
            c.tau_m_ms,
            taus[k],
            c.c_m_pf);
    }
    p.drive_mv = combined(
        [dt](double i_e, double tau_m, double c_m) {
            return i_e * (tau_m / c_m) * -std::expm1(-dt / tau_m);
        },
        c.i_e_pa,
        c.tau_m_ms,
        c.c_m_pf);
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
