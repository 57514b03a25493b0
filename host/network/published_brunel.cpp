#include <cmath>

#include "inferno/network/published.hpp"
#include "inferno/neuron/point_models.hpp"

namespace inferno {
namespace {

//! E and I of a Brunel network, each reached by `degree` of E and a quarter as many of I.
void connect_brunel(
    SparseNetwork& network, Populations const& groups, Index degree, double j, double g)
{
    for (PointGroup* const target : groups) {
        network.connect(*groups[0], *target, FixedInDegree{degree}, {.weight = j, .delay_ms = 1.5});
        network.connect(
            *groups[1], *target, FixedInDegree{degree / 4}, {.weight = -g * j, .delay_ms = 1.5});
    }
}

template <class Model>
Populations add_brunel(SparseNetwork& network,
                       typename Model::Config neuron,
                       BrunelConfig const& config,
                       double j,
                       double rate_hz)
{
    neuron.tau_m_ms          = 20;
    neuron.t_ref_ms          = 2;
    neuron.e_l_mv            = 0;
    neuron.v_reset_mv        = 0;
    neuron.v_th_mv           = 20;
    neuron.v_m_mv            = 0;
    Populations const groups = {&network.add<Model>("E", 4 * config.order, neuron),
                                &network.add<Model>("I", config.order, neuron)};
    for (PointGroup* const group : groups) {
        group->drive({.rate_hz = rate_hz, .weight = j});
    }
    connect_brunel(network, groups, 4 * config.order / 10, j, config.g);
    return groups;
}

//! The peak voltage that an alpha-shaped current with a peak of 1 pA gives, in mV, found by
//! bisection of its derivative.
double peak_of_alpha(double tau_m, double tau_syn, double c_m)
{
    double const b     = 1 / tau_syn - 1 / tau_m;
    auto const voltage = [=](double t) {
        double const slow = std::exp(-t / tau_m) - std::exp(-t / tau_syn);
        return std::exp(1.0) / (tau_syn * c_m * b) * (slow / b - t * std::exp(-t / tau_syn));
    };
    double low = 0, high = 10 * tau_m;
    for (int k = 0; k < 200; ++k) {  // golden sections would do with fewer
        double const left  = low + (high - low) / 3;
        double const right = high - (high - low) / 3;
        (voltage(left) < voltage(right) ? low : high) =
            voltage(left) < voltage(right) ? left : right;
    }
    return voltage(low);
}

}  // namespace

Populations brunel(SparseNetwork& network, BrunelConfig const& config)
{
    INFERNO_REQUIRE(config.order >= 10,
                    "brunel: order is " << config.order << ", must be at least 10");
    double const degree       = 0.4 * static_cast<double>(config.order);
    double const threshold_mv = 20, j_mv = 0.1, tau_m = 20;
    if (!config.alpha) {
        double const rate_hz = config.eta * threshold_mv / (j_mv * tau_m) * 1000;
        return add_brunel<IafPscDelta>(network, {.c_m_pf = 1}, config, j_mv, rate_hz);
    }
    double const c_m = 250, tau_syn = 0.5;
    double const j_pa    = j_mv / peak_of_alpha(tau_m, tau_syn, c_m);
    double const nu      = threshold_mv * c_m / (j_pa * degree * std::exp(1.0) * tau_m * tau_syn);
    double const rate_hz = config.eta * nu * 1000 * degree;
    IafPscAlpha<1>::Config neuron;
    neuron.c_m_pf        = c_m;
    neuron.tau_syn_ex_ms = tau_syn;
    return add_brunel<IafPscAlpha<1>>(network, neuron, config, j_pa, rate_hz);
}

Populations spice_brunel(SparseNetwork& network, Index synapses, bool plastic)
{
    INFERNO_REQUIRE(synapses >= 500,
                    "spice_brunel: synapses is " << synapses << ", must be at least 500");
    auto const neurons =
        static_cast<Index>(std::lround(std::sqrt(static_cast<double>(synapses) / 0.05)));
    Index const half  = neurons / 2;
    Index const end   = static_cast<Index>(0.9 * static_cast<double>(neurons));
    double const size = 20000.0 / static_cast<double>(neurons);
    SpiceBrunel::Config const neuron;
    Populations const groups = {&network.add<PoissonSource>("P", half, {.rate_hz = 20}),
                                &network.add<SpiceBrunel>("E", end - half, neuron),
                                &network.add<SpiceBrunel>("I", neurons - end, neuron)};
    for (PointGroup* const target : {groups[1], groups[2]}) {
        for (PointGroup* const source : groups) {
            double const weight_mv = (source == groups[2] ? -0.5 : 0.1) * size;
            SynapseConfig synapse{.weight = weight_mv, .delay_ms = 1.5};
            if (plastic && source == groups[1] && target == groups[1]) {
                synapse.plasticity =
                    SparseSilenceSTDP{.w_far  = 1000 * size,
                                      .w_max  = 0.3 * size,
                                      .tau_ms = -0.1 / std::log1p(-0.1 / 20)};  // as Euler's
            }
            network.connect(*source, *target, PairwiseBernoulli{0.1}, synapse);
        }
    }
    return groups;
}

Populations spice_vogels(SparseNetwork& network, Index synapses)
{
    INFERNO_REQUIRE(synapses >= 500,
                    "spice_vogels: synapses is " << synapses << ", must be at least 500");
    auto const neurons =
        static_cast<Index>(std::lround(std::sqrt(static_cast<double>(synapses) / 0.02)));
    auto const excite   = static_cast<Index>(0.8 * static_cast<double>(neurons));
    double const square = static_cast<double>(neurons) * static_cast<double>(neurons);
    SpiceVogels::Config const neuron;
    Populations const groups = {&network.add<SpiceVogels>("E", excite, neuron),
                                &network.add<SpiceVogels>("I", neurons - excite, neuron)};
    for (PointGroup* const target : groups) {
        network.connect(*groups[0],
                        *target,
                        PairwiseBernoulli{0.02},
                        {.weight = 0.4 * 16e6 / square, .delay_ms = 0.8});
        network.connect(*groups[1],
                        *target,
                        PairwiseBernoulli{0.02},
                        {.weight = 5.1 * 16e6 / square, .delay_ms = 0.8, .port = 1});
    }
    return groups;
}

}  // namespace inferno
