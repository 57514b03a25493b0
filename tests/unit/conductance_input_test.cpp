//! Neurons that are fed through conductances.
#include <cmath>

#include "inferno/network/neurons.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/neuron/models.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class ConductanceInputTest : public BackendTest {
  protected:
    template <class Model>
    Neurons<Model> make(Index size, Index batch)
    {
        return Neurons<Model>(backend, {size}, batch, 1, {});
    }
};
INFERNO_ON_EVERY_BACKEND(ConductanceInputTest);

//! Runs one group with conductances and its twin with the currents worked out by hand.
template <class Model>
void expect_same_as_currents(BackendPointer const& backend, Index size, Index batch, int count)
{
    Neurons<Model> fed(backend, {size}, batch, 1, {}), twin(backend, {size}, batch, 1, {});
    Index const all               = size * batch;
    std::array const reversals_mv = {0.0F, -80.0F, -47.5F};
    for (std::uint64_t t = 0; t < 20; ++t) {
        bool const silent    = t % 5 == 4;  // no current at all
        Reals const given_na = random_reals(all, -5, 5, 10 + t);
        Reals current_na     = silent ? Reals(given_na.size()) : given_na;
        Reals const voltage  = twin.voltage_mv();
        auto const current   = reals_on(backend, given_na);
        NeuronInput input    = RealView{silent ? nullptr : current.data(), size, batch};
        std::vector<Buffer<Real>> conductances;
        for (int k = 0; k < count; ++k) {
            auto const at        = static_cast<std::size_t>(k);
            Reals const given_us = random_reals(all, 0, 0.5F, 100 * t + at);
            conductances.push_back(reals_on(backend, given_us));
            input.conductances[at] = {conductances[at].data(), reversals_mv[at]};
            for (std::size_t i = 0; i < given_us.size(); ++i) {
                current_na[i] += given_us[i] * (reversals_mv[at] - voltage[i]);
            }
        }
        input.conductance_count = count;
        fed.step(input);
        auto const worked_out = reals_on(backend, current_na);
        twin.step({worked_out.data(), size, batch});
        ASSERT_EQ(fed.download_spikes(), twin.download_spikes()) << Model::name << " " << t;
        ASSERT_TRUE(same_bits(fed.voltage_mv(), twin.voltage_mv())) << Model::name << " " << t;
        ASSERT_TRUE(same_bits(fed.adaptation(), twin.adaptation())) << Model::name << " " << t;
    }
}

TEST_P(ConductanceInputTest, AddsCurrentsThatFollowTheVoltage)
{
    for (Index const size : {1, 63, 130}) {
        for (int const count : {1, 2, 3}) {
            expect_same_as_currents<LIF>(backend, size, 3, count);
            expect_same_as_currents<ALIF>(backend, size, 1, count);
            expect_same_as_currents<AdEx>(backend, size, 3, count);
        }
        expect_same_as_currents<GLIF1>(backend, size, 3, 1);
        expect_same_as_currents<GLIF2>(backend, size, 3, 1);
        expect_same_as_currents<QIF>(backend, size, 3, 1);
        expect_same_as_currents<Izhikevich>(backend, size, 3, 1);
        expect_same_as_currents<EIF>(backend, size, 3, 1);
        expect_same_as_currents<ExactNeuron>(backend, size, 3, 1);
    }
}

TEST_P(ConductanceInputTest, SettlesBetweenRestAndReversalWhileStable)
{
    LIF::Config config;
    config.threshold_mv = 1e30;
    Neurons<LIF> neurons(backend, {2}, 1, 1, config);
    double const d          = std::exp(-1.0 / 20);
    double const most       = (1 + d) / (1 - d);  // of R g
    auto const values       = reals_on(backend, {0.25F, static_cast<Real>(most * 1.01)});
    NeuronInput input       = RealView{nullptr, 2, 1};
    input.conductances[0]   = {values.data(), -50};
    input.conductance_count = 1;
    for (int t = 0; t < 400; ++t) {
        neurons.step(input);
    }
    // V = (rest + R g E) / (1 + R g)
    EXPECT_NEAR(neurons.voltage_mv()[0], (-65 + 0.25 * -50) / 1.25, 1e-3);
    EXPECT_GT(std::abs(neurons.voltage_mv()[1] + 50), 100.0F) << "beyond the stated bound";
}

TEST_P(ConductanceInputTest, IsReadAnewInEveryReplayedStep)
{
    auto neurons = make<LIF>(40, 2), plain = make<LIF>(40, 2);
    Buffer<Real> values(backend, 80);
    NeuronInput input       = RealView{nullptr, 40, 2};
    input.conductances[0]   = {values.data(), 0};
    input.conductance_count = 1;
    auto const program      = record(*backend, [&] { neurons.step(input); });
    for (std::uint64_t t = 0; t < 5; ++t) {
        values.upload(random_reals(80, 0, 2, t));
        program->run(3);
        for (int i = 0; i < 3; ++i) {
            plain.step(input);
        }
        EXPECT_EQ(neurons.download_spikes(), plain.download_spikes());
        EXPECT_TRUE(same_bits(neurons.voltage_mv(), plain.voltage_mv()));
    }
}

TEST_P(ConductanceInputTest, WaitsForTheStageThatMakesTheConductances)
{
    Buffer<Real> const values(backend, 40), current(backend, 40);
    auto neurons            = make<LIF>(40, 1);
    NeuronInput input       = RealView{current.data(), 40, 1};
    input.conductances[0]   = {values.data(), 0};
    input.conductance_count = 1;
    NeuronStage<LIF> stage{};
    stage.input             = input.current_na;
    stage.conductances[0]   = input.conductances[0];
    stage.conductances[1]   = {current.data() + 1, 0};  // not counted
    stage.conductance_count = 1;
    Stage const made(stage);
    auto const reads = [&](void const* memory) {
        return std::any_of(made.uses().begin(), made.uses().end(), [=](Use const& use) {
            return use.memory == memory && !use.writes && use.own;
        });
    };
    EXPECT_TRUE(reads(values.data()));
    EXPECT_TRUE(reads(current.data()));
    EXPECT_FALSE(reads(current.data() + 1));
}

TEST_P(ConductanceInputTest, RefusesWhatDoesNotFit)
{
    auto neurons = make<LIF>(3, 2);
    Buffer<Real> const values(backend, 6);
    auto const start = neurons.voltage_mv();
    auto const wrong = [&](NeuronInput const& input) {
        return message_of<ArgumentError>([&] { neurons.step(input); });
    };
    ConductanceView const fits{values.data(), 0};
    EXPECT_EQ(wrong({RealView{nullptr, 3, 1}, {fits}, 1}),
              "neurons of shape (3) and batch 2 need 2 x 3 input currents, got 1 x 3");
    EXPECT_EQ(wrong({RealView{nullptr, 2, 2}, {fits}, 1}),
              "neurons of shape (3) and batch 2 need 2 x 3 input currents, got 2 x 2");
    EXPECT_EQ(wrong({RealView{nullptr, 3, 2}, {fits}, 4}),
              "neurons of shape (3) are given 4 conductances, must be from 0 to 3");
    EXPECT_EQ(wrong({RealView{nullptr, 3, 2}, {fits}, -1}),
              "neurons of shape (3) are given -1 conductances, must be from 0 to 3");
    EXPECT_EQ(wrong({RealView{nullptr, 3, 2}, {fits}, 0}),
              "neurons of shape (3) are given neither currents nor conductances");
    EXPECT_EQ(wrong({RealView{nullptr, 3, 2}, {fits}, 2}), "conductance 1: has no values");
    EXPECT_EQ(wrong({RealView{nullptr, 3, 2}, {{{values.data(), NAN}}}, 1}),
              "conductance 0: has the reversal potential nan mV, must be finite");
    EXPECT_EQ(neurons.voltage_mv(), start);
    EXPECT_EQ(wrong({RealView{nullptr, 3, 2}, {fits}, 1}), "no exception");
}

}  // namespace
}  // namespace inferno::test
