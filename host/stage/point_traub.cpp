#include "inferno/neuron/hh_cond_exp_traub.hpp"
#include "inferno/neuron/point_loop.hpp"

#include "point_parameters.hpp"

namespace inferno {

template <TraubForm form>
auto HHCondExpTraub<form>::derive(Config const& c, Index neurons, double dt) -> Params<Values>
{
    require_positive({{"g_l_ns", c.g_l_ns},
                      {"c_m_pf", c.c_m_pf},
                      {"tau_syn_ex_ms", c.tau_syn_ex_ms},
                      {"tau_syn_in_ms", c.tau_syn_in_ms}},
                     neurons);
    require_nonnegative("g_na_ns", c.g_na_ns, neurons);
    require_nonnegative("g_k_ns", c.g_k_ns, neurons);
    require_values({{"e_l_mv", c.e_l_mv},
                    {"e_na_mv", c.e_na_mv},
                    {"e_k_mv", c.e_k_mv},
                    {"e_ex_mv", c.e_ex_mv},
                    {"e_in_mv", c.e_in_mv},
                    {"v_t_mv", c.v_t_mv},
                    {"v_spike_mv", c.v_spike_mv},
                    {"i_e_pa", c.i_e_pa},
                    {"v_m_mv", c.v_m_mv}},
                   neurons);
    double const part = dt / substeps;
    auto const silent = falls ? refractory_steps : later_refractory_steps;
    return {share_of(part, c.c_m_pf),
            part,
            {decay_in(part / 2, c.tau_syn_ex_ms), decay_in(part / 2, c.tau_syn_in_ms)},
            {c.e_ex_mv, c.e_in_mv},
            c.g_l_ns,
            c.g_na_ns,
            c.g_k_ns,
            c.e_na_mv,
            c.e_k_mv,
            c.v_t_mv,
            combined([](double g_l, double e_l, double i_e) { return g_l * e_l + i_e; },
                     c.g_l_ns,
                     c.e_l_mv,
                     c.i_e_pa),
            c.v_spike_mv,
            silent(c.t_ref_ms, neurons, dt)};
}

template <TraubForm form>
auto HHCondExpTraub<form>::initial(Config const& c) -> State<Values>
{
    auto const balance = [&](Rates<double> (*rates)(double)) {
        return combined(
            [=](double v, double v_t) { return rates(v - v_t).balance(); }, c.v_m_mv, c.v_t_mv);
    };
    return {c.v_m_mv,
            balance(m_rates<double>),
            balance(h_rates<double>),
            balance(n_rates<double>),
            {0, 0},
            0};
}

template struct HHCondExpTraub<TraubForm::nest>;
template struct HHCondExpTraub<TraubForm::brian>;
template struct PointStage<HHCondExpTraub<TraubForm::nest>>;
template struct PointStage<HHCondExpTraub<TraubForm::brian>>;

}  // namespace inferno
