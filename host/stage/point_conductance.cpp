#include "inferno/neuron/adex_cond_exp.hpp"
#include "inferno/neuron/iaf_cond_exp.hpp"
#include "inferno/neuron/point_loop.hpp"

#include "point_parameters.hpp"

namespace inferno {

//! a * b, each of them uniform or one per neuron.
static Values product(Values const& a, Values const& b)
{
    return combined([](double x, double y) { return x * y; }, a, b);
}

auto IafCondExp::derive(Config const& c, Index neurons, double dt) -> Params<Values>
{
    require_positive({{"g_l_ns", c.g_l_ns},
                      {"c_m_pf", c.c_m_pf},
                      {"tau_syn_ex_ms", c.tau_syn_ex_ms},
                      {"tau_syn_in_ms", c.tau_syn_in_ms}},
                     neurons);
    require_values({{"e_l_mv", c.e_l_mv},
                    {"e_ex_mv", c.e_ex_mv},
                    {"e_in_mv", c.e_in_mv},
                    {"v_th_mv", c.v_th_mv},
                    {"v_reset_mv", c.v_reset_mv},
                    {"i_e_pa", c.i_e_pa},
                    {"v_m_mv", c.v_m_mv}},
                   neurons);
    require_below("v_reset_mv", c.v_reset_mv, "v_th_mv", c.v_th_mv);
    Values const per_ns = share_of(dt, c.c_m_pf);
    Values const rest_pa =
        combined([](double g_l, double e_l, double i_e) { return g_l * e_l + i_e; },
                 c.g_l_ns,
                 c.e_l_mv,
                 c.i_e_pa);
    return {product(c.g_l_ns, per_ns),
            per_ns,
            product(rest_pa, per_ns),
            {decay_in(dt / 2, c.tau_syn_ex_ms), decay_in(dt / 2, c.tau_syn_in_ms)},
            {c.e_ex_mv, c.e_in_mv},
            c.v_th_mv,
            c.v_reset_mv,
            refractory_steps(c.t_ref_ms, neurons, dt)};
}

auto IafCondExp::initial(Config const& config) -> State<Values>
{
    return {config.v_m_mv, {0, 0}, 0};
}

static void require_adex(AdExCondExp::Config const& c, Index neurons)
{
    require_positive({{"g_l_ns", c.g_l_ns},
                      {"c_m_pf", c.c_m_pf},
                      {"tau_syn_ex_ms", c.tau_syn_ex_ms},
                      {"tau_syn_in_ms", c.tau_syn_in_ms},
                      {"delta_t_mv", c.delta_t_mv},
                      {"tau_w_ms", c.tau_w_ms}},
                     neurons);
    require_values({{"e_l_mv", c.e_l_mv},
                    {"e_ex_mv", c.e_ex_mv},
                    {"e_in_mv", c.e_in_mv},
                    {"v_th_mv", c.v_th_mv},
                    {"v_peak_mv", c.v_peak_mv},
                    {"v_reset_mv", c.v_reset_mv},
                    {"a_ns", c.a_ns},
                    {"b_pa", c.b_pa},
                    {"i_e_pa", c.i_e_pa},
                    {"v_m_mv", c.v_m_mv}},
                   neurons);
    require_below("v_reset_mv", c.v_reset_mv, "v_peak_mv", c.v_peak_mv);
    Values const highest = combined(
        [](double v_th, double delta) { return v_th + 80 * delta; }, c.v_th_mv, c.delta_t_mv);
    require_not_above("v_peak_mv", c.v_peak_mv, "v_th_mv + 80 delta_t_mv", highest);
}

auto AdExCondExp::derive(Config const& c, Index neurons, double dt) -> Params<Values>
{
    require_adex(c, neurons);
    double const part = dt / substeps;
    return {combined([part](double g, double c_m) { return part * g / c_m; }, c.g_l_ns, c.c_m_pf),
            share_of(part, c.c_m_pf),
            {decay_in(part / 2, c.tau_syn_ex_ms), decay_in(part / 2, c.tau_syn_in_ms)},
            {c.e_ex_mv, c.e_in_mv},
            c.e_l_mv,
            c.v_th_mv,
            c.delta_t_mv,
            share_of(1, c.delta_t_mv),
            share_of(part, c.tau_w_ms),
            c.a_ns,
            c.b_pa,
            c.i_e_pa,
            c.v_peak_mv,
            c.v_reset_mv,
            refractory_steps(c.t_ref_ms, neurons, dt)};
}

auto AdExCondExp::initial(Config const& config) -> State<Values>
{
    return {config.v_m_mv, 0, {0, 0}, 0};
}

template struct PointStage<IafCondExp>;
template struct PointStage<AdExCondExp>;

}  // namespace inferno
