#include <gtest/gtest.h>

#include "inferno/neuron/point_models.hpp"

#include "support/one_neuron.hpp"

namespace inferno::test {
namespace {

//! Leak, two conductances, and w where a > 0 or b > 0: (V, g_ex, g_in, w).
template <class Config>
std::array<double, 4> membrane(std::array<double, 4> const& y, Config const& c)
{
    double const v       = y[0];
    double const pull_pa = c.g_l_ns.at(0) * (c.e_l_mv.at(0) - v) + y[1] * (c.e_ex_mv.at(0) - v) +
                           y[2] * (c.e_in_mv.at(0) - v) + c.i_e_pa.at(0) - y[3];
    return {
        pull_pa / c.c_m_pf.at(0), -y[1] / c.tau_syn_ex_ms.at(0), -y[2] / c.tau_syn_in_ms.at(0), 0};
}

//! Of a voltage that is at most that of the peak.
std::array<double, 4> adex(std::array<double, 4> y, AdExCondExp::Config const& c)
{
    y[0]               = std::min(y[0], c.v_peak_mv.at(0));
    auto slope         = membrane(y, c);
    double const delta = c.delta_t_mv.at(0);
    slope[0] +=
        c.g_l_ns.at(0) / c.c_m_pf.at(0) * delta * std::exp((y[0] - c.v_th_mv.at(0)) / delta);
    slope[3] = (c.a_ns.at(0) * (y[0] - c.e_l_mv.at(0)) - y[3]) / c.tau_w_ms.at(0);
    return slope;
}

//! A fine solution, to which the same arrives as in response().
template <class Slope>
Trace fine(double v_m, double ex, double in, Slope const& slope)
{
    std::array<double, 4> y = {v_m, ex, in, 0};
    Trace trace;
    for (int k = 0; k < 500; ++k) {
        for (int part = 0; part < 100; ++part) {
            y = runge_kutta(y, dt / 100, slope);
        }
        trace.push_back(y[0]);
    }
    return trace;
}

TEST(PointConductances, ConductancesFollowAFineSolution)
{
    IafCondExp::Config config;
    config.tau_syn_ex_ms = 5;
    config.i_e_pa        = 20;
    Trace const expected = fine(-70, 6, 30, [&](auto const& y) { return membrane(y, config); });
    EXPECT_LT(error_of(response<IafCondExp, float>(config, 6, 30), expected),
              trace_tolerance<float>);
    EXPECT_LT(error_of(response<IafCondExp, double>(config, 6, 30), expected),
              trace_tolerance<double>);

    AdExCondExp::Config bent;
    bent.i_e_pa      = 500;
    Trace const rise = fine(-70.6, 10, 5, [&](auto const& y) { return adex(y, bent); });
    EXPECT_LT(error_of(response<AdExCondExp, float>(bent, 10, 5), rise), trace_tolerance<float>);
    EXPECT_LT(error_of(response<AdExCondExp, double>(bent, 10, 5), rise), 1e-7) << "of the method";
}

TEST(PointConductances, AdExFiresWhenAFineSolutionDoes)
{
    AdExCondExp::Config config;
    config.i_e_pa           = 1000;
    std::array<double, 4> y = {-70.6, 0, 0, 0};
    std::vector<double> expected;
    for (int k = 1; k <= 200000; ++k) {
        y = runge_kutta(y, 1e-3, [&](auto const& at) { return adex(at, config); });
        if (y[0] < 0) { continue; }
        expected.push_back(k * 1e-3);
        y[0] = -60, y[3] += 80.5;
    }
    std::vector<int> const fired = spikes<AdExCondExp>(config, 2000);
    ASSERT_EQ(fired.size(), expected.size());
    ASSERT_GE(fired.size(), 4u);
    for (std::size_t k = 0; k < fired.size(); ++k) {
        // a spike and its reset are at the end of a step: each may be a step late
        double const late_ms = (fired[k] + 1) * dt - expected[k];
        EXPECT_GE(late_ms, -1e-6);
        EXPECT_LE(late_ms, dt * static_cast<double>(k + 1) + 0.02) << k;
    }
}

//! The equations of the COBAHH network in double, as a fine solution needs them: (V, m, h, n).
std::array<double, 4> traub(std::array<double, 4> const& y, double i_e_pa)
{
    double const v = y[0], u = v + 63;
    auto const gate = [](double x, double opens, double closes) {
        return opens * (1 - x) - closes * x;
    };
    double const sodium = 20000 * y[1] * y[1] * y[1] * y[2], potassium = 6000 * std::pow(y[3], 4);
    return {(10 * (-60 - v) + sodium * (50 - v) + potassium * (-90 - v) + i_e_pa) / 200,
            gate(y[1],
                 0.32 * (13 - u) / std::expm1((13 - u) / 4),
                 0.28 * (u - 40) / std::expm1((u - 40) / 5)),
            gate(y[2], 0.128 * std::exp((17 - u) / 18), 4 / (1 + std::exp((40 - u) / 5))),
            gate(y[3], 0.032 * (15 - u) / std::expm1((15 - u) / 5), 0.5 * std::exp((10 - u) / 40))};
}

//! The largest error of V in the first 2 ms of a step of current that makes no spike yet.
template <class Model>
double traub_error(double step_ms)
{
    typename Model::Config config;
    config.i_e_pa = 200;
    OneNeuron<Model, double> neuron(config, step_ms);
    auto const& s           = neuron.state;
    std::array<double, 4> y = {s.voltage_mv, s.m, s.h, s.n};
    double worst            = 0;
    for (int k = 0; k < std::lround(2 / step_ms); ++k) {
        for (int part = 0; part < 50; ++part) {
            y = runge_kutta(y, step_ms / 50, [](auto const& at) { return traub(at, 200); });
        }
        neuron.step();
        worst = std::max(worst, std::abs(s.voltage_mv - y[0]));
    }
    return worst;
}

TEST(PointConductances, TheTraubMembraneIsOfSecondOrder)
{
    using Brian = HHCondExpTraub<TraubForm::brian>;
    for (double const step_ms : {0.1, 0.05, 0.025}) {
        double const order =
            std::log2(traub_error<Brian>(step_ms) / traub_error<Brian>(step_ms / 2));
        EXPECT_NEAR(order, 2, 0.35) << step_ms;
    }
    EXPECT_LT(traub_error<HHCondExpTraub<TraubForm::nest>>(0.001), 1e-4);
}

TEST(PointConductances, TheTraubMembraneFiresAtThePeakOrAtTheThreshold)
{
    HHCondExpTraub<TraubForm::nest>::Config falls;
    HHCondExpTraub<TraubForm::brian>::Config above;
    falls.i_e_pa = above.i_e_pa = 200;
    auto const nest             = spikes<HHCondExpTraub<TraubForm::nest>, Real>(falls, 1000);
    auto const brian            = spikes<HHCondExpTraub<TraubForm::brian>, Real>(above, 1000);
    EXPECT_EQ(nest, (spikes<HHCondExpTraub<TraubForm::nest>, double>(falls, 1000)));

    OneNeuron<HHCondExpTraub<TraubForm::nest>, double> const start(falls, dt);
    std::array<double, 4> y = {-60, start.state.m, start.state.h, start.state.n};
    std::vector<double> peaks;
    for (int k = 1; k <= 50000; ++k) {
        double const before = y[0];
        bool const rose     = traub(y, 200)[0] > 0;
        y                   = runge_kutta(y, 2e-3, [](auto const& at) { return traub(at, 200); });
        if (before > -33 && rose && traub(y, 200)[0] <= 0) { peaks.push_back(k * 2e-3); }
    }
    ASSERT_GE(peaks.size(), 4u);
    ASSERT_EQ(nest.size(), peaks.size());
    ASSERT_EQ(brian.size(), peaks.size());
    for (std::size_t k = 0; k < peaks.size(); ++k) {
        EXPECT_NEAR((nest[k] + 1) * dt, peaks[k], 0.2 + 0.01 * peaks[k]);
        EXPECT_NEAR((brian[k] + 1) * dt, peaks[k], 0.3 + 0.04 * peaks[k]);
    }

    OneNeuron<HHCondExpTraub<TraubForm::nest>, Real> neuron(falls, dt);
    Real before = 0, highest = -100;
    while (!neuron.step()) {
        before  = neuron.state.voltage_mv;
        highest = std::max(highest, before);
    }
    EXPECT_EQ(before, highest);
    EXPECT_LT(neuron.state.voltage_mv, before);
    EXPECT_GE(neuron.state.voltage_mv, -33);
}

TEST(PointConductances, TheRatioOfRatesIsSmoothWhereItsTermsVanish)
{
    using Traub = HHCondExpTraub<TraubForm::nest>;
    for (int k = -4000; k <= 4000; ++k) {
        double const x     = k * 1e-3;
        double const exact = k == 0 ? 1 : x / std::expm1(x);
        EXPECT_NEAR(Traub::ratio(static_cast<float>(x)), exact, 2e-6 * exact) << x;
    }
}

}  // namespace
}  // namespace inferno::test
