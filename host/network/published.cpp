#include "inferno/network/published.hpp"

#include <algorithm>

#include "inferno/neuron/point_models.hpp"

#include "network/published_parts.hpp"

namespace inferno {
namespace {

//! 3,200 and 800 neurons of a model, and their connections.
template <class Model>
Populations add_brette(SparseNetwork& network,
                       typename Model::Config const& neuron,
                       double excitation,
                       double inhibitory)
{
    Index const stimulated   = 50;  // of the excitatory neurons
    Populations const groups = {&network.add<Model>("E", 3200, neuron),
                                &network.add<Model>("I", 800, neuron)};
    std::vector<double> rate_hz(3200, 0);
    std::fill_n(rate_hz.begin(), stimulated, 300);
    groups[0]->drive({.rate_hz = rate_hz, .weight = excitation, .start_ms = 1, .stop_ms = 51});
    for (PointGroup* const target : groups) {
        network.connect(
            *groups[0], *target, FixedInDegree{64}, {.weight = excitation, .delay_ms = 0.1});
        network.connect(*groups[1],
                        *target,
                        FixedInDegree{16},
                        {.weight = inhibitory, .delay_ms = 0.1, .port = 1});
    }
    return groups;
}

}  // namespace

Populations brette(SparseNetwork& network, BretteKind kind)
{
    if (kind == BretteKind::cuba) {
        IafPscExp<2>::Config neuron;
        neuron.c_m_pf        = 200;
        neuron.tau_m_ms      = 20;
        neuron.tau_syn_ex_ms = 5;
        neuron.tau_syn_in_ms = 10;
        neuron.t_ref_ms      = 5;
        neuron.e_l_mv        = -49;
        neuron.v_m_mv        = -49;
        neuron.v_th_mv       = -50;
        neuron.v_reset_mv    = -60;
        return add_brette<IafPscExp<2>>(network, neuron, 16.2, -139.5);
    }
    if (kind == BretteKind::coba) {
        IafCondExp::Config neuron;
        neuron.g_l_ns        = 10;
        neuron.c_m_pf        = 200;
        neuron.tau_syn_ex_ms = 5;
        neuron.tau_syn_in_ms = 10;
        neuron.t_ref_ms      = 5;
        neuron.e_l_mv        = -60;
        neuron.v_m_mv        = -60;
        neuron.e_in_mv       = -80;
        neuron.v_th_mv       = -50;
        neuron.v_reset_mv    = -60;
        return add_brette<IafCondExp>(network, neuron, 6, 67);
    }
    return add_brette<HHCondExpTraub<TraubForm::nest>>(network, {}, 6, 67);
}

Populations izhikevich_2003(SparseNetwork& network)
{
    Izhikevich2003::Config excitatory, inhibitory;
    std::vector<double> c, d, a, b;
    for (double const r : host::drawn(network, 800, uniform)) {
        c.push_back(-65 + 15 * r * r);
        d.push_back(8 - 6 * r * r);
    }
    excitatory.c_mv = c;
    excitatory.d    = d;
    auto& e         = network.add<Izhikevich2003>("E", 800, excitatory);
    for (double const r : host::drawn(network, 200, uniform)) {
        a.push_back(0.02 + 0.08 * r);
        b.push_back(0.25 - 0.05 * r);
    }
    inhibitory.a = a;
    inhibitory.b = b;
    inhibitory.d = 2;
    auto& i      = network.add<Izhikevich2003>("I", 200, inhibitory);
    e.noise({.deviation = 5});
    i.noise({.deviation = 2});
    for (PointGroup* const target : {static_cast<PointGroup*>(&e), static_cast<PointGroup*>(&i)}) {
        network.connect(
            e, *target, AllToAll{}, {.weight = Distribution::uniform(0, 0.5), .delay_ms = 1});
        network.connect(
            i, *target, AllToAll{}, {.weight = Distribution::uniform(-1, 0), .delay_ms = 1});
    }
    return {&e, &i};
}

}  // namespace inferno
