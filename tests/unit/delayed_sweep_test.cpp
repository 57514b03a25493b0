//! Rules on connections with delays, stage by stage: rows of weights that are swept give the bits
//! of the rule's definition, taken weight by weight.
#include <algorithm>
#include <array>
#include <cmath>

#include "inferno/learn/age_rule.hpp"
#include "inferno/learn/delayed_rule.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

using PastRule = DelayedSpikeRule;

struct Size {
    Index sources, targets, batch;
    bool lateral = false;
};

WeightPairs pairs_of(Size size)
{
    WeightPairs pairs;
    pairs.windows = whole_input(size.sources);
    pairs.filters = size.targets;
    pairs.lateral = size.lateral;
    return pairs;
}

//! Numbers in a program's memory and in a backend's.
template <class T>
struct Both {
    std::vector<T> host;
    Buffer<T> memory;

    Both(BackendPointer const& backend, std::vector<T> values)
        : host(std::move(values)), memory(backend, std::span<T const>(host))
    {
    }
    T* data(bool on_host) { return on_host ? host.data() : memory.data(); }
};

class DelayedSweepTest : public BackendTest {
  protected:
    static bool is_zero(Real value) { return value == 0; }
    static Reals some_delays(Size size, bool whole)
    {
        Reals delays = random_reals(size.sources * size.targets, 0, 20, 3);
        if (whole) { std::ranges::transform(delays, delays.begin(), ::floorf); }
        return delays;
    }
    //! Proposals and updates of `rule_of(on host?)` on every weight, by stages and by definition.
    template <class RuleOf>
    void expect_definition(Size size, RuleOf const& rule_of)
    {
        auto const on_host      = rule_of(true);
        using Rule              = std::decay_t<decltype(on_host)>;
        WeightPairs const pairs = pairs_of(size);
        Index const count       = pairs.weights();
        Reals pos(static_cast<std::size_t>(count), 7), neg = pos;
        Learn<Rule> const definition{pairs, on_host, pos.data(), neg.data()};
        for (Index k = 0; k < count; ++k) {
            definition.propose_one(k);
        }
        Buffer<Real> got_pos(backend, count), got_neg(backend, count);
        got_pos.fill(7);
        got_neg.fill(7);
        run_stage(*backend, Learn<Rule>{pairs, rule_of(false), got_pos.data(), got_neg.data()});
        EXPECT_TRUE(same_bits(got_pos.download(), pos));
        EXPECT_TRUE(same_bits(got_neg.download(), neg));
        EXPECT_FALSE(std::ranges::all_of(pos, is_zero) && std::ranges::all_of(neg, is_zero));
        for (UpdateRule const& update : updates()) {
            Reals weight = random_reals(count, 0, 1, 8);
            auto applied = reals_on(backend, weight);
            LearnUpdate<Rule> const by_one{pairs, on_host, update, weight.data()};
            for (Index k = 0; k < count; ++k) {
                by_one.update_one(k);
            }
            run_stage(*backend, LearnUpdate<Rule>{pairs, rule_of(false), update, applied.data()});
            EXPECT_TRUE(same_bits(applied.download(), weight));
        }
    }
    static std::vector<UpdateRule> updates()
    {
        Bound const times{BoundKind::multiplicative, 1.2F};
        Bound const power{BoundKind::power, 1.2F, 1.5F};
        Bound const floor{BoundKind::power, -0.2F, 1.5F};
        return {{}, {{times, {}}, 0, 1}, {{times, times}}, {{power, floor}, 0, 1}};
    }
};
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
    constexpr Size sizes[] = {{7, 21, 3}, {3, 10, 40}, {9, 9, 2, true}};
    for (std::size_t n = 0; n < 12; ++n) {
        Size const size = sizes[n % 3];
        RandomPast past(backend, size, n % 2 == 0 ? 0.05 : 0.6, n < 6 ? 1 : 0.25F);
        SCOPED_TRACE(n);
        expect_definition(size, [&](bool on_host) {
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
    constexpr Size sizes[] = {{7, 21, 3}, {3, 10, 40}, {9, 9, 2, true}};
    for (std::size_t n = 0; n < 24; ++n) {
        RandomPast past(backend, sizes[n % 3], n % 2 == 0 ? 0.1 : 0.6, n < 12 ? 1 : 0.25F);
        SCOPED_TRACE(n);
        bool const arrived = n % 4 < 2, triplets = n % 8 < 4, rewards = n % 6 < 3;
        expect_definition(sizes[n % 3], [&](bool on_host) {
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

TEST_P(DelayedSweepTest, TimesBetweenSpikesByRows)
{
    constexpr Size sizes[] = {{7, 21, 3}, {2, 70, 5}, {9, 9, 2, true}};
    for (std::size_t n = 0; n < 36; ++n) {
        Size const size  = sizes[n % 3];
        bool const whole = n >= 12, old = n % 4 == 2;  // times since spikes that are long ago
        auto const some_ages = [&](Index elements, std::uint64_t seed) {
            Reals ages = random_reals(size.batch * elements, 0, 60, seed);
            for (std::size_t k = 0; k < ages.size(); ++k) {
                ages[k] = k % 5 == 3 ? std::nanf("") : std::floor(ages[k]);
                if (old && k % 7 == 2) { ages[k] += seed == 1 ? 3000 : 6000; }
            }
            return ages;
        };
        Both<Real> pre(backend, some_ages(size.sources, 1)),
            post(backend, some_ages(size.targets, 2));
        Both<Real> delays(backend, some_delays(size, whole));
        Both<Real> reward(backend, random_reals(size.batch, -1, 1, 4));
        SCOPED_TRACE(n);
        expect_definition(size, [&](bool on_host) {
            AgeRule rule;
            rule.ages.pre_ms   = pre.data(on_host);
            rule.ages.post_ms  = post.data(on_host);
            rule.ages.delay_ms = n == 3 ? nullptr : delays.data(on_host);
            rule.ages.inputs   = size.sources;
            rule.ages.outputs  = size.targets;
            rule.ages.batch    = size.batch;
            rule.ages.rule     = {n % 2 == 0 ? 1 : 0.5F, 20};
            rule.post  = {0.3F, n % 2 == 0 ? 12.0F : 0.3F};  // long and short: other exponentials
            rule.pre   = {0.2F, n % 2 == 0 ? 15.0F : 20.0F};
            rule.signs = {n % 2 == 0, n % 3 == 0};
            rule.reduction = n % 4 == 3 ? BatchReduction::max
                                        : (n % 2 == 0 ? BatchReduction::mean : BatchReduction::sum);
            if (n % 12 >= 4) { rule.reward = {reward.data(on_host), n % 8 < 4}; }
            return rule;
        });
    }
}

}  // namespace
}  // namespace inferno::test
