//! Trainers that act at spikes on connections with delays, against plain loops: sources looked up
//! one delay ago, and sources as they have arrived while delays changed.
#include <array>
#include <cmath>

#include "inferno/network/reward_stdp.hpp"
#include "inferno/network/stdp.hpp"
#include "inferno/network/triplet_stdp.hpp"

#include "support/backend_test.hpp"
#include "support/compare.hpp"
#include "support/naive_delays.hpp"

namespace inferno::test {
namespace {

constexpr char const* kinds[] = {"dense", "lateral", "direct", "convolution"};

Real decay(double tc_ms) { return static_cast<Real>(std::exp(-1 / tc_ms)); }

NaiveRule pair_rule(double lr_post, double lr_pre, TraceMode mode)
{
    NaiveRule reference;
    reference.pre.fast_amplitude  = static_cast<Real>(std::abs(lr_post));
    reference.post.fast_amplitude = static_cast<Real>(std::abs(lr_pre));
    reference.pre.fast_decay      = decay(8);
    reference.post.fast_decay     = decay(12);
    reference.pre.slow_decay      = decay(25);
    reference.post.slow_decay     = decay(30);
    reference.pre.mode = reference.post.mode = mode;
    return reference;
}

class DelayedTrainersTest : public BackendTest {
  protected:
    Index steps_        = 22;
    Index last_change_  = 12;
    Index change_every_ = 12;  //!< steps

    //! Steps a network under `trainer` and the reference beside it. Delays change on the way.
    template <class T, class Train>
    void expect_follows(std::string const& kind,
                        Index batch,
                        T& trainer,
                        NaiveRule reference,
                        bool delayed,
                        Train const& train)
    {
        TrainedNet net = make_trained_net(backend, kind, batch, longest_ms);
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
            ASSERT_TRUE(same_bits(net.connection->weight(), weight)) << kind << ", step " << step;
        }
        EXPECT_NE(weight, first) << "nothing was learned";
    }
};
INFERNO_ON_EVERY_BACKEND(DelayedTrainersTest);

constexpr std::array<std::pair<double, double>, 4> rates = {
    {{0.1, -0.05}, {-0.1, 0.05}, {0.1, 0.05}, {-0.1, -0.05}}};
constexpr BatchReduction reductions[] = {
    BatchReduction::mean, BatchReduction::sum, BatchReduction::max, BatchReduction::sum};
constexpr TraceMode modes[] = {TraceMode::cumulative, TraceMode::nearest};

TEST_P(DelayedTrainersTest, PairRuleSeesSourcesThroughTheDelays)
{
    for (std::size_t r = 0; r < 4; ++r) {
        for (std::size_t k = 0; k < 4; ++k) {
            if (r > 1 && k != r) { continue; }
            bool const delayed     = r % 2 == 0;
            auto const [post, pre] = rates[(r + k) % 4];
            STDP trainer({{post, pre, 12, 8, modes[r % 2], delayed}, reductions[(r + k) % 4]});
            expect_follows(kinds[k],
                           3,
                           trainer,
                           pair_rule(post, pre, modes[r % 2]),
                           delayed,
                           [&, p = post, q = pre](auto&, Index) {
                               trainer();
                               return shared_reward(p, q, reductions[(r + k) % 4], 1);
                           });
        }
    }
}

TEST_P(DelayedTrainersTest, TripletRuleReadsSlowTracesAStepFurtherBack)
{
    for (std::size_t r = 0; r < 4; ++r) {
        bool const delayed = r % 2 == 0, stable = r >= 2;
        auto const [post, pre] = rates[r];
        TripletSTDP trainer(
            {post, 0.2, pre, 0.03, 12, 30, 8, 25, modes[r % 2], reductions[r], stable, delayed});
        NaiveRule reference = pair_rule(stable ? 1 : post, stable ? 1 : pre, modes[r % 2]);
        reference.post.slow_amplitude = static_cast<Real>(stable ? 1 : std::abs(0.2 / post));
        reference.pre.slow_amplitude  = static_cast<Real>(stable ? 1 : std::abs(0.03 / pre));
        reference.post_weight         = [=, rate = static_cast<Real>(std::abs(post))](Real slow) {
            return stable ? rate + 0.2F * slow : 1 + slow;
        };
        reference.pre_weight = [=, rate = static_cast<Real>(std::abs(pre))](Real slow) {
            return stable ? rate + 0.03F * slow : 1 + slow;
        };
        expect_follows(
            kinds[r], 2, trainer, reference, delayed, [&, p = post, q = pre](auto&, Index) {
                trainer();
                return shared_reward(p, q, reductions[r], 1);
            });
    }
}

//! Weights keep their own traces while delays change, and return to those of their sources.
TEST_P(DelayedTrainersTest, DelaysThatChangeAgainAndAgain)
{
    steps_        = 160;
    last_change_  = 40;
    change_every_ = 3;
    for (std::size_t k : {0, 3}) {
        for (TraceMode const mode : modes) {
            STDP pair({{0.1, -0.05, 12, 8, mode}, BatchReduction::sum});
            expect_follows(
                kinds[k], 2, pair, pair_rule(0.1, -0.05, mode), false, [&](auto&, Index) {
                    pair();
                    return shared_reward(0.1, -0.05, BatchReduction::sum, 1);
                });
            TripletSTDP triplet({0.1, 0.2, -0.05, 0.03, 12, 30, 8, 25, mode});
            NaiveRule reference           = pair_rule(0.1, -0.05, mode);
            reference.post.slow_amplitude = static_cast<Real>(0.2 / 0.1);
            reference.pre.slow_amplitude  = static_cast<Real>(0.03 / 0.05);
            reference.post_weight = reference.pre_weight = [](Real slow) { return 1 + slow; };
            expect_follows(kinds[k], 2, triplet, reference, false, [&](auto&, Index) {
                triplet();
                return shared_reward(0.1, -0.05, BatchReduction::mean, 1);
            });
        }
    }
}

TEST_P(DelayedTrainersTest, RewardsScaleWhatIsSeenThroughDelays)
{
    for (bool const delayed : {true, false}) {
        for (std::size_t r = 0; r < 2; ++r) {
            auto const [post, pre] = rates[r];
            MSTDP trainer({{post, pre, 12, 8, modes[0], delayed}, BatchReduction::sum});
            expect_follows(kinds[r],
                           3,
                           trainer,
                           pair_rule(post, pre, modes[0]),
                           delayed,
                           [&, p = post, q = pre](auto&, Index step) {
                               double const reward = static_cast<double>(step % 3 - 1) * 0.5;
                               trainer(reward);
                               return shared_reward(p, q, BatchReduction::sum, reward);
                           });
        }
        MSTDP trainer(
            {{0.1, -0.05, 12, 8, modes[0], delayed}, BatchReduction::sum, RewardForm::per_sample});
        Reals const rewards{0.5, -1};
        expect_follows(
            "dense", 2, trainer, pair_rule(0.1, -0.05, modes[0]), delayed, [&](auto&, Index) {
                trainer(rewards);
                return reward_of_samples(0.1, -0.05, BatchReduction::sum, rewards);
            });
    }
}

TEST_P(DelayedTrainersTest, EligibilityRemembersWhatIsSeenThroughDelays)
{
    for (bool const delayed : {true, false}) {
        NaiveEligibility memory{decay(15), static_cast<Real>(1.0 / 15), true, {}, {}};
        MSTDPET trainer({{{0.1, -0.05, 12, 8, modes[0], delayed}}, 15});
        expect_follows(kinds[delayed ? 3 : 0],
                       2,
                       trainer,
                       pair_rule(0.1, -0.05, modes[0]),
                       delayed,
                       [&](NaiveRule& reference, Index step) {
                           memory.step(reference);
                           double const reward = static_cast<double>(step % 3 - 1) * 0.5;
                           trainer(reward);
                           return shared_reward(0.1, -0.05, BatchReduction::sum, reward);
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
