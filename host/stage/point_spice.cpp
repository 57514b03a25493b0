#include "inferno/neuron/point_loop.hpp"
#include "inferno/neuron/poisson_source.hpp"
#include "inferno/neuron/spice.hpp"

#include "point_parameters.hpp"

namespace inferno {

auto SpiceBrunel::derive(Config const& c, Index neurons, double dt) -> Params<Values>
{
    require_positive("tau_m_ms", c.tau_m_ms, neurons);
    require_values({{"v_th_mv", c.v_th_mv}, {"v_reset_mv", c.v_reset_mv}, {"v_m_mv", c.v_m_mv}},
                   neurons);
    require_below("v_reset_mv", c.v_reset_mv, "v_th_mv", c.v_th_mv);
    return {share_of(dt, c.tau_m_ms),
            c.v_th_mv,
            c.v_reset_mv,
            refractory_steps(c.t_ref_ms, neurons, dt)};
}

auto SpiceBrunel::initial(Config const& config) -> State<Values> { return {config.v_m_mv, 0}; }

auto SpiceVogels::derive(Config const& c, Index neurons, double dt) -> Params<Values>
{
    require_positive({{"tau_m_ms", c.tau_m_ms},
                      {"tau_syn_ex_ms", c.tau_syn_ex_ms},
                      {"tau_syn_in_ms", c.tau_syn_in_ms}},
                     neurons);
    require_values({{"e_l_mv", c.e_l_mv},
                    {"e_ex_mv", c.e_ex_mv},
                    {"e_in_mv", c.e_in_mv},
                    {"v_th_mv", c.v_th_mv},
                    {"v_reset_mv", c.v_reset_mv},
                    {"input_mv", c.input_mv},
                    {"v_m_mv", c.v_m_mv}},
                   neurons);
    require_below("v_reset_mv", c.v_reset_mv, "v_th_mv", c.v_th_mv);
    return {share_of(dt, c.tau_m_ms),
            {share_of(dt, c.tau_syn_ex_ms), share_of(dt, c.tau_syn_in_ms)},
            {c.e_ex_mv, c.e_in_mv},
            combined([](double rest, double input) { return rest + input; }, c.e_l_mv, c.input_mv),
            c.v_th_mv,
            c.v_reset_mv,
            refractory_steps(c.t_ref_ms, neurons, dt)};
}

auto SpiceVogels::initial(Config const& config) -> State<Values>
{
    return {config.v_m_mv, {0, 0}, 0};
}

auto PoissonSource::derive(Config const& config, Index neurons, double dt) -> Params<Values>
{
    require_nonnegative("rate_hz", config.rate_hz, neurons);
    require_not_above("rate_hz", config.rate_hz, "one spike per step, in Hz", 1000 / dt);
    return {config.rate_hz.map([dt](double hz) {
        double const probability = std::min(hz * dt * 1e-3, 1.0);
        return probability > 0 ? -1 / std::log1p(-probability) : -1;
    })};
}

auto PoissonSource::initial(Config const&) -> State<Values> { return {0}; }

template struct PointStage<SpiceBrunel>;
template struct PointStage<SpiceVogels>;
template struct PointStage<PoissonSource>;

}  // namespace inferno
