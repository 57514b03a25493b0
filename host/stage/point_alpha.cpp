#include "inferno/neuron/iaf_psc_alpha.hpp"
#include "inferno/neuron/point_loop.hpp"

#include "point_parameters.hpp"

namespace inferno {
namespace {

//! Integral of t exp(-x t) over [0, 1].
double first_moment(double x)
{
    if (std::abs(x) > 0.5) { return (1 - std::exp(-x) * (1 + x)) / (x * x); }
    double sum = 0, term = 1;
    for (int k = 0; std::abs(term) > 1e-18; term *= -x / ++k) {
        sum += term / (k + 2);
    }
    return sum;
}

//! P31 and P32 of Rotter and Diesmann (1999), section 3: what a slope and a current at the
//! beginning of a step move the voltage.
double slope_response(double tau_m, double tau_syn, double c_m, double dt)
{
    double const x = dt * (1 / tau_syn - 1 / tau_m);
    return std::exp(-dt / tau_m) / c_m * dt * dt * first_moment(x);
}

}  // namespace

template <int port_count>
auto IafPscAlpha<port_count>::derive(Config const& c, Index neurons, double dt) -> Params<Values>
{
    require_positive({{"tau_m_ms", c.tau_m_ms},
                      {"tau_syn_ex_ms", c.tau_syn_ex_ms},
                      {"tau_syn_in_ms", c.tau_syn_in_ms},
                      {"c_m_pf", c.c_m_pf}},
                     neurons);
    require_values({{"e_l_mv", c.e_l_mv},
                    {"v_th_mv", c.v_th_mv},
                    {"v_reset_mv", c.v_reset_mv},
                    {"i_e_pa", c.i_e_pa},
                    {"v_m_mv", c.v_m_mv}},
                   neurons);
    require_below("v_reset_mv", c.v_reset_mv, "v_th_mv", c.v_th_mv);
    Params<Values> p;
    p.p33               = decay_in(dt, c.tau_m_ms);
    Values const taus[] = {c.tau_syn_ex_ms, c.tau_syn_in_ms};
    for (int k = 0; k < port_count; ++k) {
        auto const response = [&](auto const& of) {
            return combined(
                [&](double tau_m, double tau_syn, double c_m) {
                    return of(tau_m, tau_syn, c_m, dt);
                },
                c.tau_m_ms,
                taus[k],
                c.c_m_pf);
        };
        p.p31[k]  = response(slope_response);
        p.p32[k]  = response(current_response);
        p.p11[k]  = decay_in(dt, taus[k]);
        p.p21[k]  = taus[k].map([dt](double tau) { return dt * std::exp(-dt / tau); });
        p.rise[k] = taus[k].map([](double tau) { return std::exp(1.0) / tau; });
    }
    p.drive_mv         = constant_drive(c.i_e_pa, c.tau_m_ms, c.c_m_pf, dt);
    p.rest_mv          = c.e_l_mv;
    p.threshold_mv     = c.v_th_mv;
    p.reset_mv         = c.v_reset_mv;
    p.refractory_steps = refractory_steps(c.t_ref_ms, neurons, dt);
    return p;
}

template <int port_count>
auto IafPscAlpha<port_count>::initial(Config const& config) -> State<Values>
{
    State<Values> state;
    state.voltage_mv = config.v_m_mv;
    return state;
}

template struct IafPscAlpha<1>;
template struct IafPscAlpha<2>;
template struct PointStage<IafPscAlpha<1>>;
template struct PointStage<IafPscAlpha<2>>;

}  // namespace inferno
