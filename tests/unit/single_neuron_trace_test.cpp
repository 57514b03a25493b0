//! One neuron of a network, driven by a constant current or by one spike, next to the solution of
//! its equation: through generators, delays, rings and stages, in whatever Real is.
#include <cmath>

#include <gtest/gtest.h>

#include "inferno/network/neurons.hpp"
#include "inferno/network/sparse_network.hpp"
#include "inferno/network/spike_generator.hpp"
#include "inferno/neuron/iaf_psc_alpha.hpp"
#include "inferno/neuron/iaf_psc_delta.hpp"
#include "inferno/neuron/iaf_psc_exp.hpp"
#include "inferno/neuron/lif.hpp"

namespace inferno::test {
namespace {

constexpr double dt        = 0.1;                                           //!< ms
constexpr double tau_m     = 10;                                            //!< ms
constexpr double tau_syn   = 2;                                             //!< ms
constexpr double c_m       = 250;                                           //!< pF
constexpr double rest      = -70;                                           //!< mV
constexpr double tolerance = sizeof(Real) == sizeof(double) ? 1e-9 : 1e-4;  //!< of the range

//! The largest error of a trace, as a part of the range of what it should be; wanted(k): after k
//! steps, from 1 on.
template <class Wanted>
double error_of(std::vector<Real> const& trace, Wanted const& wanted)
{
    double low = rest, high = rest, worst = 0;
    for (std::size_t k = 0; k < trace.size(); ++k) {
        double const exact = wanted(static_cast<double>(k + 1));
        low = std::min(low, exact), high = std::max(high, exact);
        worst = std::max(worst, std::abs(static_cast<double>(trace[k]) - exact));
    }
    EXPECT_GT(high - low, 0.5);
    return worst / (high - low);
}

constexpr Index steps = 600;

//! A neuron that a generator reaches once, in step 9 and 13 steps later.
template <class Model>
std::vector<Real> spike_trace(typename Model::Config const& config, double weight)
{
    SparseNetwork net(make_backend("host", {1}), {.step_time_ms = dt});
    auto& generator = net.add<SpikeGenerator>("generator", 1, {.times_ms = {{1.0}}});
    auto& neuron    = net.add<Model>("neuron", 1, config);
    net.connect(generator, neuron, OneToOne{}, {.weight = weight, .delay_ms = 1.3});
    std::vector<Real> trace;
    for (Index k = 0; k < steps; ++k) {
        net.run(1);
        trace.push_back(neuron.column("voltage_mv").download()[0]);
    }
    return trace;
}

//! Steps since the arrival at the end of step 22; 0 before.
double since_arrival(double step) { return std::max(step - 23, 0.0) * dt; }

TEST(SingleNeuronTrace, LeakyWithAConstantCurrent)
{
    SparseNetwork net(make_backend("host", {1}), {.step_time_ms = dt});
    auto& neuron = net.add<IafPscExp<1>>("neuron", 1, {.i_e_pa = 300});
    std::vector<Real> trace;
    for (Index k = 0; k < steps; ++k) {
        net.run(1);
        trace.push_back(neuron.column("voltage_mv").download()[0]);
    }
    EXPECT_LT(error_of(trace,
                       [](double step) {
                           return rest - 300 * tau_m / c_m * std::expm1(-step * dt / tau_m);
                       }),
              tolerance);
}

TEST(SingleNeuronTrace, LeakyWithAnExponentialCurrent)
{
    auto const trace = spike_trace<IafPscExp<1>>({}, 700);
    auto const exact = [](double step) {
        double const t     = since_arrival(step);
        double const scale = 700 / c_m / (1 / tau_syn - 1 / tau_m);
        return rest + scale * (std::exp(-t / tau_m) - std::exp(-t / tau_syn));
    };
    EXPECT_LT(error_of(trace, exact), tolerance);
}

TEST(SingleNeuronTrace, LeakyWithAnAlphaCurrent)
{
    auto const trace = spike_trace<IafPscAlpha<1>>({}, 400);
    auto const exact = [](double step) {
        double const t    = since_arrival(step);
        double const rate = 1 / tau_syn - 1 / tau_m;
        double const peak = 400 * std::exp(1) / tau_syn / c_m;
        return rest + peak * ((std::exp(-t / tau_m) - std::exp(-t / tau_syn)) / (rate * rate) -
                              t * std::exp(-t / tau_syn) / rate);
    };
    EXPECT_LT(error_of(trace, exact), tolerance);
}

TEST(SingleNeuronTrace, LeakyWithAJump)
{
    auto const trace = spike_trace<IafPscDelta>({}, 8);
    auto const exact = [](double step) {
        return step < 23 ? rest : rest + 8 * std::exp(-(step - 23) * dt / tau_m);
    };
    EXPECT_LT(error_of(trace, exact), tolerance);
}

//! The trace of a neuron that fires, at rest for the time after a spike.
TEST(SingleNeuronTrace, FiresWhenItShould)
{
    SparseNetwork net(make_backend("host", {1}), {.step_time_ms = dt});
    auto& neuron = net.add<IafPscExp<1>>("neuron", 1, {.t_ref_ms = 2, .i_e_pa = 500});
    net.record_spikes(true);
    net.run(2000);
    // the voltage reaches the threshold where 20 (1 - exp(-t / tau_m)) = 15
    auto const rising = static_cast<Index>(std::ceil(tau_m * std::log(4) / dt));
    Index next        = rising - 1;
    for (SpikeEvent const& spike : net.take_spikes()) {
        EXPECT_EQ(spike.step, next);
        next += 20 + rising;
    }
    EXPECT_GT(next, 1999);
    EXPECT_EQ(neuron.fired_counts()[0], 12U);
}

}  // namespace
}  // namespace inferno::test
