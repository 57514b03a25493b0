//! Trainers that act at spikes on connections with delays, against plain loops: sources looked up
//! one delay ago, and sources as they have arrived while delays changed.
#include "inferno/network/reward_stdp.hpp"
#include "inferno/network/stdp.hpp"
#include "inferno/network/triplet_stdp.hpp"

#include "support/backend_test.hpp"
#include "support/compare.hpp"
#include "support/naive_delays.hpp"
#include "support/trainer_settings.hpp"

namespace inferno::test {
namespace {

class DelayedTrainersTest : public BackendTest {
  protected:
    Index steps_        = 22;
    Index last_change_  = 12;
    Index change_every_ = 12;  //!< steps

    //! Steps a network under `trainer` and the reference beside it. Delays change on the way.
    template <class T, class Train>
    void expect_follows(TrainerSetting const& setting,
                        Index batch,
                        T& trainer,
                        NaiveRule reference,
                        bool delayed,
                        Train const& train)
    {
        TrainedNet net = make_trained_net(backend, setting.kind, batch, longest_ms);
        trainer.register_cell("cell", net.layer->cell());
        NaiveDelays naive{delayed, 8, 25};
        Reals delays = some_delays(net.pairs.size(), 5);
        net.connection->set_delay_ms(delays);
        Reals weight      = net.connection->weight();
        Reals const first = weight;
        for (Index step = 0; step < steps_; ++step) {
            if (step > 0 && step <= last_change_ && step % change_every_ == 0) {
                delays = some_delays(net.pairs.size(), static_cast<std::uint64_t>(step));
                net.connection->set_delay_ms(delays);
            }
            auto const seed   = static_cast<std::uint64_t>(step + 10);
            Fired const fired = random_spikes(batch * net.inputs, 0.4, seed);
            force_spikes(*net.neurons, random_spikes(batch * net.outputs, 0.3, seed + 100));
            (*net.layer)(spikes_on(backend, batch, net.inputs, fired).view());
            reference.pre.step(fired);
            reference.post.step(net.neurons->download_spikes());
            naive.step(net, delays, reference.pre);
            reference.find_terms(net, naive.sources(net, delays));
            Combine const combine = train(reference, step);
            net.connection->update();
            for (std::size_t w = 0; w < weight.size(); ++w) {
                if (!net.pairs[w].empty()) {
                    weight[w] += combine(reference.post_terms[w], reference.pre_terms[w]);
                }
            }
            ASSERT_TRUE(same_bits(net.connection->weight(), weight))
                << setting << ", step " << step;
        }
        bool const rarely = setting.reduction == BatchReduction::min;  // all samples must agree
        EXPECT_TRUE(rarely || weight != first) << setting << ": nothing was learned";
    }
};
INFERNO_ON_EVERY_BACKEND(DelayedTrainersTest);

TEST_P(DelayedTrainersTest, PairRuleSeesSourcesThroughTheDelays)
{
    for (bool const delayed : {true, false}) {
        for_each_setting(GetParam(), [&](TrainerSetting const& setting) {
            STDP trainer({setting.pair(delayed), setting.reduction});
            expect_follows(setting, 3, trainer, reference_of(setting), delayed, [&](auto&, Index) {
                trainer();
                return shared_reward(setting.post, setting.pre, setting.reduction, 1);
            });
        });
    }
}

TEST_P(DelayedTrainersTest, TripletRuleReadsSlowTracesAStepFurtherBack)
{
    for (bool const stable : {false, true}) {
        for (bool const delayed : {true, false}) {
            for_each_setting(GetParam(), [&](TrainerSetting const& setting) {
                auto const [config, reference] = triplet_of(setting, stable, delayed);
                TripletSTDP trainer(config);
                expect_follows(setting, 2, trainer, reference, delayed, [&](auto&, Index) {
                    trainer();
                    return shared_reward(setting.post, setting.pre, setting.reduction, 1);
                });
            });
        }
    }
}

//! Weights keep their own traces while delays change, and return to those of their sources.
TEST_P(DelayedTrainersTest, DelaysThatChangeAgainAndAgain)
{
    steps_        = 160;
    last_change_  = 40;
    change_every_ = 3;
    for (std::string const kind : {"dense", "convolution"}) {
        for (TraceMode const mode : {TraceMode::cumulative, TraceMode::nearest}) {
            TrainerSetting const setting{0.1, -0.05, kind, BatchReduction::sum, mode};
            auto const joined = shared_reward(0.1, -0.05, BatchReduction::sum, 1);
            STDP pair({setting.pair(), setting.reduction});
            expect_follows(setting, 2, pair, reference_of(setting), false, [&](auto&, Index) {
                pair();
                return joined;
            });
            auto const [config, reference] = triplet_of(setting, false);
            TripletSTDP triplet(config);
            expect_follows(setting, 2, triplet, reference, false, [&](auto&, Index) {
                triplet();
                return joined;
            });
        }
    }
}

//! Rewards of both signs and none.
double reward_of(Index step) { return static_cast<double>(step % 3 - 1) * 0.5; }
Reals rewards_of(Index batch, Index step)
{
    Reals rewards;
    for (Index b = 0; b < batch; ++b) {
        rewards.push_back(static_cast<Real>(reward_of(step + b)));
    }
    return rewards;
}

TEST_P(DelayedTrainersTest, RewardsScaleWhatIsSeenThroughDelays)
{
    for (bool const delayed : {true, false}) {
        for_each_setting(GetParam(), [&](TrainerSetting const& setting) {
            MSTDP shared({setting.pair(delayed), setting.reduction});
            auto const reference = reference_of(setting);
            expect_follows(setting, 3, shared, reference, delayed, [&](auto&, Index step) {
                shared(reward_of(step));
                return shared_reward(setting.post, setting.pre, setting.reduction, reward_of(step));
            });
            MSTDP of_samples({setting.pair(delayed), setting.reduction, RewardForm::per_sample});
            expect_follows(setting, 2, of_samples, reference, delayed, [&](auto&, Index step) {
                Reals const rewards = rewards_of(2, step);
                of_samples(rewards);
                return reward_of_samples(setting.post, setting.pre, setting.reduction, rewards);
            });
        });
    }
}

TEST_P(DelayedTrainersTest, EligibilityRemembersWhatIsSeenThroughDelays)
{
    auto const remembers = [](bool summed) {
        return NaiveEligibility{decay(15), static_cast<Real>(1.0 / 15), summed, {}, {}};
    };
    for (bool const delayed : {true, false}) {
        for_each_setting(GetParam(), [&](TrainerSetting const& setting) {
            NaiveRule const reference = reference_of(setting);
            if (setting.reduction != BatchReduction::mean) {
                NaiveEligibility memory = remembers(setting.reduction == BatchReduction::sum);
                MSTDPET trainer({{setting.pair(delayed), setting.reduction}, 15});
                auto const train = [&](NaiveRule& rule, Index step) {
                    memory.step(rule);
                    trainer(reward_of(step));
                    return shared_reward(
                        setting.post, setting.pre, setting.reduction, reward_of(step));
                };
                expect_follows(setting, 2, trainer, reference, delayed, train);
            }
            NaiveEligibility memory = remembers(false);
            MSTDPET trainer(
                {{setting.pair(delayed), setting.reduction, RewardForm::per_sample}, 15});
            auto const train = [&](NaiveRule& rule, Index step) {
                memory.step(rule);
                Reals const rewards = rewards_of(2, step);
                trainer(rewards);
                return reward_of_samples(setting.post, setting.pre, setting.reduction, rewards);
            };
            expect_follows(setting, 2, trainer, reference, delayed, train);
        });
    }
}

TEST_P(DelayedTrainersTest, RecordedWithItsUpdateItGivesTheSameWeights)
{
    for (bool const delayed : {true, false}) {
        Reals weights[2];
        for (bool const recorded : {false, true}) {
            TrainedNet net = make_trained_net(backend, "dense", 3, longest_ms);
            net.connection->set_delay_ms(some_delays(net.pairs.size(), 5));
            STDP trainer(
                {{0.1, -0.05, 12, 8, TraceMode::cumulative, delayed}, BatchReduction::sum});
            trainer.register_cell("cell", net.layer->cell());
            SpikeBuffer const input =
                spikes_on(backend, 3, net.inputs, random_spikes(3 * net.inputs, 0.4, 1));
            auto const step = [&] {
                (*net.layer)(input.view());
                trainer();
                net.connection->update();
            };
            if (recorded) {
                record(*backend, step)->run(30);
            } else {
                for (int repeat = 0; repeat < 30; ++repeat) {
                    step();
                }
            }
            weights[recorded] = net.connection->weight();
        }
        EXPECT_TRUE(same_bits(weights[1], weights[0]));
    }
}

TEST_P(DelayedTrainersTest, ClearedTrainersBeginAgain)
{
    for (bool const delayed : {true, false}) {
        TrainedNet net = make_trained_net(backend, "dense", 2, longest_ms);
        STDP trainer({{0.1, -0.05, 12, 8, TraceMode::cumulative, delayed}, BatchReduction::sum});
        trainer.register_cell("cell", net.layer->cell());
        net.connection->set_delay_ms(some_delays(net.pairs.size(), 5));
        Reals const start = net.connection->weight();
        auto const learnt = [&] {
            net.connection->set_weight(start);
            net.layer->clear();
            trainer.clear();
            for (std::uint64_t step = 0; step < 12; ++step) {
                force_spikes(*net.neurons, random_spikes(2 * net.outputs, 0.3, step + 50));
                Fired const fired = random_spikes(2 * net.inputs, 0.4, step);
                (*net.layer)(spikes_on(backend, 2, net.inputs, fired).view());
                trainer();
                net.connection->update();
            }
            return net.connection->weight();
        };
        Reals const once = learnt();
        EXPECT_NE(once, start);
        EXPECT_TRUE(same_bits(learnt(), once));
    }
}

}  // namespace
}  // namespace inferno::test
