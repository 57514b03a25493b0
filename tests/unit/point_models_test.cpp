#include "inferno/neuron/point_models.hpp"

#include <gtest/gtest.h>

#include "support/compare.hpp"
#include "support/one_neuron.hpp"

namespace inferno::test {
namespace {

template <class Form>
Trace sampled(Form const& voltage_at)
{
    Trace trace;
    for (int k = 1; k <= 500; ++k) {
        trace.push_back(voltage_at(k * dt));
    }
    return trace;
}

template <class Model, class Form>
void expect_closed_form(typename Model::Config const& config, double weight, Form const& voltage_at)
{
    Trace const exact = sampled(voltage_at);
    EXPECT_LT(error_of(response<Model, double>(config, weight), exact), trace_tolerance<double>);
    EXPECT_LT(error_of(response<Model, float>(config, weight), exact), trace_tolerance<float>);
}

//! (exp(-t / tau_m) - exp(-t / tau)) / (1 / tau - 1 / tau_m)
double between(double t, double tau_m, double tau)
{
    return (std::exp(-t / tau_m) - std::exp(-t / tau)) / (1 / tau - 1 / tau_m);
}

TEST(PointModels, AlphaCurrentsGiveTheClosedForm)
{
    double const e = std::exp(1.0);
    auto const psp = [e](double t) {
        double const a = 1 / 0.5 - 1 / 20.0;
        return 20.680155 * e / (0.5 * 250) * std::exp(-t / 20) *
               (1 - std::exp(-a * t) * (1 + a * t)) / (a * a);
    };
    IafPscAlpha<2>::Config config;
    config.tau_m_ms      = 20;
    config.tau_syn_ex_ms = 0.5;
    config.e_l_mv = config.v_m_mv = 0;
    config.v_th_mv                = 20;
    expect_closed_form<IafPscAlpha<2>>(config, 20.680155, psp);
    Trace const trace = response<IafPscAlpha<2>, double>(config, 20.680155);
    EXPECT_NEAR(*std::max_element(trace.begin(), trace.end()), 0.1, 1e-4)
        << "the weight with which Brunel's network has peaks of 0.1 mV";

    config.e_l_mv = config.v_m_mv = -70;
    config.tau_syn_ex_ms          = 20;  // as the membrane
    config.i_e_pa                 = 100;
    expect_closed_form<IafPscAlpha<2>>(config, 50, [e](double t) {
        return -70 + 50 * e / (20 * 250) * t * t / 2 * std::exp(-t / 20) +
               100 * 20.0 / 250 * -std::expm1(-t / 20);
    });
}

TEST(PointModels, ExponentialCurrentsGiveTheClosedForm)
{
    IafPscExp<1>::Config config;
    config.tau_syn_ex_ms = 0.5;
    config.i_e_pa        = 50;
    expect_closed_form<IafPscExp<1>>(config, 87.8, [](double t) {
        return -70 + 87.8 / 250 * between(t, 10, 0.5) + 50 * 10.0 / 250 * -std::expm1(-t / 10);
    });
    BrianCuba::Config cuba;
    cuba.v_th_mv = -40;
    expect_closed_form<BrianCuba>(cuba, 1.62, [](double t) {
        return -49 - 11 * std::exp(-t / 20) + 1.62 / 20 * between(t, 20, 5);
    });
}

TEST(PointModels, JumpsGiveTheClosedForm)
{
    IafPscDelta::Config config;
    config.i_e_pa = 50;
    expect_closed_form<IafPscDelta>(config, 1.5, [](double t) {
        return -70 + 1.5 * std::exp(-(t - dt) / 10) + 50 * 10.0 / 250 * -std::expm1(-t / 10);
    });
}

TEST(PointModels, AConstantCurrentMakesThemFireWhenTheClosedFormDoes)
{
    // from reset to threshold: tau_m log((drive - reset) / (drive - threshold))
    double const passage = 10 * std::log(16.0 / (16.0 - 15.0));
    int const to_spike   = static_cast<int>(std::ceil(passage / dt));
    auto const expect    = [&](std::vector<int> const& fired) {
        EXPECT_EQ(fired, (std::vector<int>{to_spike - 1, 2 * to_spike + 20 - 1}));
    };
    IafPscExp<1>::Config exponential;
    IafPscAlpha<2>::Config alpha;
    IafPscDelta::Config delta;
    exponential.i_e_pa = alpha.i_e_pa = delta.i_e_pa = 400;
    expect(spikes<IafPscExp<1>>(exponential, 700));
    expect(spikes<IafPscAlpha<2>>(alpha, 700));
    expect(spikes<IafPscDelta>(delta, 700));
}

TEST(PointModels, RefractoryNeuronsLoseOrKeepWhatArrives)
{
    IafPscDelta::Config config;
    config.v_m_mv = -50;
    OneNeuron<IafPscDelta, Real> delta(config, dt);
    EXPECT_TRUE(delta.step());
    for (int k = 0; k < 20; ++k) {
        EXPECT_FALSE(delta.step(100)) << k;
        EXPECT_EQ(delta.state.voltage_mv, -70) << k;
    }
    EXPECT_TRUE(delta.step(100));

    BrianCuba::Config frozen;
    frozen.v_m_mv = -40;
    OneNeuron<BrianCuba, Real> cuba(frozen, dt);
    EXPECT_TRUE(cuba.step());
    for (int k = 1; k < 50; ++k) {
        cuba.step(1, 2);
        EXPECT_EQ(cuba.state.input_mv[0], static_cast<Real>(k)) << "no decay";
        EXPECT_EQ(cuba.state.input_mv[1], static_cast<Real>(2 * k));
        EXPECT_EQ(cuba.state.voltage_mv, -60);
    }
    cuba.step();
    EXPECT_LT(cuba.state.input_mv[0], 49);
    EXPECT_GT(cuba.state.voltage_mv, -60);
}

TEST(PointModels, IzhikevichMatchesHisProgram)
{
    Izhikevich2003::Config config;
    config.b    = 0.2;
    config.d    = 6;
    config.c_mv = -63;
    OneNeuron<Izhikevich2003, double> neuron(config, 1);
    double v = -65, u = 0.2 * -65;
    int count = 0;
    for (int t = 0; t < 1000; ++t) {
        double const input = 6 + 5 * std::sin(0.37 * t);
        bool const fired   = v >= 30;  // the program resets at the beginning of the next step
        if (fired) { v = -63, u += 6; }
        v += 0.5 * (0.04 * v * v + 5 * v + 140 - u + input);
        v += 0.5 * (0.04 * v * v + 5 * v + 140 - u + input);
        u += 0.02 * (0.2 * v - u);
        bool const now = neuron.step(input);
        ASSERT_EQ(now, v >= 30) << t;
        if (!now) { ASSERT_NEAR(neuron.state.voltage_mv, v, 1e-3) << t; }
        count += now ? 1 : 0;
    }
    EXPECT_GT(count, 10);
}

TEST(PointModels, TheNeuronsOfSpiceMatchItsPrograms)
{
    OneNeuron<SpiceBrunel, double> brunel({}, dt);
    OneNeuron<SpiceVogels, double> vogels({}, dt);
    int wait_b = 0, wait_v = 0, fired_b = 0, fired_v = 0;
    double b = 0, v = -0.06, ex = 0, in = 0;  // volts
    for (int k = 0; k < 3000; ++k) {
        double const jump_mv = 0.1 * (k * 7 % 13) - 0.2;
        if (wait_b <= 0) { b += jump_mv * 1e-3; }
        bool spike_b = false, spike_v = false;
        if (--wait_b <= 0) {
            spike_b = b > 0.02;
            b       = spike_b ? 0 : b - b * (1e-4 / 0.02);
            if (spike_b) { wait_b = 20; }
        }
        ex += 0.02 * (k % 5), in += 0.03 * (k % 3);
        if (--wait_v <= 0) {
            spike_v = v > -0.05;
            v += spike_v ? -0.06 - v
                         : ((-0.06 - v) + ex * (0 - v) + in * (-0.08 - v) + 0.02) * (1e-4 / 0.02);
            if (spike_v) { wait_v = 50; }
        }
        ex -= ex * (1e-4 / 0.005), in -= in * (1e-4 / 0.01);
        ASSERT_EQ(brunel.step(jump_mv), spike_b) << k;
        ASSERT_EQ(vogels.step(0.02 * (k % 5), 0.03 * (k % 3)), spike_v) << k;
        ASSERT_NEAR(brunel.state.voltage_mv, b * 1e3, 1e-9) << k;
        ASSERT_NEAR(vogels.state.voltage_mv, v * 1e3, 1e-9) << k;
        fired_b += spike_b, fired_v += spike_v;
    }
    EXPECT_GT(fired_b, 10);
    EXPECT_GT(fired_v, 10);
}

template <class Model, class Change>
std::string refusal(Change const& change)
{
    typename Model::Config config;
    change(config);
    return message_of<ArgumentError>([&] { Model::derive(config, 3, dt); });
}

TEST(PointModels, ParametersOutOfRangeAreNamed)
{
    EXPECT_EQ(refusal<IafPscAlpha<2>>([](auto& c) { c.tau_syn_in_ms = 0; }),
              "tau_syn_in_ms: is 0, must be greater than 0");
    EXPECT_EQ(refusal<IafPscDelta>([](auto& c) { c.v_reset_mv = -50; }),
              "v_reset_mv: is -50, must be less than v_th_mv (-55)");
    EXPECT_EQ(refusal<IafCondExp>([](auto& c) {
                  c.e_ex_mv = {0, 1};
              }),
              "e_ex_mv: has 2 values, must have 1 or 3");
    EXPECT_EQ(refusal<AdExCondExp>([](auto& c) { c.delta_t_mv = 0.5; }),
              "v_peak_mv: is 0, must be at most v_th_mv + 80 delta_t_mv (-10.4)");
    EXPECT_EQ(refusal<Izhikevich2003>([](auto& c) {
                  c.c_mv = {-65, 31, -65};
              }),
              "c_mv[1]: is 31, must be less than the threshold (30)");
    EXPECT_EQ(refusal<HHCondExpTraub<TraubForm::nest>>([](auto& c) { c.g_k_ns = -1; }),
              "g_k_ns: is -1, must be 0 or more");
    EXPECT_EQ(refusal<SpiceVogels>([](auto& c) { c.t_ref_ms = -2; }),
              "t_ref_ms: is -2, must be 0 or more");
    EXPECT_EQ(refusal<PoissonSource>([](auto& c) { c.rate_hz = 20000; }),
              "rate_hz: is 20000, must be at most one spike per step, in Hz (10000)");
}

}  // namespace
}  // namespace inferno::test
