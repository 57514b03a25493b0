#include <array>
#include <cmath>

#include "inferno/network/published.hpp"
#include "inferno/neuron/iaf_psc_exp.hpp"

#include "network/published_parts.hpp"

namespace inferno {
namespace {

Index scaled(double count, double scale) { return static_cast<Index>(std::llround(count * scale)); }

//! The peak voltage that a current with these constants gives for 1 pA, in mV: of a jump that
//! decays exponentially.
double peak_of_exponential(double tau_m, double tau_syn, double c_m)
{
    double const a     = tau_m * tau_syn / (c_m * (tau_syn - tau_m));
    double const ratio = tau_m / tau_syn;
    double const sub   = 1 / (tau_syn - tau_m);
    return a * (std::pow(ratio, tau_m * sub) - std::pow(ratio, tau_syn * sub));
}

// Potjans and Diesmann (2014), tables 4 and 5, and the authors' microcircuit-PD14-model
constexpr int layers                                  = 8;
constexpr std::array<char const*, layers> layer_names = {
    "L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"};
constexpr std::array<double, layers> layer_neurons = {
    20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948};
constexpr std::array<double, layers> layer_inputs = {
    1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100};
constexpr double probability[layers][layers]  = {  // [target][source]
    {.1009, .1689, .0437, .0818, .0323, 0, .0076, 0},
    {.1346, .1371, .0316, .0515, .0755, 0, .0042, 0},
    {.0077, .0059, .0497, .1350, .0067, .0003, .0453, 0},
    {.0691, .0029, .0794, .1597, .0033, 0, .1057, 0},
    {.1004, .0622, .0505, .0057, .0831, .3726, .0204, 0},
    {.0548, .0269, .0257, .0022, .0600, .3158, .0086, 0},
    {.0156, .0066, .0211, .0166, .0572, .0197, .0396, .2252},
    {.0364, .0010, .0034, .0005, .0277, .0080, .0658, .1443}};
constexpr std::array<double, layers> start_mv = {
    -68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43};
constexpr std::array<double, layers> start_deviation_mv = {
    5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48};
constexpr std::array<double, layers> full_rate_hz = {
    0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829};
constexpr double background_hz = 8, psp_mv = 0.15, tau_syn_ms = 0.5, inhibition = -4;

bool excites(int layer) { return layer % 2 == 0; }

//! Synapses of a pair of populations at full size: so many draws of a pair leave the probability
//! that a pair is not connected.
double full_synapses(int target, int source)
{
    double const pairs = layer_neurons[static_cast<std::size_t>(target)] *
                         layer_neurons[static_cast<std::size_t>(source)];
    return std::round(std::log1p(-probability[target][source]) / std::log1p(-1 / pairs));
}

double mean_weight(int target, int source, double psc_pa)
{
    bool const doubled = target == 0 && source == 2;  // L4E to L23E
    return excites(source) ? (doubled ? 2 : 1) * psc_pa : inhibition * psc_pa;
}

//! The current that a population misses where in-degrees are scaled down.
double missing_pa(int target, double kept, double psc_pa)
{
    double sum = (1 - std::sqrt(kept)) * layer_inputs[static_cast<std::size_t>(target)] *
                 background_hz * psc_pa;
    for (int source = 0; source < layers; ++source) {
        double const degree =
            full_synapses(target, source) / layer_neurons[static_cast<std::size_t>(target)];
        sum += (1 - std::sqrt(kept)) * degree * full_rate_hz[static_cast<std::size_t>(source)] *
               mean_weight(target, source, psc_pa);
    }
    return 1e-3 * tau_syn_ms * sum;
}

void connect_layers(SparseNetwork& network,
                    Populations const& groups,
                    MicrocircuitConfig const& config,
                    double psc_pa)
{
    for (int target = 0; target < layers; ++target) {
        for (int source = 0; source < layers; ++source) {
            Index const synapses =
                scaled(full_synapses(target, source), config.neurons * config.synapses);
            if (synapses == 0) { continue; }
            double const mean = mean_weight(target, source, psc_pa) / std::sqrt(config.synapses);
            bool const up     = excites(source);
            auto const weight = Distribution::normal(mean, 0.1 * std::abs(mean));
            double const delay_ms = up ? 1.5 : 0.75;
            network.connect(
                *groups[static_cast<std::size_t>(source)],
                *groups[static_cast<std::size_t>(target)],
                FixedTotalNumber{synapses},
                {.weight   = up ? weight.redrawn(0) : weight.redrawn(-1e9, 0),
                 .delay_ms = Distribution::normal(delay_ms, delay_ms / 2).redrawn(0.05)});
        }
    }
}

}  // namespace

Populations microcircuit(SparseNetwork& network, MicrocircuitConfig const& config)
{
    INFERNO_REQUIRE(
        config.neurons > 0 && config.neurons <= 1,
        "microcircuit: neurons is " << config.neurons << ", must be above 0, at most 1");
    INFERNO_REQUIRE(
        config.synapses > 0 && config.synapses <= 1,
        "microcircuit: synapses is " << config.synapses << ", must be above 0, at most 1");
    double const psc_pa = psp_mv / peak_of_exponential(10, tau_syn_ms, 250);
    Populations groups;
    for (int k = 0; k < layers; ++k) {
        auto const at         = static_cast<std::size_t>(k);
        Index const size      = scaled(layer_neurons[at], config.neurons);
        double const input_hz = layer_inputs[at] * config.synapses * background_hz;
        double const psc      = psc_pa / std::sqrt(config.synapses);
        IafPscExp<1>::Config neuron;
        neuron.tau_syn_ex_ms = tau_syn_ms;
        neuron.e_l_mv        = -65;
        neuron.v_reset_mv    = -65;
        neuron.v_th_mv       = -50;
        neuron.v_m_mv        = host::drawn(network, size, [&](std::uint32_t word) {
            return start_mv[at] + start_deviation_mv[at] * static_cast<double>(normal(word));
        });
        double const missing = missing_pa(k, config.synapses, psc_pa);
        neuron.i_e_pa = config.poisson ? missing : input_hz * psc * tau_syn_ms * 1e-3 + missing;
        groups.push_back(&network.add<IafPscExp<1>>(layer_names[at], size, neuron));
        if (config.poisson) { groups.back()->drive({.rate_hz = input_hz, .weight = psc}); }
    }
    connect_layers(network, groups, config, psc_pa);
    return groups;
}

}  // namespace inferno
