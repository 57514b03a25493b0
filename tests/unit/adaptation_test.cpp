#include <algorithm>
#include <cmath>

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
                        sums[2 * n + c] +=
                            ALIF::adapt(params,
                                        {component.decay[c], component.increment_mv[c]},
                                        {},
                                        states[k],
                                        adaptation[2 * n + c],
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
    EXPECT_EQ(wrong([](auto& c) { c.spike_increment_mv = {}; }),
              "spike_increment_mv: is empty, must have one value per component");
    EXPECT_EQ(wrong([](auto& c) {
                  c.spike_increment_mv = {1, std::nan("")};
              }),
              "spike_increment_mv[1]: is nan, must be finite");
    EXPECT_EQ(wrong([](auto& c) { c.threshold_eq_mv = -65; }),
              "rest_mv: is -65, must be less than threshold_eq_mv (-65)");
    EXPECT_EQ(wrong([](auto& c) { c.membrane_time_constant_ms = -1; }),
              "membrane_time_constant_ms: is -1, must be greater than 0");
}

TEST_P(AdaptationTest, AShorterListRepeatsItsLastValue)
{
    ALIF::Config config;
    config.adaptation_time_constant_ms = {8, 30};
    config.spike_increment_mv          = {2, 1, 3};
    auto neurons                       = alif(1, 1, config);
    EXPECT_EQ(neurons.components(), 3);
    step(neurons, {1e4F});
    EXPECT_EQ(neurons.adaptation(), (Reals{2, 1, 3}));
    auto const components = ALIF::components(config, 1);
    EXPECT_EQ(components.decay[1], components.decay[2]);
    config.spike_increment_mv = {2};
    EXPECT_EQ(ALIF::components(config, 1).increment_mv, (Reals{2, 2}));
}

TEST_P(AdaptationTest, MovesOrStaysWhereForced)
{
    auto neurons = alif(1, 1, two_components());
    neurons.force_adaptation(false);
    step(neurons, {1e4F});
    EXPECT_EQ(neurons.adaptation(), Reals(2));
    neurons.train(false);
    neurons.force_adaptation(true);
    neurons.clear();
    step(neurons, {1e4F});
    EXPECT_EQ(neurons.adaptation(), (Reals{2, 0.25F}));
    neurons.force_adaptation({});
    neurons.clear();
    step(neurons, {1e4F});
    EXPECT_EQ(neurons.adaptation(), (Reals{2, 0.25F})) << "as in evaluation";
    neurons.train(true);
    neurons.clear();
    step(neurons, {1e4F});
    EXPECT_GT(neurons.adaptation()[0], 2.0F);
}

TEST_P(AdaptationTest, ReducesWhatTheSamplesProposeAsAsked)
{
    auto const after = [&](BatchReduction reduction) {
        auto neurons = alif(1, 3, two_components());
        neurons.reduce_adaptation(reduction);
        neurons.set_adaptation(Reals{4, -1});
        neurons.train(true);
        step(neurons, {1e4F, 0, 0});
        return neurons.adaptation();
    };
    auto const decay = ALIF::components(two_components(), 1).decay;
    Reals const fired{4 + 2, -1 + 0.25F}, silent{4 * decay[0], -1 * decay[1]};
    auto const expected = [&](auto const& reduced) {
        return Reals{reduced(fired[0], silent[0]), reduced(fired[1], silent[1])};
    };
    EXPECT_EQ(after(BatchReduction::sum), expected([](Real f, Real s) { return f + s + s; }));
    EXPECT_EQ(after(BatchReduction::mean),
              expected([](Real f, Real s) { return (f + s + s) / 3; }));
    EXPECT_EQ(after(BatchReduction::min), expected([](Real f, Real s) { return std::min(f, s); }));
    EXPECT_EQ(after(BatchReduction::max), expected([](Real f, Real s) { return std::max(f, s); }));
}

TEST_P(AdaptationTest, SurvivesAnotherBatchSize)
{
    auto neurons = alif(2, 3, two_components());
    step(neurons, Reals(6, 1e4F));
    Reals const adaptation = neurons.adaptation();
    neurons.resize_batch(1);
    EXPECT_EQ(neurons.adaptation(), adaptation);
    EXPECT_EQ(neurons.voltage_mv(), Reals(2, -65));
    EXPECT_EQ(neurons.refractory_ms(), Reals(2));
    step(neurons, {1e4F, 0});
    EXPECT_EQ(neurons.download_spikes(), (Fired{1, 0}));
    EXPECT_EQ(neurons.adaptation()[0], adaptation[0] + 2);
}

}  // namespace
}  // namespace inferno::test
