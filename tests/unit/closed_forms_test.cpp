//! Membranes, adaptations and synapses in networks against closed forms, as well as Real allows.
#include <cmath>
#include <functional>

#include "inferno/network/connection.hpp"
#include "inferno/network/neurons.hpp"
#include "inferno/neuron/models.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/one_neuron.hpp"

namespace inferno::test {
namespace {

constexpr double step_ms = 0.5;
constexpr int steps      = 120;

class ClosedFormTest : public BackendTest {
  protected:
    void feed(NeuronGroup& neurons, double current_na)
    {
        Buffer<Real> const input = reals_on(backend, {static_cast<Real>(current_na)});
        neurons.step({input.data(), neurons.size(), neurons.batch()});
    }

    //! The voltages after each step.
    Trace voltages(NeuronGroup& neurons, std::function<double(int)> const& current_na)
    {
        Trace trace;
        for (int k = 0; k < steps; ++k) {
            feed(neurons, current_na(k));
            trace.push_back(static_cast<double>(neurons.voltage_mv().at(0)));
        }
        return trace;
    }

    //! What a synapse gives from the step on in which its only spike arrives.
    Trace currents(AnySynapse const& synapse)
    {
        ConnectionConfig config;
        config.step_time_ms = step_ms;
        config.synapse      = synapse;
        LinearDirect connection(backend, {1}, config);
        connection.set_weight(Reals{1});
        Trace trace;
        for (int k = 0; k < steps; ++k) {
            connection.forward(spikes_on(backend, 1, 1, {std::uint8_t{k == 0}}).view());
            trace.push_back(static_cast<double>(connection.download_output().at(0)));
        }
        return trace;
    }

    static void expect(Trace const& got, std::function<double(double)> const& form, double from_ms)
    {
        Trace exact;
        for (int k = 0; k < static_cast<int>(got.size()); ++k) {
            exact.push_back(form(from_ms + k * step_ms));
        }
        EXPECT_LT(error_of(got, exact), trace_tolerance<Real>);
    }
};
INFERNO_ON_EVERY_BACKEND(ClosedFormTest);

TEST_P(ClosedFormTest, ALeakyMembraneFollowsStepsOfItsCurrent)
{
    LIF::Config config;
    config.rest_mv = -61.3, config.threshold_mv = -40, config.time_constant_ms = 13.7;
    config.resistance_mohm = 2.1;
    Neurons<LIF> neurons(backend, {1}, 1, step_ms, config);
    double const on_ms = 40 * step_ms, rise_mv = 2.1 * 7.3;
    expect(
        voltages(neurons, [](int k) { return k < 40 ? 7.3 : 0; }),
        [&](double t) {
            double const risen = -std::expm1(-std::min(t, on_ms) / 13.7);
            return -61.3 + rise_mv * risen * std::exp(-std::max(t - on_ms, 0.0) / 13.7);
        },
        step_ms);
}

TEST_P(ClosedFormTest, ALeakyMembraneFiresWhenTheClosedFormDoesAndWaits)
{
    LIF::Config config;
    config.rest_mv = config.reset_mv = -60;
    config.refractory_ms             = 3;
    Neurons<LIF> neurons(backend, {1}, 1, step_ms, config);
    std::vector<int> fired;
    for (int k = 0; k < steps; ++k) {
        feed(neurons, 15);
        if (neurons.download_spikes().at(0) != 0) { fired.push_back(k); }
    }
    // from reset to threshold: tau log(drive / (drive - 10)); the sixth step of the waiting moves
    // again
    int const passage = static_cast<int>(std::ceil(20 * std::log(15.0 / 5.0) / step_ms));
    EXPECT_EQ(fired, (std::vector<int>{passage - 1, 2 * passage + 5 - 1}));
}

TEST_P(ClosedFormTest, AnAdaptationOfTheThresholdDecaysExponentially)
{
    ALIF::Config config;
    config.refractory_ms               = 0;
    config.adaptation_time_constant_ms = {17.3};
    config.spike_increment_mv          = {2.3};
    Neurons<ALIF> neurons(backend, {1}, 1, step_ms, config);
    Trace trace;
    for (int k = 0; k < steps; ++k) {
        feed(neurons, k == 0 ? 5000 : 0);
        ASSERT_EQ(neurons.download_spikes().at(0) != 0, k == 0) << k;
        trace.push_back(static_cast<double>(neurons.adaptation().at(0)));
    }
    expect(
        trace, [](double t) { return 2.3 * std::exp(-t / 17.3); }, 0);
}

TEST_P(ClosedFormTest, CurrentsOfSynapsesAreExponentials)
{
    expect(
        currents(SingleExponentialCurrent{1.3, 7.1}),
        [](double t) { return 1.3 / 7.1 * std::exp(-t / 7.1); },
        0);
    expect(
        currents(DoubleExponentialCurrent{1.7, 5.3, 2.9}),
        [](double t) { return 1.7 / (5.3 - 2.9) * (std::exp(-t / 5.3) - std::exp(-t / 2.9)); },
        0);
}

}  // namespace
}  // namespace inferno::test
