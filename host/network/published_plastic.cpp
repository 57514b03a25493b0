#include <cmath>

#include "inferno/network/published.hpp"
#include "inferno/neuron/point_models.hpp"

#include "network/published_parts.hpp"

namespace inferno {
namespace {

//! E and I, in which E to E is `learning`; all else has `j_pa` or -5 times that.
void connect_balanced(SparseNetwork& network,
                      Populations const& groups,
                      Index degree,
                      double j_pa,
                      bool allow_self,
                      SynapseConfig learning)
{
    learning.delay_ms   = 1.5;
    learning.allow_self = allow_self;
    for (PointGroup* const source : groups) {
        Index const many = source == groups[0] ? degree : degree / 4;
        for (PointGroup* const target : groups) {
            bool const excites = source == groups[0];
            SynapseConfig const fixed{
                .weight = excites ? j_pa : -5 * j_pa, .delay_ms = 1.5, .allow_self = allow_self};
            network.connect(*source,
                            *target,
                            FixedInDegree{many},
                            excites && target == groups[0] ? learning : fixed);
        }
    }
}

//! E and I of one model, with potentials drawn from a normal distribution, `most_mv` at most.
template <class Model>
Populations add_balanced(SparseNetwork& network,
                         typename Model::Config neuron,
                         Index excitatory,
                         double mean_mv,
                         double deviation_mv,
                         double most_mv)
{
    auto const potential = [=](std::uint32_t word) {
        return std::min(mean_mv + deviation_mv * static_cast<double>(normal(word)), most_mv);
    };
    neuron.v_m_mv = host::drawn(network, excitatory, potential);
    auto& e       = network.add<Model>("E", excitatory, neuron);
    neuron.v_m_mv = host::drawn(network, excitatory / 4, potential);
    auto& i       = network.add<Model>("I", excitatory / 4, neuron);
    return {&e, &i};
}

}  // namespace

Populations brette_stdp(SparseNetwork& network)
{
    IafPscExp<1>::Config neuron;
    neuron.tau_m_ms          = 20;
    neuron.e_l_mv            = 0;
    neuron.v_reset_mv        = 0;
    neuron.v_th_mv           = 20;
    Populations const groups = add_balanced<IafPscExp<1>>(network, neuron, 9000, 7, 5, 19.9);
    for (PointGroup* const group : groups) {
        group->drive({.rate_hz = 4050, .weight = 35});
    }
    connect_balanced(network,
                     groups,
                     900,
                     35,
                     true,
                     {.weight     = Distribution::normal(35, 3).clipped(0, 70),
                      .plasticity = SparseSTDP{.lambda = 0.01, .alpha = 1.05, .w_max = 70}});
    return groups;
}

Populations hpc_benchmark(SparseNetwork& network, double scale, bool plastic)
{
    INFERNO_REQUIRE(scale >= 0.001 && scale <= 10000,
                    "hpc_benchmark: scale is " << scale << ", must be from 0.001 to 10000");
    double const tau_m = 10, c_m = 250, tau_syn = 0.32582722403722841, threshold_mv = 20;
    double const j_pa    = 45.609600317;  // 0.14 mV at the peak
    Index const degree   = 9000;
    double const reached = degree * tau_m / c_m * j_pa * std::exp(1.0) * tau_syn;
    double const rate_hz = 1.685 * (threshold_mv / reached) * degree * 1000;
    IafPscAlpha<1>::Config neuron;
    neuron.tau_m_ms          = tau_m;
    neuron.tau_syn_ex_ms     = tau_syn;
    neuron.c_m_pf            = c_m;
    neuron.t_ref_ms          = 0.5;
    neuron.e_l_mv            = 0;
    neuron.v_reset_mv        = 0;
    neuron.v_th_mv           = threshold_mv;
    Populations const groups = add_balanced<IafPscAlpha<1>>(
        network, neuron, 4 * static_cast<Index>(std::lround(2250 * scale)), 5.7, 7.2, 1e9);
    for (PointGroup* const group : groups) {
        group->drive({.rate_hz = rate_hz, .weight = j_pa});
    }
    SynapseConfig learning{.weight = j_pa};
    if (plastic) {
        learning.plasticity = SparsePowerLawSTDP{.lambda       = 0.1,
                                                 .alpha        = 0.0513,
                                                 .mu           = 0.4,
                                                 .w_max        = 10 * j_pa,
                                                 .tau_plus_ms  = 15,
                                                 .tau_minus_ms = 30};
    }
    connect_balanced(network, groups, degree, j_pa, false, learning);
    return groups;
}

}  // namespace inferno
