//! Trainers that act at spikes, against plain loops over samples and pairs, on every kind of
//! connection.
#include <array>
#include <cmath>
#include <functional>

#include "inferno/network/reward_stdp.hpp"
#include "inferno/network/stdp.hpp"
#include "inferno/network/triplet_stdp.hpp"

#include "support/backend_test.hpp"
#include "support/compare.hpp"
#include "support/naive_trainers.hpp"

namespace inferno::test {
namespace {

constexpr Index steps         = 25;
constexpr char const* kinds[] = {"dense", "lateral", "direct", "convolution"};

class SpikeTrainersTest : public BackendTest {
  protected:
    //! Steps a network under `trainer` and the reference beside it; weights must agree in every
    //! step. `train` calls the trainer in this step and tells how the reference joins its terms.
    template <class T>
    void expect_follows(
        std::string const& kind,
        Index batch,
        T& trainer,
        NaiveRule reference,
        std::function<Combine(NaiveRule&, TrainedNet const&, Index step)> const& train)
    {
        TrainedNet net = make_trained_net(backend, kind, batch);
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
            ASSERT_EQ(net.connection->weight(), weight) << kind << ", step " << step;
        }
        EXPECT_NE(weight, first) << "nothing was learned";
    }
    static Real decay(double tc_ms) { return static_cast<Real>(std::exp(-1 / tc_ms)); }
    //! The reference of a pair rule.
    static NaiveRule pair(double lr_post, double lr_pre, TraceMode mode)
    {
        NaiveRule reference;
        reference.pre.fast_amplitude  = static_cast<Real>(std::abs(lr_post));
        reference.post.fast_amplitude = static_cast<Real>(std::abs(lr_pre));
        reference.pre.fast_decay      = decay(8);
        reference.post.fast_decay     = decay(12);
        reference.pre.mode = reference.post.mode = mode;
        return reference;
    }
};
INFERNO_ON_EVERY_BACKEND(SpikeTrainersTest);

constexpr std::array<std::pair<double, double>, 4> rates = {
    {{0.1, -0.05}, {-0.1, 0.05}, {0.1, 0.05}, {-0.1, -0.05}}};
constexpr BatchReduction reductions[] = {
    BatchReduction::mean, BatchReduction::sum, BatchReduction::max, BatchReduction::min};
constexpr TraceMode modes[] = {TraceMode::cumulative, TraceMode::nearest};

TEST_P(SpikeTrainersTest, PairRuleOnEveryConnection)
{
    for (std::size_t r = 0; r < rates.size(); ++r) {
        auto const [post, pre] = rates[r];
        for (char const* const kind : kinds) {
            STDP trainer({{post, pre, 12, 8, modes[r % 2]}, reductions[r]});
            expect_follows(
                kind, 3, trainer, pair(post, pre, modes[r % 2]), [&](auto&, auto&, Index) {
                    trainer();
                    return shared_reward(post, pre, reductions[r], 1);
                });
        }
    }
}

TEST_P(SpikeTrainersTest, StablePairRuleScalesTracesOfOne)
{
    NaiveRule reference   = pair(1, 1, TraceMode::cumulative);
    reference.post_weight = [](Real) { return 0.1F; };
    reference.pre_weight  = [](Real) { return 0.05F; };
    for (char const* const kind : kinds) {
        STDP trainer({{0.1, -0.05, 12, 8}, BatchReduction::sum, true});
        expect_follows(kind, 2, trainer, reference, [&](auto&, auto&, Index) {
            trainer();
            return shared_reward(0.1, -0.05, BatchReduction::sum, 1);
        });
    }
}

TEST_P(SpikeTrainersTest, TripletRuleReadsSlowTracesBeforeTheStep)
{
    for (bool const stable : {false, true}) {
        for (std::size_t r = 0; r < rates.size(); ++r) {
            auto const [post, pre] = rates[r];
            TraceMode const mode   = modes[r % 2];
            TripletSTDP trainer({post, 0.2, pre, 0.03, 12, 30, 8, 25, mode, reductions[r], stable});
            NaiveRule reference           = pair(stable ? 1 : post, stable ? 1 : pre, mode);
            reference.post.slow_decay     = decay(30);
            reference.pre.slow_decay      = decay(25);
            reference.post.slow_amplitude = static_cast<Real>(stable ? 1 : std::abs(0.2 / post));
            reference.pre.slow_amplitude  = static_cast<Real>(stable ? 1 : std::abs(0.03 / pre));
            reference.post_weight = [=, rate = static_cast<Real>(std::abs(post))](Real slow) {
                return stable ? rate + 0.2F * slow : 1 + slow;
            };
            reference.pre_weight = [=, rate = static_cast<Real>(std::abs(pre))](Real slow) {
                return stable ? rate + 0.03F * slow : 1 + slow;
            };
            expect_follows(kinds[r], 3, trainer, reference, [&](auto&, auto&, Index) {
                trainer();
                return shared_reward(post, pre, reductions[r], 1);
            });
        }
    }
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
    for (std::size_t r = 0; r < rates.size(); ++r) {
        auto const [post, pre] = rates[r];
        MSTDP trainer({{post, pre, 12, 8, modes[r % 2]}, reductions[r]});
        expect_follows(
            kinds[r], 3, trainer, pair(post, pre, modes[r % 2]), [&](auto&, auto&, Index step) {
                trainer(reward_of(step), -1);
                return shared_reward(post, pre, reductions[r], reward_of(step));
            });
    }
}

TEST_P(SpikeTrainersTest, RewardsOfSamplesSortThemByDirection)
{
    for (std::size_t r = 0; r < rates.size(); ++r) {
        auto const [post, pre] = rates[r];
        for (BatchReduction const reduction : reductions) {
            MSTDP trainer({{post, pre, 12, 8}, reduction, RewardForm::per_sample});
            expect_follows(kinds[r],
                           4,
                           trainer,
                           pair(post, pre, TraceMode::cumulative),
                           [&](auto&, TrainedNet const& net, Index step) {
                               Reals const rewards = rewards_of(net.batch, step);
                               trainer(rewards);
                               return reward_of_samples(post, pre, reduction, rewards);
                           });
        }
    }
}

TEST_P(SpikeTrainersTest, EligibilityRemembersUntilTheRewardComes)
{
    for (std::size_t r = 0; r < rates.size(); ++r) {
        auto const [post, pre]         = rates[r];
        BatchReduction const reduction = reductions[r];
        bool const summed = reduction == BatchReduction::mean || reduction == BatchReduction::sum;
        NaiveEligibility memory{decay(15), static_cast<Real>(1.0 / 15), summed, {}, {}};
        MSTDPET trainer({{{post, pre, 12, 8, modes[r % 2]}, reduction}, 15});
        expect_follows(
            kinds[r],
            4,
            trainer,
            pair(post, pre, modes[r % 2]),
            [&](NaiveRule& reference, TrainedNet const&, Index step) {
                memory.step(reference);
                trainer(reward_of(step), 0.5);
                Real const samples = reduction == BatchReduction::mean ? 4 : 1;  // exact
                auto const joined  = shared_reward(
                    post, pre, summed ? BatchReduction::sum : reduction, 0.5 * reward_of(step));
                return Combine([=](Reals post_terms, Reals pre_terms) {
                    for (Reals* const terms : {&post_terms, &pre_terms}) {
                        for (Real& term : *terms) {
                            term /= samples;
                        }
                    }
                    return joined(post_terms, pre_terms);
                });
            });
    }
}

TEST_P(SpikeTrainersTest, EligibilityOfEverySampleUnderItsReward)
{
    for (std::size_t r = 0; r < rates.size(); ++r) {
        auto const [post, pre] = rates[r];
        NaiveEligibility memory{decay(15), static_cast<Real>(1.0 / 15), false, {}, {}};
        MSTDPET trainer({{{post, pre, 12, 8}, reductions[r], RewardForm::per_sample}, 15});
        expect_follows(kinds[r],
                       3,
                       trainer,
                       pair(post, pre, TraceMode::cumulative),
                       [&](NaiveRule& reference, TrainedNet const& net, Index step) {
                           memory.step(reference);
                           Reals const rewards = rewards_of(net.batch, step);
                           trainer(rewards);
                           return reward_of_samples(post, pre, reductions[r], rewards);
                       });
    }
}

TEST_P(SpikeTrainersTest, RecordedWithItsUpdateItGivesTheSameWeights)
{
    for (char const* const kind : kinds) {
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
              "lr_post_pair: is 0, must not be unless the rule is stable");
    EXPECT_EQ(net.connection->updater()->operator[]("weight").potentiation(), Reals{});
}

}  // namespace
}  // namespace inferno::test
