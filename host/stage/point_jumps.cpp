#include "inferno/neuron/brian_cuba.hpp"
#include "inferno/neuron/iaf_psc_delta.hpp"
#include "inferno/neuron/izhikevich_2003.hpp"
#include "inferno/neuron/point_loop.hpp"

#include "point_parameters.hpp"

namespace inferno {

auto IafPscDelta::derive(Config const& c, Index neurons, double dt) -> Params<Values>
{
    require_positive({{"tau_m_ms", c.tau_m_ms}, {"c_m_pf", c.c_m_pf}}, neurons);
    require_values({{"e_l_mv", c.e_l_mv},
                    {"v_th_mv", c.v_th_mv},
                    {"v_reset_mv", c.v_reset_mv},
                    {"i_e_pa", c.i_e_pa},
                    {"v_m_mv", c.v_m_mv}},
                   neurons);
    require_below("v_reset_mv", c.v_reset_mv, "v_th_mv", c.v_th_mv);
    return {decay_in(dt, c.tau_m_ms),
            constant_drive(c.i_e_pa, c.tau_m_ms, c.c_m_pf, dt),
            c.e_l_mv,
            c.v_th_mv,
            c.v_reset_mv,
            refractory_steps(c.t_ref_ms, neurons, dt)};
}

auto IafPscDelta::initial(Config const& config) -> State<Values> { return {config.v_m_mv, 0}; }

auto BrianCuba::derive(Config const& c, Index neurons, double dt) -> Params<Values>
{
    require_positive({{"tau_m_ms", c.tau_m_ms},
                      {"tau_syn_ex_ms", c.tau_syn_ex_ms},
                      {"tau_syn_in_ms", c.tau_syn_in_ms}},
                     neurons);
    require_values({{"e_l_mv", c.e_l_mv},
                    {"v_th_mv", c.v_th_mv},
                    {"v_reset_mv", c.v_reset_mv},
                    {"v_m_mv", c.v_m_mv}},
                   neurons);
    require_below("v_reset_mv", c.v_reset_mv, "v_th_mv", c.v_th_mv);
    auto const response = [&](Values const& tau_syn_ms) {
        return combined(
            [dt](double tau_m, double tau_syn) {
                return current_response(tau_m, tau_syn, tau_m, dt);
            },
            c.tau_m_ms,
            tau_syn_ms);
    };
    return {decay_in(dt, c.tau_m_ms),
            {response(c.tau_syn_ex_ms), response(c.tau_syn_in_ms)},
            {decay_in(dt, c.tau_syn_ex_ms), decay_in(dt, c.tau_syn_in_ms)},
            c.e_l_mv,
            c.v_th_mv,
            c.v_reset_mv,
            later_refractory_steps(c.t_ref_ms, neurons, dt)};
}

auto BrianCuba::initial(Config const& config) -> State<Values>
{
    return {config.v_m_mv, {0, 0}, 0};
}

auto Izhikevich2003::derive(Config const& c, Index neurons, double dt) -> Params<Values>
{
    require_values({{"a", c.a},
                    {"b", c.b},
                    {"c_mv", c.c_mv},
                    {"d", c.d},
                    {"i_e", c.i_e},
                    {"v_m_mv", c.v_m_mv}},
                   neurons);
    require_below("c_mv", c.c_mv, "the threshold", 30);
    return {dt / 2, c.a.map([dt](double a) { return a * dt; }), c.b, c.c_mv, c.d, c.i_e};
}

auto Izhikevich2003::initial(Config const& config) -> State<Values>
{
    return {config.v_m_mv,
            combined([](double b, double v) { return b * v; }, config.b, config.v_m_mv)};
}

template struct PointStage<IafPscDelta>;
template struct PointStage<BrianCuba>;
template struct PointStage<Izhikevich2003>;

}  // namespace inferno
