//! Trainers that act at spikes, against plain loops over samples and pairs, on every kind of
//! connection.
#include <cmath>
#include <functional>

#include "inferno/network/reward_stdp.hpp"
#include "inferno/network/stdp.hpp"
#include "inferno/network/triplet_stdp.hpp"

#include "support/backend_test.hpp"
#include "support/compare.hpp"
#include "support/trainer_settings.hpp"

namespace inferno::test {
namespace {

constexpr Index steps = 25;
class SpikeTrainersTest : public BackendTest {
  protected:
    //! Steps a network under `trainer` and the reference beside it; weights must agree in every
    //! step. `train` calls the trainer in this step and tells how the reference joins its terms.
    template <class T>
    void expect_follows(
        TrainerSetting const& setting,
        Index batch,
        T& trainer,
        NaiveRule reference,
        std::function<Combine(NaiveRule&, TrainedNet const&, Index step)> const& train)
    {
        TrainedNet net = make_trained_net(backend, setting.kind, batch);
        trainer.register_cell("cell", net.layer->cell());
        Reals weight      = net.connection->weight();
        Reals const first = weight;
        for (Index step = 0; step < steps; ++step) {
            auto const seed   = static_cast<std::uint64_t>(step + 10);
            Fired const fired = random_spikes(batch * net.inputs, 0.4, seed);
            (*net.layer)(spikes_on(backend, batch, net.inputs, fired).view());
            reference.pre.step(fired);
            reference.post.step(net.neurons->download_spikes());
            reference.find_terms(net);
            Combine const combine = train(reference, net, step);
            net.connection->update();
            for (std::size_t w = 0; w < weight.size(); ++w) {
                if (!net.pairs[w].empty()) {
                    weight[w] += combine(reference.post_terms[w], reference.pre_terms[w]);
                }
            }
            ASSERT_EQ(net.connection->weight(), weight) << setting << ", step " << step;
        }
        bool const rarely = setting.reduction == BatchReduction::min;  // all samples must agree
        EXPECT_TRUE(rarely || weight != first) << setting << ": nothing was learned";
    }
};
INFERNO_ON_EVERY_BACKEND(SpikeTrainersTest);

TEST_P(SpikeTrainersTest, PairRuleOnEveryConnection)
{
    for_each_setting(GetParam(), [&](TrainerSetting const& setting) {
        STDP trainer({setting.pair(), setting.reduction});
        expect_follows(setting, 3, trainer, reference_of(setting), [&](auto&, auto&, Index) {
            trainer();
            return shared_reward(setting.post, setting.pre, setting.reduction, 1);
        });
    });
}

TEST_P(SpikeTrainersTest, StablePairRuleScalesTracesOfOne)
{
    for (char const* const kind : {"dense", "lateral", "direct", "convolution"}) {
        TrainerSetting const setting{0.1, -0.05, kind, BatchReduction::sum, TraceMode::cumulative};
        NaiveRule reference   = reference_of(setting, true);
        reference.post_weight = [](Real) { return 0.1F; };
        reference.pre_weight  = [](Real) { return 0.05F; };
        STDP trainer({setting.pair(), setting.reduction, true});
        expect_follows(setting, 2, trainer, reference, [&](auto&, auto&, Index) {
            trainer();
            return shared_reward(0.1, -0.05, BatchReduction::sum, 1);
        });
    }
}

TEST_P(SpikeTrainersTest, TripletRuleReadsSlowTracesBeforeTheStep)
{
    for (bool const stable : {false, true}) {
        for_each_setting(GetParam(), [&](TrainerSetting const& setting) {
            auto const [config, reference] = triplet_of(setting, stable);
            TripletSTDP trainer(config);
            expect_follows(setting, 3, trainer, reference, [&](auto&, auto&, Index) {
                trainer();
                return shared_reward(setting.post, setting.pre, setting.reduction, 1);
            });
        });
    }
}

TEST_P(SpikeTrainersTest, TripletRuleWithRatesOfZeroLeavesASideAlone)
{
    for (char const* const kind : {"dense", "lateral", "direct", "convolution"}) {
        TrainerSetting const setting{0.1, 0, kind, BatchReduction::mean, TraceMode::cumulative};
        TripletSTDP trainer({0.1, 0.2, 0, 0, 12, 30, 8, 25});
        NaiveRule reference           = reference_of(setting);
        reference.post.slow_amplitude = 2;
        reference.post_weight         = [](Real slow) { return 1 + slow; };
        expect_follows(setting, 3, trainer, reference, [&](auto&, auto&, Index) {
            trainer();
            return shared_reward(0.1, 0, BatchReduction::mean, 1);
        });
    }
    TripletSTDP none({0, 0, 0, 0});
    TrainedNet const net = make_trained_net(backend, "dense", 3);
    Reals const before   = net.connection->weight();
    none.register_cell("cell", net.layer->cell());
    force_spikes(*net.neurons, Fired(static_cast<std::size_t>(3 * net.outputs), 1));
    (*net.layer)(
        spikes_on(backend, 3, net.inputs, Fired(static_cast<std::size_t>(3 * net.inputs), 1))
            .view());
    none();
    net.connection->update();
    EXPECT_EQ(net.connection->weight(), before);
}

//! Rewards of both signs and none.
double reward_of(Index step) { return static_cast<double>(step % 5 - 2) * 0.4; }
Reals rewards_of(Index batch, Index step)
{
    Reals rewards;
    for (Index b = 0; b < batch; ++b) {
        rewards.push_back(static_cast<Real>(reward_of(step + b)));
    }
    return rewards;
}

TEST_P(SpikeTrainersTest, RewardOfTheBatchScalesWhatIsReduced)
{
    for_each_setting(GetParam(), [&](TrainerSetting const& setting) {
        MSTDP trainer({setting.pair(), setting.reduction});
        expect_follows(setting, 3, trainer, reference_of(setting), [&](auto&, auto&, Index step) {
            trainer(reward_of(step), -1);
            return shared_reward(setting.post, setting.pre, setting.reduction, reward_of(step));
        });
    });
}

TEST_P(SpikeTrainersTest, RewardsOfSamplesSortThemByDirection)
{
    for_each_setting(GetParam(), [&](TrainerSetting const& setting) {
        MSTDP trainer({setting.pair(), setting.reduction, RewardForm::per_sample});
        expect_follows(setting, 4, trainer, reference_of(setting), [&](auto&, auto&, Index step) {
            Reals const rewards = rewards_of(4, step);
            trainer(rewards);
            return reward_of_samples(setting.post, setting.pre, setting.reduction, rewards);
        });
    });
}

TEST_P(SpikeTrainersTest, EligibilityRemembersUntilTheRewardComes)
{
    for_each_setting(GetParam(), [&](TrainerSetting const& setting) {
        bool const is_mean = setting.reduction == BatchReduction::mean;
        bool const summed  = is_mean || setting.reduction == BatchReduction::sum;
        Real const samples = is_mean ? 4 : 1;  // exact
        NaiveEligibility memory{decay(15), static_cast<Real>(1.0 / 15), summed, {}, {}};
        MSTDPET trainer({{setting.pair(), setting.reduction}, 15});
        auto const train = [&](NaiveRule& reference, auto&, Index step) {
            memory.step(reference);
            trainer(reward_of(step), 0.5);
            auto const joined = shared_reward(setting.post,
                                              setting.pre,
                                              summed ? BatchReduction::sum : setting.reduction,
                                              0.5 * reward_of(step));
            return Combine([=](Reals post_terms, Reals pre_terms) {
                for (Reals* const terms : {&post_terms, &pre_terms}) {
                    for (Real& term : *terms) {
                        term /= samples;
                    }
                }
                return joined(post_terms, pre_terms);
            });
        };
        expect_follows(setting, 4, trainer, reference_of(setting), train);
    });
}

TEST_P(SpikeTrainersTest, EligibilityOfEverySampleUnderItsReward)
{
    for_each_setting(GetParam(), [&](TrainerSetting const& setting) {
        NaiveEligibility memory{decay(15), static_cast<Real>(1.0 / 15), false, {}, {}};
        MSTDPET trainer({{setting.pair(), setting.reduction, RewardForm::per_sample}, 15});
        auto const train = [&](NaiveRule& reference, auto&, Index step) {
            memory.step(reference);
            Reals const rewards = rewards_of(3, step);
            trainer(rewards);
            return reward_of_samples(setting.post, setting.pre, setting.reduction, rewards);
        };
        expect_follows(setting, 3, trainer, reference_of(setting), train);
    });
}

TEST_P(SpikeTrainersTest, RecordedWithItsUpdateItGivesTheSameWeights)
{
    for (char const* const kind : {"dense", "lateral", "direct", "convolution"}) {
        Reals weights[2];
        for (bool const recorded : {false, true}) {
            TrainedNet net = make_trained_net(backend, kind, 3);
            MSTDPET trainer({{{0.1, -0.05, 12, 8}, BatchReduction::sum}, 15});
            trainer.register_cell("cell", net.layer->cell());
            trainer.set_reward(0.5);
            SpikeBuffer const input =
                spikes_on(backend, 3, net.inputs, random_spikes(3 * net.inputs, 0.4, 1));
            auto const step = [&] {
                (*net.layer)(input.view());
                trainer();
                net.connection->update();
            };
            if (recorded) {
                record(*backend, step)->run(5);
            } else {
                for (int repeat = 0; repeat < 5; ++repeat) {
                    step();
                }
            }
            weights[recorded] = net.connection->weight();
        }
        EXPECT_EQ(weights[0], weights[1]) << kind;
    }
}

TEST_P(SpikeTrainersTest, RefusesWhatDoesNotFit)
{
    TrainedNet const net = make_trained_net(backend, "dense", 2);
    MSTDP::Config config{{0.1, -0.1}};
    MSTDP shared(config);
    config.reward = RewardForm::per_sample;
    MSTDP per_sample(config);
    shared.register_cell("cell", net.layer->cell());
    per_sample.register_cell("cell", net.layer->cell());
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  shared(Reals{1, 2});
              }),
              "reward: 2 numbers given, the trainer was made for one of all samples");
    EXPECT_EQ(message_of<ArgumentError>([&] { per_sample(1.0); }),
              "reward: one number given, the trainer was made for one of each sample (2)");
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  per_sample(Reals{1, 2, 3});
              }),
              "reward: 3 numbers given, the batch has 2 samples");
    EXPECT_EQ(message_of<ArgumentError>([&] { shared(std::nan("")); }),
              "reward: is nan, must be finite");
    EXPECT_EQ(message_of<ArgumentError>([] {
                  MSTDPET({{{0.1, -0.1}}, 0});
              }),
              "tc_eligibility_ms: is 0, must be greater than 0");
    EXPECT_EQ(message_of<ArgumentError>([] {
                  TripletSTDP({0.1, 0.1, 0.1, 0.1, 20, 10});
              }),
              "tc_post_fast_ms: is 20, must be less than tc_post_slow_ms (10)");
    EXPECT_EQ(message_of<ArgumentError>([] {
                  TripletSTDP({0, 0.1, 0.1, 0.1});
              }),
              "lr_post_pair: is 0, must not be where lr_post_triplet (0.1) is not, unless the rule "
              "is \"stable\"");
    EXPECT_EQ(message_of<ArgumentError>([] {
                  TripletSTDP({0.1, 0.1, 0, -0.2});
              }),
              "lr_pre_pair: is 0, must not be where lr_pre_triplet (-0.2) is not, unless the rule "
              "is \"stable\"");
    EXPECT_EQ(net.connection->updater()->operator[]("weight").potentiation(), Reals{});
}

}  // namespace
}  // namespace inferno::test
