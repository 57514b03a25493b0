//! Every neuron model as a group: sizes, batches, what clears it, parameters that are refused.
#include <memory>

#include "inferno/network/neurons.hpp"
#include "inferno/neuron/models.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class NeuronModelTest : public BackendTest {
  protected:
    template <class Model>
    std::unique_ptr<Neurons<Model>> make(typename Model::Config const& config = {},
                                         Index size                           = 1,
                                         Index batch                          = 2,
                                         double dt_ms                         = 0.5)
    {
        return std::make_unique<Neurons<Model>>(backend, Shape{size}, batch, dt_ms, config);
    }
    void step(NeuronGroup& neurons, Reals const& currents_na)
    {
        Buffer<Real> const input = reals_on(backend, currents_na);
        neurons.step({input.data(), neurons.size(), neurons.batch()});
    }
};
INFERNO_ON_EVERY_BACKEND(NeuronModelTest);

LIF::Config lif_config() { return {-60, -65, -50, 1.2, 10, 1}; }

EIF::Config eif_config()
{
    EIF::Config c;
    c.rest_mv = -60, c.rheobase_mv = -54, c.sharpness_mv = 1.5, c.reset_mv = -65;
    c.threshold_mv = -50, c.refractory_ms = 1.2, c.time_constant_ms = 10;
    return c;
}

TEST_P(NeuronModelTest, AnOverflowOfTheUpswingFiresAndIsReset)
{
    auto const neurons = make<EIF>(eif_config(), 2, 1);
    neurons->column("voltage_mv").upload(Reals{1000, -60});
    step(*neurons, {0, 0});
    EXPECT_EQ(neurons->download_spikes(), (Fired{1, 0}));
    EXPECT_EQ(neurons->voltage_mv()[0], -65);
}

//! Steps a group and, neuron by neuron, the model itself.
template <class Model>
void expect_model(BackendPointer const& backend, Index size, Index batch, bool each, bool lock)
{
    Index const steps = 25;
    typename Model::Config config;
    if (each) {
        std::vector<double> rest;
        for (Index n = 0; n < size; ++n) {
            rest.push_back(-75 - static_cast<double>(n % 7) / 8);
        }
        config.rest_mv = rest;
    }
    Neurons<Model> neurons(backend, {size}, batch, 1, config);
    neurons.lock_refractory(lock);
    auto const values = Model::derive(config, size, 1);
    std::vector<typename Model::template Params<Real>> params;
    std::vector<typename Model::template State<Real>> states;
    for (Index n = 0; n < size; ++n) {
        typename Model::template Params<Real> one;
        Model::template Params<Real>::fields(
            [n](char const*, Real& to, Values const& from) { to = static_cast<Real>(from.at(n)); },
            one,
            values);
        params.push_back(one);
    }
    for (Index i = 0; i < batch * size; ++i) {
        typename Model::template State<Real> state{};
        state.voltage_mv = params[static_cast<std::size_t>(i % size)].rest_mv;
        states.push_back(state);
    }
    Reals adaptation(static_cast<std::size_t>(size));
    Reals const inputs = random_reals(steps * batch * size, -20, 300, 1);
    for (Index t = 0; t < steps; ++t) {
        auto const now           = at_step(inputs, steps, t);
        Buffer<Real> const input = Buffer<Real>(backend, now);
        neurons.step({input.data(), size, batch});
        Fired fired;
        Reals voltage_mv, sums(adaptation.size());
        NeuronMode const mode{1, lock, true};
        for (std::size_t i = 0; i < states.size(); ++i) {
            std::size_t const n = i % adaptation.size();
            bool spike          = false;
            if constexpr (is_adaptive<Model>) {
                auto const all = Model::components(config, 1);
                typename Model::template Component<Real> component;
                Model::template Component<Real>::fields(
                    [](char const*, Real& to, Reals const& from) { to = from[0]; }, component, all);
                spike = Model::step(params[n], mode, states[i], now[i], adaptation[n]);
                Real const proposed =
                    Model::adapt(params[n], component, mode, states[i], adaptation[n], spike);
                sums[n] = i < adaptation.size() ? proposed : sums[n] + proposed;
            } else {
                spike = Model::step(params[n], mode, states[i], now[i]);
            }
            fired.push_back(spike ? 1 : 0);
            voltage_mv.push_back(states[i].voltage_mv);
        }
        for (std::size_t n = 0; n < sums.size(); ++n) {
            adaptation[n] = sums[n] / static_cast<Real>(batch);
        }
        ASSERT_EQ(neurons.download_spikes(), fired) << Model::name << " " << size;
        ASSERT_TRUE(same_bits(neurons.voltage_mv(), voltage_mv)) << Model::name << " " << size;
        if constexpr (is_adaptive<Model>) {
            ASSERT_TRUE(same_bits(neurons.adaptation(), adaptation)) << Model::name << " " << size;
        }
    }
}

TEST_P(NeuronModelTest, GroupsMatchTheModelForEverySizeAndBatch)
{
    for (Index const size : {1, 9, 64, 130}) {
        for (Index const batch : {1, 3, 20}) {
            for (bool const flag : {false, true}) {
                expect_model<GLIF1>(backend, size, batch, flag, flag);
                expect_model<GLIF2>(backend, size, batch, flag, flag);
                expect_model<QIF>(backend, size, batch, flag, !flag);
                expect_model<Izhikevich>(backend, size, batch, flag, flag);
                expect_model<EIF>(backend, size, batch, flag, !flag);
                expect_model<AdEx>(backend, size, batch, flag, flag);
                expect_model<ExactNeuron>(backend, size, batch, flag, flag);
            }
        }
    }
}

TEST_P(NeuronModelTest, ExactNeuronsFireWhereToldUntilCleared)
{
    auto const neurons = make<ExactNeuron>({-60, -40}, 3, 2);
    step(*neurons, {1, 0, -1, 1e-30F, -0.0F, 2});
    EXPECT_EQ(neurons->download_spikes(), (Fired{1, 0, 0, 1, 0, 1}));
    EXPECT_EQ(neurons->voltage_mv(), (Reals{-40, -60, -60, -40, -60, -40}));
    force_spikes(*neurons, Fired{0, 1, 0, 0, 0, 5});
    for (int i = 0; i < 2; ++i) {
        step(*neurons, {1, 0, -1, 1, 0, 2});
        EXPECT_EQ(neurons->download_spikes(), (Fired{0, 1, 0, 0, 0, 1}));
    }
    EXPECT_EQ(message_of<ArgumentError>([&] { force_spikes(*neurons, Fired{1}); }),
              "neurons of shape (3) and batch 2 need 6 spikes, got 1");
    neurons->clear();
    EXPECT_EQ(neurons->download_spikes(), Fired(6));
    EXPECT_EQ(neurons->voltage_mv(), Reals(6, -60));
    step(*neurons, {1, 0, -1, 1, 0, 2});
    EXPECT_EQ(neurons->download_spikes(), (Fired{1, 0, 0, 1, 0, 1}));
    neurons->resize_batch(1);
    step(*neurons, {0, 1, 0});
    EXPECT_EQ(neurons->download_spikes(), (Fired{0, 1, 0}));
}

TEST_P(NeuronModelTest, OtherBatchSizesStartAfresh)
{
    auto const neurons = make<LIF>(lif_config(), 3, 2);
    step(*neurons, Reals(6, 1e4F));
    EXPECT_EQ(message_of<ArgumentError>([&] { neurons->resize_batch(0); }),
              "batch: is 0, must be from 1");
    EXPECT_EQ(neurons->download_spikes(), Fired(6, 1)) << "nothing has changed";
    for (Index const batch : {5, 1, 5, 5}) {
        neurons->resize_batch(batch);
        auto const all = static_cast<std::size_t>(3 * batch);
        EXPECT_EQ(neurons->batch(), batch);
        EXPECT_EQ(neurons->voltage_mv(), Reals(all, -60));
        EXPECT_EQ(neurons->refractory_ms(), Reals(all));
        EXPECT_EQ(neurons->download_spikes(), Fired(all));
        EXPECT_EQ(neurons->spikes().batch, batch);
        step(*neurons, Reals(all, 1e4F));
        EXPECT_EQ(neurons->download_spikes(), Fired(all, 1));
    }
}

TEST_P(NeuronModelTest, RefusesWrongParameters)
{
    auto const wrong = [&]<class Model>(Model, auto const& change) {
        typename Model::Config config;
        change(config);
        return message_of<ArgumentError>([&] { make<Model>(config, 2); });
    };
    EXPECT_EQ(wrong(QIF{}, [](auto& c) { c.critical_mv = -70; }),
              "rest_mv: is -65, must be less than critical_mv (-70)");
    EXPECT_EQ(wrong(QIF{},
                    [](auto& c) {
                        c.critical_mv = {-60, 31};
                    }),
              "critical_mv[1]: is 31, must be at most threshold_mv (30)");
    EXPECT_EQ(wrong(QIF{}, [](auto& c) { c.critical_mv = c.threshold_mv; }), "no exception");
    EXPECT_EQ(wrong(QIF{}, [](auto& c) { c.affinity = 0; }),
              "affinity: is 0, must be greater than 0");
    EXPECT_EQ(wrong(QIF{}, [](auto& c) { c.reset_mv = 30; }),
              "reset_mv: is 30, must be less than threshold_mv (30)");
    EXPECT_EQ(wrong(Izhikevich{}, [](auto& c) { c.membrane_time_constant_ms = 0; }),
              "membrane_time_constant_ms: is 0, must be greater than 0");
    EXPECT_EQ(wrong(Izhikevich{}, [](auto& c) { c.voltage_coupling_us = {}; }),
              "voltage_coupling_us: is empty, must have one value per component");
    EXPECT_EQ(wrong(EIF{}, [](auto& c) { c.sharpness_mv = -1; }),
              "sharpness_mv: is -1, must be greater than 0");
    EXPECT_EQ(wrong(EIF{}, [](auto& c) { c.rheobase_mv = 31; }),
              "rheobase_mv: is 31, must be at most threshold_mv (30)");
    EXPECT_EQ(wrong(AdEx{}, [](auto& c) { c.rest_mv = -50; }),
              "rest_mv: is -50, must be less than rheobase_mv (-50.4)");
    EXPECT_EQ(wrong(AdEx{},
                    [](auto& c) {
                        c.adaptation_time_constant_ms = {1, 0};
                    }),
              "adaptation_time_constant_ms[1]: is 0, must be greater than 0");
    EXPECT_EQ(wrong(GLIF2{}, [](auto& c) { c.adaptation_rate_per_ms = {-1}; }),
              "adaptation_rate_per_ms: is -1, must be greater than 0");
    EXPECT_EQ(wrong(GLIF2{},
                    [](auto& c) {
                        c.reset_mul = std::vector<double>{1, 2, 3};
                    }),
              "reset_mul: has 3 values, must have 1 or 2");
    EXPECT_EQ(wrong(ExactNeuron{}, [](auto& c) { c.rest_mv = 0; }),
              "rest_mv: is 0, must be less than threshold_mv (-50)");
}

}  // namespace
}  // namespace inferno::test
