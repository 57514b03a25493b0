#include "inferno/network/neurons.hpp"
#include "inferno/neuron/alif.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class AdaptationTest : public BackendTest {
  protected:
    static ALIF::Config two_components()
    {
        ALIF::Config config;
        config.adaptation_time_constant_ms = {8, 30};
        config.spike_increment_mv          = {2, 0.25};
        return config;
    }
    Neurons<ALIF> alif(Index size, Index batch, ALIF::Config const& config)
    {
        return Neurons<ALIF>(backend, {size}, batch, 1, config);
    }
    void step(NeuronGroup& neurons, Reals const& currents_na)
    {
        Buffer<Real> const input = reals_on(backend, currents_na);
        neurons.step({input.data(), neurons.size(), neurons.batch()});
    }
};
INFERNO_ON_EVERY_BACKEND(AdaptationTest);

TEST_P(AdaptationTest, KeepsTheMeanOfWhatTheSamplesPropose)
{
    auto neurons = alif(1, 4, two_components());
    step(neurons, {1e4F, 0, 1e4F, 0});
    EXPECT_EQ(neurons.adaptation(), (Reals{1, 0.125F}));
    step(neurons, Reals(4));
    auto const decay = ALIF::components(two_components(), 1).decay;
    // two samples are refractory and propose no change
    EXPECT_EQ(neurons.adaptation()[0], (1 + decay[0] + 1 + decay[0]) / 4);
}

TEST_P(AdaptationTest, MatchesTheModelForEverySizeAndBatch)
{
    Index const steps = 40;
    for (Index const batch : {1, 3, 33}) {
        for (Index const size : {1, 9, 64, 65, 130}) {
            ALIF::Config config  = two_components();
            auto neurons         = alif(size, batch, config);
            auto const component = ALIF::components(config, 1);
            auto const values    = ALIF::derive(config, size, 1);
            ALIF::Params<Real> params;
            ALIF::Params<Real>::fields(
                [](char const*, Real& to, Values const& from) {
                    to = static_cast<Real>(from.at(0));
                },
                params,
                values);
            std::vector<ALIF::State<Real>> states(static_cast<std::size_t>(batch * size), {-65, 0});
            Reals adaptation(static_cast<std::size_t>(2 * size));
            Reals const inputs = random_reals(steps * batch * size, 0, 200, 1);
            for (Index t = 0; t < steps; ++t) {
                auto const now = at_step(inputs, steps, t);
                step(neurons, {now.begin(), now.end()});
                Reals sums(adaptation.size());
                Fired expected;
                for (std::size_t k = 0; k < states.size(); ++k) {
                    std::size_t const n = k % static_cast<std::size_t>(size);
                    Real const shift    = adaptation[2 * n] + adaptation[2 * n + 1];
                    bool const fired    = ALIF::step(params, {}, states[k], now[k], shift);
                    expected.push_back(fired ? 1 : 0);
                    for (std::size_t c = 0; c < 2; ++c) {
                        sums[2 * n + c] += ALIF::adapt(states[k],
                                                       {},
                                                       adaptation[2 * n + c],
                                                       component.decay[c],
                                                       component.increment_mv[c],
                                                       fired);
                    }
                }
                for (std::size_t a = 0; a < sums.size(); ++a) {
                    adaptation[a] = sums[a] / static_cast<Real>(batch);
                }
                ASSERT_EQ(neurons.download_spikes(), expected) << batch << " x " << size;
                ASSERT_TRUE(same_bits(neurons.adaptation(), adaptation)) << batch << " x " << size;
            }
        }
    }
}

TEST_P(AdaptationTest, StaysInEvaluationAndMovesInTraining)
{
    auto neurons = alif(2, 1, two_components());
    neurons.train(false);
    step(neurons, {1e4F, 1e4F});
    EXPECT_EQ(neurons.download_spikes(), (Fired{1, 1}));
    EXPECT_EQ(neurons.adaptation(), Reals(4));
    neurons.clear();
    neurons.train(true);
    step(neurons, {1e4F, 0});
    EXPECT_EQ(neurons.adaptation(), (Reals{2, 0.25F, 0, 0}));
}

TEST_P(AdaptationTest, RaisesTheThreshold)
{
    auto neurons = alif(2, 1, two_components());
    neurons.set_adaptation(Reals{0, 0, 1e4F, 1e4F});
    step(neurons, {5e3F, 5e3F});
    EXPECT_EQ(neurons.download_spikes(), (Fired{1, 0}));
}

TEST_P(AdaptationTest, SurvivesClearingUnlessAskedOtherwise)
{
    auto neurons = alif(2, 3, two_components());
    Reals const given{1, 2, 3, 4};
    neurons.set_adaptation(given);
    EXPECT_EQ(neurons.adaptation(), given);
    EXPECT_EQ(neurons.adaptation_memory().download(), (Reals{1, 3, 2, 4}));
    neurons.clear();
    EXPECT_EQ(neurons.adaptation(), given);
    neurons.clear(false);
    EXPECT_EQ(neurons.adaptation(), Reals(4));
    EXPECT_EQ(message_of<ArgumentError>([&] { neurons.set_adaptation(Reals(3)); }),
              "adaptation: 3 values given, 2 x 2 expected");
}

TEST_P(AdaptationTest, DecaysForARefractoryNeuronOnlyWithoutTheLock)
{
    auto locked = alif(1, 1, two_components()), leaking = alif(1, 1, two_components());
    leaking.lock_refractory(false);
    for (auto* const neurons : {&locked, &leaking}) {
        step(*neurons, {1e4F});
        step(*neurons, {0});
    }
    EXPECT_EQ(locked.adaptation(), (Reals{2, 0.25F}));
    EXPECT_LT(leaking.adaptation()[0], 2.0F);
}

TEST_P(AdaptationTest, RefusesWrongParameters)
{
    auto const wrong = [&](auto const& change) {
        ALIF::Config config;
        change(config);
        return message_of<ArgumentError>([&] { alif(2, 1, config); });
    };
    EXPECT_EQ(wrong([](auto& c) { c.adaptation_time_constant_ms = {}; }),
              "adaptation_time_constant_ms: is empty, must have one value per component");
    EXPECT_EQ(wrong([](auto& c) {
                  c.adaptation_time_constant_ms = {1, -1};
              }),
              "adaptation_time_constant_ms[1]: is -1, must be greater than 0");
    EXPECT_EQ(wrong([](auto& c) {
                  c.adaptation_time_constant_ms = {1, 2, 3};
                  c.spike_increment_mv          = {1, 2};
              }),
              "spike_increment_mv: has 2 values, must have 1 or 3");
    EXPECT_EQ(wrong([](auto& c) { c.threshold_eq_mv = -65; }),
              "rest_mv: is -65, must be less than threshold_eq_mv (-65)");
    EXPECT_EQ(wrong([](auto& c) { c.membrane_time_constant_ms = -1; }),
              "membrane_time_constant_ms: is -1, must be greater than 0");
    EXPECT_EQ(wrong([](auto& c) {
                  c.adaptation_time_constant_ms = {1, 2, 3};
                  c.spike_increment_mv          = {1};
              }),
              "no exception");
}

}  // namespace
}  // namespace inferno::test
