//! Conductance synapses in layers: what they send is a pull on the voltage.
#include "inferno/network/biclique.hpp"
#include "inferno/network/recurrent_serial.hpp"
#include "inferno/neuron/models.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class ConductanceLayersTest : public BackendTest {
  protected:
    std::shared_ptr<Connection> one_to_one(AnySynapse const& synapse, Real weight, Index size = 3)
    {
        ConnectionConfig config;
        config.synapse = synapse;
        auto made      = std::make_shared<LinearDirect>(backend, Shape{size}, config);
        made->set_weight(Reals(static_cast<std::size_t>(size), weight));
        return made;
    }
    std::shared_ptr<NeuronGroup> lif(Index size = 3)
    {
        return std::make_shared<Neurons<LIF>>(backend, Shape{size}, 1, 1.0, LIF::Config{});
    }
    SpikeBuffer spikes(Fired const& fired) { return spikes_on(backend, 1, 3, fired); }
    static constexpr SingleExponentialConductance excitatory{0.05, 5, 0};
    static constexpr SingleExponentialConductance inhibitory{0.2, 8, -80};
    //! One step of LIF from this voltage with this current, by the model itself.
    static Real stepped(Real voltage_mv, Real current_na)
    {
        auto const params = LIF::derive({}, 1, 1.0);
        LIF::Params<Real> p{};
        LIF::Params<Real>::fields(
            [](char const*, Values const& from, Real& to) { to = static_cast<Real>(from.at(0)); },
            params,
            p);
        LIF::State<Real> state{voltage_mv, 0};
        LIF::step(p, NeuronMode{}, state, current_na);
        return state.voltage_mv;
    }
};
INFERNO_ON_EVERY_BACKEND(ConductanceLayersTest);

TEST_P(ConductanceLayersTest, SerialPullsTheVoltageTowardsTheReversalPotential)
{
    auto const neurons = lif();
    Serial layer(one_to_one(excitatory, 2), neurons);
    SpikeBuffer const fired = spikes({1, 0, 1});
    layer(fired.view());
    EXPECT_EQ(layer.connection().reversal_mv(), 0.0);
    Reals const conductance_us = layer.connection().download_output();
    EXPECT_EQ(conductance_us, (Reals{0.05F * 2, 0, 0.05F * 2}));
    Reals expected;
    for (Real const g : conductance_us) {
        expected.push_back(stepped(-65, g * (0 - Real{-65})));
    }
    EXPECT_TRUE(same_bits(neurons->voltage_mv(), expected));
    EXPECT_GT(expected[0], -65);
}

TEST_P(ConductanceLayersTest, BicliqueFeedsCurrentsAndConductancesSideBySide)
{
    auto const neurons = lif();
    Biclique layer({{"current", one_to_one(DeltaCurrent{3}, 1)},
                    {"more", one_to_one(DeltaCurrent{2}, 1)},
                    {"up", one_to_one(excitatory, 1)},
                    {"down", one_to_one(inhibitory, 1)}},
                   {{"to", neurons}});
    SpikeBuffer const all = spikes({1, 1, 1}), some = spikes({1, 0, 0}), none = spikes({0, 0, 0});
    layer.forward({{"current", all.view()},
                   {"more", some.view()},
                   {"up", all.view()},
                   {"down", some.view()}});
    Real const up_na = 0.05F * (0 - Real{-65}), down_na = 0.2F * (Real{-80} - Real{-65});
    EXPECT_TRUE(same_bits(neurons->voltage_mv(),
                          Reals{stepped(-65, (5 + up_na) + down_na),
                                stepped(-65, 3 + up_na),
                                stepped(-65, 3 + up_na)}));
    layer.forward({{"down", none.view()}});
    EXPECT_LT(neurons->voltage_mv()[0], neurons->voltage_mv()[1]);
}

TEST_P(ConductanceLayersTest, RecurrentSerialInhibitsByAConductance)
{
    auto const run = [&](AnySynapse const& feedback, Real weight) {
        auto const cells = lif(), answer = lif();
        RecurrentSerial layer({one_to_one(DeltaCurrent{40}, 1),
                               one_to_one(DeltaCurrent{400}, 1),
                               one_to_one(feedback, weight)},
                              {cells, answer},
                              {});
        Index fired              = 0;
        SpikeBuffer const always = spikes({1, 1, 1});
        for (int step = 0; step < 150; ++step) {
            layer(always.view());
            for (auto const spike : cells->download_spikes()) {
                fired += spike;
            }
        }
        return fired;
    };
    EXPECT_GT(run(inhibitory, 0), 0);
    EXPECT_LT(run(inhibitory, 20), run(inhibitory, 0));
}

TEST_P(ConductanceLayersTest, GivesTheSameBitsByHandAndRecorded)
{
    auto const voltages = [&](bool recorded) {
        auto const neurons = lif();
        Biclique layer({{"current", one_to_one(DeltaCurrent{9}, 1)},
                        {"down", one_to_one(DoubleExponentialConductance{0.1, 8, 2, -80}, 1)}},
                       {{"to", neurons}});
        SpikeBuffer const some = spikes({1, 0, 1}), other = spikes({0, 1, 1});
        auto const step = [&] {
            layer.forward({{"current", some.view()}, {"down", other.view()}});
        };
        if (recorded) {
            record(*backend, step)->run(30);
        } else {
            for (int t = 0; t < 30; ++t) {
                step();
            }
        }
        return neurons->voltage_mv();
    };
    EXPECT_TRUE(same_bits(voltages(true), voltages(false)));
}

TEST_P(ConductanceLayersTest, InjectsCurrentsIntoSynapses)
{
    auto const neurons = lif();
    Serial layer(one_to_one(DeltaPlusCurrent{1}, 2), neurons);
    SpikeBuffer const fired = spikes({1, 0, 0});
    auto const extra = reals_on(backend, {0, 0.5F, 1}), more = reals_on(backend, {1, 1, 1});
    layer.forward({{"serial", fired.view()}},
                  {{"serial", {{extra.data(), 3, 1}, {more.data(), 3, 1}}}});
    EXPECT_EQ(layer.connection().download_output(), (Reals{4, 3, 4}));
    EXPECT_EQ(
        message_of<ArgumentError>([&] {
            layer.forward({}, {{"serial", {{extra.data(), 3, 1}}}});
        }),
        "currents are injected into connection \"serial\", which gets no spikes in this step");
}

TEST_P(ConductanceLayersTest, RefusesWhatDoesNotGoTogether)
{
    auto const memory = reals_on(backend, {1, 2, 3});
    RealView const there{memory.data(), 3, 1}, pull{memory.data(), 3, 1, true, -80};
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  NeuronInput({there, there});
              }),
              "input of neurons: takes one current; combine several first");
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  NeuronInput({pull, pull, pull, pull});
              }),
              "input of neurons: takes 3 conductances with their reversal potentials");
    EXPECT_THROW(NeuronInput({pull, RealView{memory.data(), 1, 3, true, 0}}), ArgumentError);
    Combination sum(backend, Combine::sum);
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  sum({{"a", there}, {"b", pull}});
              }),
              "combination: \"a\" and \"b\" are not both currents, or conductances towards one "
              "potential");
    EXPECT_EQ(sum({{"a", pull}, {"b", pull}}).reversal_mv, -80);
}

}  // namespace
}  // namespace inferno::test
