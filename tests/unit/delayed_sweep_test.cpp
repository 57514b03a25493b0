//! Rules on connections with delays, stage by stage: rows of weights that are swept give the bits
//! of the rule's definition, taken weight by weight.
#include <algorithm>
#include <array>
#include <cmath>

#include "inferno/learn/delayed_rule.hpp"
#include "inferno/learn/eligibility.hpp"

#include "support/backend_test.hpp"
#include "support/compare.hpp"
#include "support/rule_definition.hpp"

namespace inferno::test {
namespace {

using PastRule = DelayedSpikeRule;
using Size     = RuleSize;

//! Rows shorter and longer than 32 weights, that begin anywhere; batches of less and of more than a
//! word.
constexpr Size sizes[] = {{7, 21, 3}, {3, 10, 40}, {9, 9, 2, true}, {3, 70, 33}, {40, 40, 1, true}};
constexpr Size size_of(std::size_t n) { return sizes[n % std::size(sizes)]; }

class DelayedSweepTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(DelayedSweepTest);

//! A record of random spikes and traces, and targets that spike with some probability.
struct RandomPast {
    static constexpr Index slots = history_slots<FadingTrace>(12);
    Size size;
    Both<SpikeWord> bits, spiked;
    Both<Real> states, delay_ms, trace, reward, rewards, slow_states, slow_before, own;
    Both<DelaySteps> steps;
    Both<std::uint8_t> owns;
    Both<Index> head;

    RandomPast(BackendPointer const& backend, Size of, double density, Real delay_step_ms)
        : size(of),
          bits(backend, random_bits(of)),
          spiked(
              backend,
              spikes_on(
                  backend, of.batch, of.targets, random_spikes(of.batch * of.targets, density, 4))
                  .buffer()
                  .download()),
          states(backend, random_reals(of.sources * (slots / 8) * of.batch, 0, 2, 5)),
          delay_ms(backend, delays(of, delay_step_ms)),
          trace(backend, random_reals(of.batch * of.targets, 0, 2, 6)),
          reward(backend, {-0.75F}),
          rewards(backend, random_reals(of.batch, -1, 1, 9)),
          slow_states(backend, random_reals(of.sources * (slots / 8) * of.batch, 0, 2, 10)),
          slow_before(backend, random_reals(of.batch * of.targets, 0, 2, 11)),
          own(backend, random_reals(of.batch * of.sources * of.targets, 0, 2, 12)),
          steps(backend, whole_steps(of)),
          owns(backend, random_spikes(of.sources * of.targets, 0.05, 13)),
          head(backend, {13}),
          at_weights_{Both<ArrivedAtWeights>(backend, {{}}), Both<ArrivedAtWeights>(backend, {{}})}
    {
    }
    //! What is kept for each weight, and where that lies.
    ArrivedAtWeights const* arrived(bool on_host)
    {
        Both<ArrivedAtWeights>& made = on_host ? at_weights_[0] : at_weights_[1];
        made.host = {{steps.data(on_host), own.data(on_host), owns.data(on_host)}};
        if (on_host) { return made.host.data(); }
        made.memory.upload(made.host);
        return made.memory.data();
    }
    PastRule rule(bool on_host, TraceMode mode)
    {
        PastRule rule;
        rule.pre.past     = {bits.data(on_host),
                             {states.data(on_host)},
                             size.sources,
                             size.batch,
                             slots,
                             head.data(on_host)};
        rule.pre.delay_ms = delay_ms.data(on_host);
        rule.pre.fast     = {{0.9F, 0.3F, mode}, 9.5F};
        rule.pre.rule     = {1, 11, 1e-4F, false, false};
        rule.pre.pair     = 0.7F;
        rule.post = {spiked.data(on_host), trace.data(on_host), nullptr, size.targets, 1.3F, 0};
        return rule;
    }

  private:
    static std::vector<DelaySteps> whole_steps(Size size)
    {
        std::vector<DelaySteps> steps;
        for (Real const delay : random_reals(size.sources * size.targets, 0, 13, 14)) {
            steps.push_back(delay > 12 ? never_arrives : static_cast<DelaySteps>(delay));
        }
        return steps;
    }
    //! Samples and slots that are not there stay silent.
    static std::vector<SpikeWord> random_bits(Size size)
    {
        std::vector<SpikeWord> words;
        for (Index w = 0; w < words_for(size.batch); ++w) {
            Index const samples = std::min(word_bits, size.batch - w * word_bits);
            Fired const fired   = random_spikes(
                size.sources * (slots + 1) * samples, 0.1, static_cast<std::uint64_t>(w + 1));
            for (Index n = 0; n < size.sources * (slots + 1); ++n) {
                SpikeWord word = 0;
                for (Index b = 0; b < samples && n % (slots + 1) != slots; ++b) {
                    auto const k = static_cast<std::size_t>(n * samples + b);
                    word |= static_cast<SpikeWord>(fired[k]) << b;
                }
                words.push_back(word);
            }
        }
        return words;
    }
    //! Some beyond the record.
    static Reals delays(Size size, Real step_ms)
    {
        Reals values = random_reals(size.sources * size.targets, 0, 13, 7);
        for (Real& value : values) {
            value = std::floor(value / step_ms) * step_ms;
        }
        return values;
    }

    std::array<Both<ArrivedAtWeights>, 2> at_weights_;
};

TEST_P(DelayedSweepTest, SpikesThroughDelaysByRows)
{
    for (std::size_t n = 0; n < 12; ++n) {
        Size const size = size_of(n);
        RandomPast past(backend, size, n % 2 == 0 ? 0.05 : 0.6, n < 6 ? 1 : 0.25F);
        SCOPED_TRACE(n);
        expect_definition(backend, pairs_of(size), [&](bool on_host) {
            PastRule rule =
                past.rule(on_host, n % 4 < 2 ? TraceMode::cumulative : TraceMode::nearest);
            rule.signs     = {n % 2 == 0, n % 3 == 0};
            rule.reduction = n % 4 == 3 ? BatchReduction::max
                                        : (n % 2 == 0 ? BatchReduction::mean : BatchReduction::sum);
            if (n >= 4) { rule.reward = {past.reward.data(on_host), false}; }
            return rule;
        });
    }
}

//! Every form of the rule: looked up or arrived, some weights with traces of their own; pairs or
//! triplets; with a reward for each sample.
TEST_P(DelayedSweepTest, FormsOfTheRuleByRows)
{
    for (std::size_t n = 0; n < 24; ++n) {
        RandomPast past(backend, size_of(n), n % 2 == 0 ? 0.1 : 0.6, n < 12 ? 1 : 0.25F);
        SCOPED_TRACE(n);
        bool const arrived = n % 4 < 2, triplets = n % 8 < 4, rewards = n % 6 < 3;
        expect_definition(backend, pairs_of(size_of(n)), [&](bool on_host) {
            PastRule rule =
                past.rule(on_host, n % 5 < 3 ? TraceMode::cumulative : TraceMode::nearest);
            if (arrived) {
                rule.pre.delay_ms = nullptr;
                rule.pre.arrived  = past.arrived(on_host);
            }
            if (triplets) {
                rule.pre.slow         = {{0.95F, 0.4F, rule.pre.fast.trace.mode}, 19.5F};
                rule.pre.slow_states  = past.slow_states.data(on_host);
                rule.pre.triplet      = 0.6F;
                rule.post.slow_before = past.slow_before.data(on_host);
                rule.post.triplet     = 0.8F;
                if (arrived) { rule.pre.arrived_slow = rule.pre.arrived; }
            }
            rule.signs     = {n % 2 == 0, n % 3 == 0};
            rule.reduction = n % 5 == 4 ? BatchReduction::mean : BatchReduction::sum;
            if (rewards) { rule.reward = {past.rewards.data(on_host), true}; }
            return rule;
        });
    }
}

//! Of all samples together and of each, through delays and without; and what they propose.
TEST_P(DelayedSweepTest, EligibilitiesByRows)
{
    for (std::size_t n = 0; n < 18; ++n) {
        Size const size = size_of(n);
        RandomPast past(backend, size, n % 2 == 0 ? 0.1 : 0.6, 1);
        SCOPED_TRACE(n);
        WeightPairs const pairs = pairs_of(size);
        Index const samples     = n % 4 < 2 ? 1 : size.batch;
        Both<Real> post(backend, random_reals(samples * pairs.weights(), 0, 2, 21));
        Both<Real> pre(backend, random_reals(samples * pairs.weights(), 0, 2, 22));
        auto const stage = [&](bool on_host) {
            EligibilityOf<PastRule> step{
                pairs, past.rule(on_host, TraceMode::cumulative), {}, 0.9F, 0.3F};
            step.state = {post.data(on_host), pre.data(on_host), samples};
            if (n % 6 < 3) {
                step.rule.pre.delay_ms = nullptr;
                step.rule.pre.arrived  = past.arrived(on_host);
            }
            return step;
        };
        Reals const before = post.host;
        for (Index k = 0; k < pairs.weights(); ++k) {
            stage(true).step_one(k);
        }
        run_stage(*backend, stage(false));
        EXPECT_TRUE(same_bits(post.memory.download(), post.host));
        EXPECT_TRUE(same_bits(pre.memory.download(), pre.host));
        EXPECT_NE(post.host, before);
        expect_definition(backend, pairs_of(size), [&](bool on_host) {
            EligibilityRule rule;
            rule.state     = {post.data(on_host), pre.data(on_host), samples};
            rule.batch     = size.batch;
            rule.signs     = {n % 2 == 0, n % 3 == 0};
            rule.reduction = n % 5 < 2 ? BatchReduction::mean : BatchReduction::sum;
            if (n % 5 == 4 && samples > 1) { rule.reduction = BatchReduction::max; }
            bool const of_sample = samples > 1 && n % 3 != 0;
            rule.reward = {(of_sample ? past.rewards : past.reward).data(on_host), of_sample};
            return rule;
        });
    }
}

}  // namespace
}  // namespace inferno::test
