#include "inferno/network/neurons.hpp"

#include "inferno/neuron/alif.hpp"
#include "inferno/neuron/lif.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class NeuronTest : public BackendTest {
  protected:
    //! Steps a group with [steps][batch][neurons] currents; returns its spikes.
    Fired raster(NeuronGroup& neurons, Reals const& currents_na, Index steps)
    {
        Fired all;
        for (Index step = 0; step < steps; ++step) {
            auto const now           = at_step(currents_na, steps, step);
            Buffer<Real> const input = Buffer<Real>(backend, now);
            neurons.step({input.data(), neurons.size(), neurons.batch()});
            append(all, neurons.download_spikes());
        }
        return all;
    }
    Fired raster(NeuronGroup& neurons, Real current_na, Index steps)
    {
        return raster(
            neurons,
            Reals(static_cast<std::size_t>(steps * neurons.size() * neurons.batch()), current_na),
            steps);
    }
    Neurons<LIF> lif(Index size, Index batch = 1, LIF::Config const& config = {}, double dt_ms = 1)
    {
        return Neurons<LIF>(backend, {size}, batch, dt_ms, config);
    }
};
INFERNO_ON_EVERY_BACKEND(NeuronTest);

TEST_P(NeuronTest, StartsAtRest)
{
    LIF::Config config;
    config.rest_mv = {-65, -60};
    Neurons<LIF> neurons(backend, {2}, 2, 1, config);
    EXPECT_EQ(neurons.voltage_mv(), (Reals{-65, -60, -65, -60}));
    EXPECT_EQ(neurons.refractory_ms(), Reals(4));
    EXPECT_EQ(neurons.download_spikes(), Fired(4));
}

TEST_P(NeuronTest, StaysSilentWhileRefractory)
{
    LIF::Config config;
    config.refractory_ms = 5;
    auto slow            = lif(1, 1, config);
    EXPECT_EQ(raster(slow, 1e4F, 11), (Fired{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}));
    config.refractory_ms = 0;
    auto fast            = lif(1, 1, config);
    EXPECT_EQ(raster(fast, 1e4F, 3), (Fired{1, 1, 1}));
    config.refractory_ms = 0.3;  // 0.3 - 0.1 - 0.1 - 0.1 is more than 0 in float32
    auto residue         = lif(1, 1, config, 0.1);
    EXPECT_EQ(raster(residue, 1e4F, 9), (Fired{1, 0, 0, 0, 1, 0, 0, 0, 1}));
}

TEST_P(NeuronTest, KeepsItsVoltageUnderTheLockAndLeaksWithout)
{
    auto locked = lif(1), leaking = lif(1);
    leaking.lock_refractory(false);
    raster(locked, 1e4F, 2);
    raster(leaking, 1e4F, 2);
    EXPECT_EQ(locked.voltage_mv(), Reals{-70});
    EXPECT_GT(leaking.voltage_mv()[0], -70.0F);
    EXPECT_LT(leaking.voltage_mv()[0], -65.0F) << "the input must not count";
    EXPECT_EQ(locked.refractory_ms(), Reals{1});
}

TEST_P(NeuronTest, MatchesTheModelForEverySizeAndBatch)
{
    Index const steps = 30;
    for (Index const batch : {1, 33}) {
        for (Index const size : {1, 7, 8, 9, 63, 64, 65, 100, 1000}) {
            auto neurons       = lif(size, batch);
            Reals const inputs = random_reals(steps * batch * size, -5, 60, 1);
            Fired const fired  = raster(neurons, inputs, steps);
            auto const values  = LIF::derive({}, size, 1);
            LIF::Params<Real> params;
            LIF::Params<Real>::fields(
                [](char const*, Real& to, Values const& from) {
                    to = static_cast<Real>(from.at(0));
                },
                params,
                values);
            std::vector<LIF::State<Real>> states(static_cast<std::size_t>(batch * size), {-65, 0});
            Fired expected;
            Reals voltages;
            for (std::size_t k = 0; k < inputs.size(); ++k) {
                auto& state = states[k % states.size()];
                expected.push_back(LIF::step(params, {}, state, inputs[k]) ? 1 : 0);
            }
            for (auto const& state : states) {
                voltages.push_back(state.voltage_mv);
            }
            EXPECT_EQ(fired, expected) << batch << " x " << size;
            EXPECT_TRUE(same_bits(neurons.voltage_mv(), voltages)) << batch << " x " << size;
        }
    }
}

TEST_P(NeuronTest, OneNumberIsTheSameAsOnePerNeuron)
{
    for (Index const size : {1, 9, 70}) {
        auto const each = [&](double x) {
            return Values(std::vector<double>(static_cast<std::size_t>(size), x));
        };
        LIF::Config one;
        one.refractory_ms = 3;
        LIF::Config all;
        all.rest_mv = each(-65), all.reset_mv = each(-70), all.threshold_mv = each(-50);
        all.refractory_ms = each(3), all.time_constant_ms = each(20);
        all.resistance_mohm = each(1);
        auto uniform = lif(size, 2, one), listed = lif(size, 2, all);
        Reals const inputs = random_reals(50 * 2 * size, 0, 40, 1);
        EXPECT_EQ(raster(uniform, inputs, 50), raster(listed, inputs, 50));
        EXPECT_TRUE(same_bits(listed.voltage_mv(), uniform.voltage_mv()));
    }
}

TEST_P(NeuronTest, UsesEachNeuronsOwnParameters)
{
    LIF::Config config;
    config.threshold_mv = {-50, 1000};
    auto neurons        = lif(2, 1, config);
    EXPECT_EQ(raster(neurons, 500, 1), (Fired{1, 0}));
}

TEST_P(NeuronTest, ForgetsItsStateWhenCleared)
{
    auto neurons = lif(3, 2);
    raster(neurons, 1e4F, 1);
    neurons.clear();
    EXPECT_EQ(neurons.voltage_mv(), Reals(6, -65));
    EXPECT_EQ(neurons.refractory_ms(), Reals(6));
    EXPECT_EQ(neurons.download_spikes(), Fired(6));
}

TEST_P(NeuronTest, NamesItsStateAndItsParameters)
{
    auto neurons = lif(3);
    EXPECT_EQ(neurons.column_names(), (std::vector<std::string>{"refractory_ms", "voltage_mv"}));
    EXPECT_EQ(message_of<ArgumentError>([&] { neurons.column("voltage_nv"); }),
              "neurons have no state \"voltage_nv\" (did you mean \"voltage_mv\"?)");
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  neurons.step({nullptr, 4, 1});
              }),
              "neurons of shape (3) and batch 1 need 1 x 3 input currents, got 1 x 4");
    EXPECT_THROW(neurons.step({nullptr, 3, 2}), ArgumentError);
    EXPECT_EQ(neurons.components(), 0);
    EXPECT_TRUE(neurons.adaptation().empty());
}

TEST_P(NeuronTest, RefusesWrongParameters)
{
    auto const wrong = [&](auto const& change) {
        LIF::Config config;
        change(config);
        return message_of<ArgumentError>([&] { lif(2, 1, config); });
    };
    EXPECT_EQ(wrong([](auto& c) {
                  c.rest_mv = {1, 2, 3};
              }),
              "rest_mv: has 3 values, must have 1 or 2");
    EXPECT_EQ(wrong([](auto& c) { c.rest_mv = -50; }),
              "rest_mv: is -50, must be less than threshold_mv (-50)");
    EXPECT_EQ(wrong([](auto& c) {
                  c.reset_mv = {-70, -40};
              }),
              "reset_mv[1]: is -40, must be less than threshold_mv (-50)");
    EXPECT_EQ(wrong([](auto& c) { c.refractory_ms = -1; }),
              "refractory_ms: is -1, must be 0 or more");
    EXPECT_EQ(wrong([](auto& c) { c.time_constant_ms = 0; }),
              "time_constant_ms: is 0, must be greater than 0");
    EXPECT_EQ(wrong([](auto& c) {
                  c.resistance_mohm = {1, 0};
              }),
              "resistance_mohm: is 0, must not be 0");
    EXPECT_EQ(message_of<ArgumentError>([&] { lif(2, 1, {}, 0); }),
              "step_time_ms: is 0, must be greater than 0");
    EXPECT_THROW(lif(0), ArgumentError);
    EXPECT_THROW(lif(1, 0), ArgumentError);
}

}  // namespace
}  // namespace inferno::test
