//! Reductions over the batch that are not sums, means, largest or smallest: rules against sorting.
#include <array>

#include "inferno/learn/rate_rule.hpp"
#include "inferno/network/age_stdp.hpp"
#include "inferno/network/homeostasis.hpp"
#include "inferno/network/reward_stdp.hpp"
#include "inferno/network/stdp.hpp"
#include "inferno/network/triplet_stdp.hpp"

#include "support/backend_test.hpp"
#include "support/compare.hpp"
#include "support/naive_reduction.hpp"
#include "support/naive_stdp.hpp"
#include "support/naive_trainers.hpp"
#include "support/rule_definition.hpp"

namespace inferno::test {
namespace {

std::array<BatchReduction, 7> const reductions = {BatchReduction::median,
                                                  quantile(0),
                                                  quantile(0.3),
                                                  quantile(1),
                                                  BatchReduction::absmax,
                                                  BatchReduction::absmin,
                                                  BatchReduction::geomean};
constexpr std::array directions                = {
                   StdpSigns{true, false}, StdpSigns{false, true}, StdpSigns{true, true}, StdpSigns{false, false}};

class BatchReductionsTest : public BackendTest {
  protected:
    StdpParts proposed(WeightPairs const& pairs, SpikeRule const& rule)
    {
        return proposed(pairs, SpikeRule::Anew{rule});
    }
    template <class Rule>
    StdpParts proposed(WeightPairs const& pairs, Rule const& rule)
    {
        Buffer<Real> pos(backend, pairs.weights()), neg(backend, pairs.weights());
        run_stage(*backend, Learn<Rule>{pairs, rule, pos.data(), neg.data()});
        return {pos.download(), neg.download()};
    }
    static void expect_same(StdpParts const& got, StdpParts const& expected)
    {
        EXPECT_EQ(got.pos, expected.pos);
        EXPECT_EQ(got.neg, expected.neg);
    }
};
INFERNO_ON_EVERY_BACKEND(BatchReductionsTest);

TEST_P(BatchReductionsTest, OfRulesAtSpikes)
{
    for (BatchReduction const reduction : reductions) {
        for (Index const batch : {1, 2, 3, 6}) {
            SCOPED_TRACE(batch);
            StdpSigns const signs   = directions[static_cast<std::size_t>(batch % 4)];
            StdpInputs const inputs = random_inputs(batch, 5, 7, 0.6, 0.7, 0.1F, 9);
            StdpMemory const memory(backend, inputs);
            expect_same(proposed(pairs_of({5, 7, batch}), memory.rule(signs, reduction)),
                        naive_stdp(inputs, signs, reduction, false));
        }
    }
}

//! With a term for every sample and direction, rewards of samples sort them first.
TEST_P(BatchReductionsTest, UnderRewardsOfSamples)
{
    constexpr Index batch = 5;
    StdpInputs inputs     = random_inputs(batch, 1, 1, 1, 1, 0.1F, 4);
    StdpMemory const memory(backend, inputs);
    Reals const given = {0.5F, -1, 2, -0.25F, -0.5F};
    auto const reward = reals_on(backend, given);
    for (BatchReduction const reduction : reductions) {
        for (StdpSigns const signs : directions) {
            SpikeRule rule = memory.rule(signs, reduction);
            rule.reward    = {reward.data(), true};
            Reals up, down;
            for (std::size_t b = 0; b < given.size(); ++b) {
                bool const inverted = given[b] < 0;
                (signs.post_potentiates != inverted ? up : down)
                    .push_back(inputs.pre_trace[b] * math::abs(given[b]));
            }
            for (std::size_t b = 0; b < given.size(); ++b) {
                bool const inverted = given[b] < 0;
                (signs.pre_potentiates != inverted ? up : down)
                    .push_back(inputs.post_trace[b] * math::abs(given[b]));
            }
            expect_same(proposed(pairs_of({1, 1, batch}), rule),
                        {{naive_reduction(up, reduction)}, {naive_reduction(down, reduction)}});
        }
    }
}

TEST_P(BatchReductionsTest, OfRulesOnTimesAndRates)
{
    Reals const ages = {3, 14, 1, 5};
    auto const pre = reals_on(backend, ages), post = reals_on(backend, Reals{7, 2, 1, 9});
    ExponentialKernels const kernels{0.5F, -0.25F, 10, 20};
    Reals post_up, pre_down;
    for (Real const apart : {-4.0F, 12.0F, 0.0F, -4.0F}) {
        post_up.push_back(apart >= 0 ? HalfKernel{0.5F, 10}.at(apart) : 0);
        pre_down.push_back(apart < 0 ? HalfKernel{-0.25F, 20}.at(apart) : 0);
    }
    KernelRule<ExponentialKernels> of_times;
    of_times.kernels      = kernels;
    of_times.ages.pre_ms  = pre.data();
    of_times.ages.post_ms = post.data();
    of_times.ages.inputs = of_times.ages.outputs = 1;
    of_times.ages.batch                          = 4;
    auto const rate                              = reals_on(backend, {0.5F, 0.1F, 0.3F}),
               target                            = reals_on(backend, {0.2F, 0.2F, 0.2F});
    RateRule of_rates{rate.data(), target.data(), 3, 1, 0.5F};
    Reals raising, lowering;
    for (Real const seen : {0.5F, 0.1F, 0.3F}) {
        Real const k = (0.2F - seen) / 0.2F * 0.5F;
        raising.push_back(std::max(k, Real{0}));
        lowering.push_back(std::min(k, Real{0}));
    }
    for (BatchReduction const reduction : reductions) {
        if (reduction == BatchReduction::geomean) { continue; }  // of magnitudes only
        of_times.reduction = of_rates.reduction = reduction;
        expect_same(
            proposed(pairs_of({1, 1, 4}), of_times),
            {{naive_reduction(post_up, reduction)}, {-naive_reduction(pre_down, reduction)}});
        expect_same(
            proposed(pairs_of({1, 1, 3}), of_rates),
            {{naive_reduction(raising, reduction)}, {-naive_reduction(lowering, reduction)}});
    }
}

//! Where two of three samples are alike, their median is what one of them alone would do.
TEST_P(BatchReductionsTest, TrainersLearnWhatMostSamplesCallFor)
{
    auto const learned =
        [&](auto& trainer, char const* kind, Index batch, std::optional<double> delay_ms) {
            TrainedNet net = make_trained_net(backend, kind, batch, delay_ms);
            trainer.register_cell("cell", net.layer->cell());
            for (std::uint64_t step = 0; step < 12; ++step) {
                Fired spikes      = random_spikes(net.inputs, 0.4, step + 10);
                Fired const other = random_spikes(net.inputs, 0.4, step + 50), one = spikes;
                if (batch > 1) {
                    spikes.insert(spikes.end(), other.begin(), other.end());
                    spikes.insert(spikes.end(), one.begin(), one.end());
                }
                (*net.layer)(spikes_on(backend, batch, net.inputs, spikes).view());
                if constexpr (requires { trainer.set_reward(0.5); }) { trainer.set_reward(0.5); }
                trainer();
                net.connection->update();
            }
            return net.connection->weight();
        };
    auto const expect_majority = [&](auto const& make, std::optional<double> delay_ms) {
        for (char const* const kind : {"dense", "lateral", "direct", "convolution"}) {
            auto const of_three = make(BatchReduction::median), of_one = make(BatchReduction::max);
            EXPECT_TRUE(same_bits(learned(*of_three, kind, 3, delay_ms),
                                  learned(*of_one, kind, 1, delay_ms)))
                << kind;
        }
    };
    PairConfig const pair{0.1, -0.05, 12, 8};
    for (std::optional<double> const delay_ms : {std::optional<double>{}, std::optional{4.0}}) {
        expect_majority(
            [&](BatchReduction by) {
                return std::make_unique<STDP>(STDP::Config{pair, by});
            },
            delay_ms);
        expect_majority(
            [&](BatchReduction by) {
                return std::make_unique<TripletSTDP>(TripletSTDP::Config{
                    0.1, 0.2, -0.05, 0.03, 12, 30, 8, 25, TraceMode::nearest, by});
            },
            delay_ms);
        expect_majority(
            [&](BatchReduction by) {
                return std::make_unique<MSTDP>(MSTDP::Config{pair, by});
            },
            delay_ms);
        expect_majority(
            [&](BatchReduction by) {
                return std::make_unique<MSTDPET>(MSTDPET::Config{{pair, by}, 15});
            },
            delay_ms);
        expect_majority(
            [&](BatchReduction by) {
                return std::make_unique<KernelSTDP<>>(
                    KernelSTDP<>::Config{{0.1F, -0.05F, 12, 8}, false, by});
            },
            delay_ms);
    }
    expect_majority(
        [](BatchReduction by) {
            return std::make_unique<DelayAdjustedSTDP>(DelayAdjustedConfig{0.1, -0.05, 12, 8, by});
        },
        4.0);
}

TEST(BatchReductions, WhatDoesNotFitIsRefused)
{
    EXPECT_EQ(message_of<ArgumentError>([] { quantile(1.5); }),
              "quantile: is 1.5, must be from 0 to 1");
    KernelSTDP<>::Config kernels;
    kernels.reduction = BatchReduction::geomean;
    EXPECT_EQ(message_of<ArgumentError>([&] { KernelSTDP<> trainer(kernels); }),
              "reduction: geomean is for numbers that are not negative");
    HomeostasisConfig rates;
    rates.target    = 0.1;
    rates.reduction = BatchReduction::geomean;
    EXPECT_EQ(message_of<ArgumentError>([&] { LinearHomeostasis trainer(rates); }),
              "reduction: geomean is for numbers that are not negative");
    Neurons<ExactNeuron> neurons(make_backend("host"), Shape{2}, 1, 1, ExactNeuron::Config{});
    EXPECT_EQ(message_of<ArgumentError>([&] { neurons.reduce_adaptation(BatchReduction::median); }),
              "adaptation reduction: must be mean, sum, max or min");
}

}  // namespace
}  // namespace inferno::test
