//! Every neuron model against published step responses of Inferno 0.0.5: one neuron in two samples.
#include <memory>

#include "inferno/network/neurons.hpp"
#include "inferno/neuron/models.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class NeuronResponseTest : public BackendTest {
  protected:
    template <class Model>
    std::unique_ptr<Neurons<Model>> make(typename Model::Config const& config = {}, Index batch = 2)
    {
        return std::make_unique<Neurons<Model>>(backend, Shape{1}, batch, 0.5, config);
    }
    void step(NeuronGroup& neurons, Reals const& currents_na)
    {
        Buffer<Real> const input = reals_on(backend, currents_na);
        neurons.step({input.data(), neurons.size(), neurons.batch()});
    }

    //! What a step must leave of the one neuron in its two samples.
    struct Anchor {
        Index step;
        Fired spikes;
        Reals voltage_mv;
        Reals adaptation = {};
    };
    //! Feeds sample 0 with these currents and sample 1 with half of them. `ulps`: 0 where no
    //! exponential is taken; errors of steps add up.
    void expect_anchors(NeuronGroup& neurons, std::vector<Anchor> const& anchors, Index ulps = 0)
    {
        Reals const currents_na = {20, 20, 0, 90, 90, 90, 90, 90, 0, 300, 300, 300};
        auto anchor             = anchors.begin();
        for (Index at = 0; at < std::ssize(currents_na); ++at) {
            Real const current_na = currents_na[static_cast<std::size_t>(at)];
            step(neurons, {current_na, current_na / 2});
            if (anchor == anchors.end() || anchor->step != at) { continue; }
            SCOPED_TRACE("step " + std::to_string(at));
            EXPECT_EQ(neurons.download_spikes(), anchor->spikes);
            expect_near(neurons.voltage_mv(), anchor->voltage_mv, ulps);
            expect_near(neurons.adaptation(), anchor->adaptation, ulps);
            ++anchor;
        }
        EXPECT_EQ(anchor, anchors.end());
    }
    static void expect_near(Reals const& got, Reals const& expected, Index ulps)
    {
        ASSERT_EQ(got.size(), expected.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
            EXPECT_LE(ulps_between(got[i], expected[i]), ulps) << got[i] << " " << expected[i];
        }
    }
};
INFERNO_ON_EVERY_BACKEND(NeuronResponseTest);

LIF::Config lif_config() { return {-60, -65, -50, 1.2, 10, 1}; }

QIF::Config qif_config()
{
    QIF::Config c;
    c.rest_mv = -60, c.critical_mv = -54, c.affinity = 0.05, c.reset_mv = -65;
    c.threshold_mv = -50, c.refractory_ms = 1.2, c.time_constant_ms = 10;
    return c;
}

Izhikevich::Config izhikevich_config()
{
    Izhikevich::Config c;
    c.rest_mv = -60, c.critical_mv = -54, c.affinity = 0.05, c.reset_mv = -65;
    c.threshold_mv = -50, c.refractory_ms = 1.2, c.membrane_time_constant_ms = 10;
    c.adaptation_time_constant_ms = {20}, c.voltage_coupling_us = {0.3};
    c.spike_increment_na = {2};
    return c;
}

EIF::Config eif_config()
{
    EIF::Config c;
    c.rest_mv = -60, c.rheobase_mv = -54, c.sharpness_mv = 1.5, c.reset_mv = -65;
    c.threshold_mv = -50, c.refractory_ms = 1.2, c.time_constant_ms = 10;
    return c;
}

AdEx::Config adex_config()
{
    AdEx::Config c;
    c.rest_mv = -60, c.rheobase_mv = -54, c.sharpness_mv = 1.5, c.reset_mv = -65;
    c.threshold_mv = -50, c.refractory_ms = 1.2, c.membrane_time_constant_ms = 10;
    c.resistance_mohm             = 1;
    c.adaptation_time_constant_ms = {20}, c.voltage_coupling_us = {0.3};
    c.spike_increment_na = {2};
    return c;
}

TEST_P(NeuronResponseTest, LifAndGlif1FollowInferno)
{
    std::vector<Anchor> const anchors = {{0, {0, 0}, {-59.0245895F, -59.5122986F}},
                                         {3, {0, 0}, {-53.8885193F, -56.9442596F}},
                                         {4, {1, 0}, {-65, -54.8986206F}},
                                         {7, {0, 1}, {-60.3667908F, -65}},
                                         {9, {1, 0}, {-65, -65}},
                                         {11, {0, 0}, {-65, -50.2498169F}}};
    expect_anchors(*make<LIF>(lif_config()), anchors);
    GLIF1::Config glif1;
    static_cast<LIF::Config&>(glif1) = lif_config();
    expect_anchors(*make<GLIF1>(glif1), anchors);
    auto const leaking = make<LIF>(lif_config());
    leaking->lock_refractory(false);
    expect_anchors(*leaking,
                   {{5, {0, 0}, {-64.7561493F, -52.9527435F}},
                    {8, {0, 0}, {-59.9183846F, -64.7561493F}},
                    {11, {0, 1}, {-64.5241928F, -65}}});
}

TEST_P(NeuronResponseTest, AlifFollowsInferno)
{
    ALIF::Config config;
    config.rest_mv = -60, config.reset_mv = -65, config.threshold_eq_mv = -50;
    config.refractory_ms = 1.2, config.membrane_time_constant_ms = 10;
    config.adaptation_time_constant_ms = {8, 30}, config.spike_increment_mv = {2, 0.25};
    expect_anchors(*make<ALIF>(config),
                   {{4, {1, 0}, {-65, -54.8986206F}, {1, 0.125F}},
                    {5, {0, 0}, {-65, -52.9527435F}, {0.969706535F, 0.123966962F}},
                    {8, {0, 0}, {-60.3489037F, -49.8609085F}, {0.829838991F, 0.118911922F}},
                    {9, {1, 1}, {-65, -65}, {2.82983899F, 0.368911922F}},
                    {10, {0, 0}, {-65, -65}, {2.82983899F, 0.368911922F}}},
                   2);
}

TEST_P(NeuronResponseTest, Glif2FollowsInferno)
{
    GLIF2::Config config;
    config.rest_mv = -60, config.reset_add_mv = 3, config.reset_mul = 0.25;
    config.threshold_eq_mv = -50, config.refractory_ms = 1.2;
    config.membrane_time_constant_ms = 10;
    config.adaptation_rate_per_ms = {0.125}, config.spike_increment_mv = {2};
    expect_anchors(*make<GLIF2>(config),
                   {{4, {1, 0}, {-60.4493103F, -54.8986206F}, {1}},
                    {7, {0, 0}, {-56.0380554F, -49.3410645F}, {0.883359015F}},
                    {8, {0, 0}, {-56.2312813F, -49.8609085F}, {0.829838991F}},
                    {9, {1, 1}, {-58.4459839F, -58.7599525F}, {2.82983899F}}},
                   2);
}

TEST_P(NeuronResponseTest, QuadraticNeuronsFollowInferno)
{
    expect_anchors(*make<QIF>(qif_config()),
                   {{0, {0, 0}, {-59, -59.5F}},
                    {3, {0, 0}, {-53.5522728F, -56.7816124F}},
                    {4, {1, 0}, {-65, -54.5539932F}},
                    {6, {0, 0}, {-65, -50.0290794F}},
                    {7, {0, 1}, {-60.3624992F, -65}},
                    {8, {0, 0}, {-60.3567314F, -65}}});
    expect_anchors(*make<Izhikevich>(izhikevich_config()),
                   {{0, {0, 0}, {-59, -59.5F}, {0.00562500022F}},
                    {3, {0, 0}, {-53.5547447F, -56.7840767F}, {0.0628378987F}},
                    {4, {1, 0}, {-65, -54.5596008F}, {1.08245385F}},
                    {7, {0, 1}, {-60.4185371F, -65}, {2.10518789F}},
                    {11, {0, 0}, {-65, -50.1905708F}, {3.04647374F}}});
}

TEST_P(NeuronResponseTest, ExponentialNeuronsFollowInferno)
{
    expect_anchors(*make<EIF>(eif_config()),
                   {{0, {0, 0}, {-58.9986267F, -59.4986267F}},
                    {3, {0, 0}, {-53.7269745F, -56.8620911F}},
                    {4, {1, 0}, {-65, -54.7578583F}},
                    {6, {0, 0}, {-65, -50.6629715F}},
                    {7, {0, 1}, {-60.2499504F, -65}}},
                   4);
    expect_anchors(*make<AdEx>(adex_config()),
                   {{0, {0, 0}, {-58.9986267F, -59.4986267F}, {0.00563530019F}},
                    {3, {0, 0}, {-53.7293472F, -56.8644562F}, {0.0611521974F}},
                    {4, {1, 0}, {-65, -54.7631798F}, {1.08002591F}},
                    {7, {0, 1}, {-60.3056755F, -65}, {2.09941101F}},
                    {11, {0, 0}, {-65, -50.1777534F}, {3.04182625F}}},
                   40);
}

}  // namespace
}  // namespace inferno::test
