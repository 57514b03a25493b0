//! Rules on times between spikes and on rates, stage by stage: rows of weights that are swept give
//! the bits of the rule's definition, taken weight by weight.
#include <cmath>

#include "inferno/learn/age_rule.hpp"
#include "inferno/learn/rate_rule.hpp"

#include "support/backend_test.hpp"
#include "support/rule_definition.hpp"

namespace inferno::test {
namespace {

Reals some_delays(RuleSize size, bool whole)
{
    Reals delays = random_reals(size.sources * size.targets, 0, 20, 3);
    if (whole) { std::ranges::transform(delays, delays.begin(), ::floorf); }
    return delays;
}

//! Powers of the ages of one side, for the post kernel and then for the pre kernel.
Reals powers_of(Reals const& ages, AgeRule const& rule, bool of_targets)
{
    Reals powers(2 * ages.size());
    TakeAgePowers take{
        ages.data(), rule.post, rule.pre, powers.data(), powers.data() + ages.size()};
    take.of_targets = of_targets;
    for (std::size_t k = 0; k < ages.size(); ++k) {
        take.take(static_cast<Index>(k));
    }
    return powers;
}

//! A pair of sides whose spikes are some time ago.
struct Ages {
    Reals pre, post;

    Ages(RuleSize size, Real longest_ms, bool some_old)
        : pre(some(size.batch * size.sources, longest_ms, 1)),
          post(some(size.batch * size.targets, longest_ms, 2))
    {
        for (std::size_t k = 2; some_old && k < pre.size(); k += 7) {
            pre[k] += 3000;
        }
        for (std::size_t k = 2; some_old && k < post.size(); k += 7) {
            post[k] += 6000;
        }
    }

  private:
    static Reals some(Index count, Real longest_ms, std::uint64_t seed)
    {
        Reals ages = random_reals(count, 0, longest_ms, seed);
        for (std::size_t k = 3; k < ages.size(); k += 5) {
            ages[k] = std::nanf("");
        }
        return ages;
    }
};

class AgeSweepTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(AgeSweepTest);

//! With n of 0 to 35: old spikes, short time constants and long delays, whose powers are infinite,
//! rules with powers and without, all reductions and rewards.
AgeRule rule_number(std::size_t n)
{
    AgeRule rule;
    rule.ages.rule = {n % 2 == 0 ? 1 : 0.5F, 20};
    rule.post      = {0.3F, n % 2 == 0 ? 12.0F : 0.3F};
    rule.pre       = {0.2F, n % 2 == 0 ? 15.0F : 20.0F};
    rule.signs     = {n % 2 == 0, n % 3 == 0};
    rule.reduction = n % 4 == 3 ? BatchReduction::max
                                : (n % 2 == 0 ? BatchReduction::mean : BatchReduction::sum);
    return rule;
}

TEST_P(AgeSweepTest, TimesBetweenSpikesByRows)
{
    constexpr RuleSize sizes[] = {{7, 21, 3}, {2, 70, 5}, {9, 9, 2, true}};
    for (std::size_t n = 0; n < 36; ++n) {
        RuleSize const size = sizes[n % 3];
        SCOPED_TRACE(n);
        Ages const ages(size, 60, n % 4 == 2);
        AgeRule const plain = rule_number(n);
        Both<Real> pre(backend, ages.pre), post(backend, ages.post);
        Both<Real> of_source(backend, powers_of(ages.pre, plain, false));
        Both<Real> of_target(backend, powers_of(ages.post, plain, true));
        Both<Real> delays(backend, some_delays(size, n >= 12));
        Both<Real> reward(backend, random_reals(size.batch, -1, 1, 4));
        expect_definition(backend, pairs_of(size), [&](bool on_host) {
            AgeRule rule       = plain;
            rule.ages.pre_ms   = pre.data(on_host);
            rule.ages.post_ms  = post.data(on_host);
            rule.ages.delay_ms = n == 3 ? nullptr : delays.data(on_host);
            rule.ages.inputs   = size.sources;
            rule.ages.outputs  = size.targets;
            rule.ages.batch    = size.batch;
            if (n % 12 >= 4) { rule.reward = {reward.data(on_host), n % 8 < 4}; }
            if (n % 5 != 4) {
                rule.of_source = {of_source.data(on_host),
                                  of_source.data(on_host) + ages.pre.size()};
                rule.of_target = {of_target.data(on_host),
                                  of_target.data(on_host) + ages.post.size()};
            }
            return rule;
        });
    }
}

TEST_P(AgeSweepTest, TimesSinceArrivalsByRows)
{
    for (std::size_t n = 0; n < 8; ++n) {
        RuleSize const size{5, 37, 3, false};
        SCOPED_TRACE(n);
        bool const past    = n % 2 == 1;
        Index const slots  = past ? 24 : 1;
        Index const places = past ? slots * size.sources : size.sources * size.targets;
        Ages const ages({places, size.targets, size.batch}, 60, false);
        Both<Real> pre(backend, ages.pre), post(backend, ages.post);
        Both<Real> delays(backend, some_delays(size, n < 4));
        Both<Index> head(backend, {7});
        expect_definition(backend, pairs_of(size), [&](bool on_host) {
            AgeRule rule       = rule_number(2 * n % 4);
            rule.ages.pre_ms   = pre.data(on_host);
            rule.ages.post_ms  = post.data(on_host);
            rule.ages.delay_ms = delays.data(on_host);
            rule.ages.inputs   = size.sources;
            rule.ages.outputs  = size.targets;
            rule.ages.batch    = size.batch;
            rule.ages.sources  = past ? SourceAges::past : SourceAges::arrived;
            rule.ages.rule     = {1, 20};
            rule.ages.head     = head.data(on_host);
            rule.ages.slots    = slots;
            return rule;
        });
    }
}

TEST_P(AgeSweepTest, RatesByRows)
{
    constexpr RuleSize sizes[] = {{7, 21, 3}, {2, 70, 5}, {9, 9, 2, true}};
    for (std::size_t n = 0; n < 12; ++n) {
        RuleSize const size   = sizes[n % 3];
        Index const positions = n % 3 == 0 ? 4 : 1, outputs = size.batch * size.targets * positions;
        SCOPED_TRACE(n);
        Both<Real> rate(backend, random_reals(outputs, 0, 1, 5));
        Both<Real> target(backend, random_reals(outputs, 0.1F, 0.9F, 6));
        expect_definition(backend, pairs_of(size), [&](bool on_host) {
            RateRule rule{rate.data(on_host), target.data(on_host), size.batch, positions, 0.1F};
            rule.reduction     = static_cast<BatchReduction>(n % 4);
            rule.negative_part = n % 2 == 1;
            return rule;
        });
    }
}

TEST_P(AgeSweepTest, PowersAreTakenOnEveryBackend)
{
    AgeRule const rule = rule_number(1);
    Ages const ages({3, 70, 5}, 60, true);
    for (bool const of_targets : {false, true}) {
        Reals const& some = of_targets ? ages.post : ages.pre;
        auto const memory = reals_on(backend, some);
        auto powers       = reals_on(backend, Reals(2 * some.size(), 7));
        Index const size  = std::ssize(some);
        run_stage(*backend,
                  TakeAgePowers{memory.data(),
                                rule.post,
                                rule.pre,
                                powers.data(),
                                powers.data() + size,
                                size / 5,
                                5,
                                of_targets});
        EXPECT_TRUE(same_bits(powers.download(), powers_of(some, rule, of_targets)));
    }
}

//! Terms that are products of powers are closer to the kernels than exponentials of rounded times;
//! where powers are infinite, they are these.
TEST(AgePowers, GiveTheTermsOfTheKernels)
{
    constexpr Real tc_ms = 20;
    AgeRule rule;
    rule.post = {0.5F, tc_ms}, rule.pre = {0.25F, tc_ms};
    rule.ages.inputs = rule.ages.outputs = rule.ages.batch = 1;
    WeightPairs const pairs                                = pairs_of({1, 1, 1});
    Index products = 0, exponentials = 0;
    for (Real const s : {0.0F, 0.7F, 33.3F, 333.3F, 879.9F, 880.1F, 1719.0F, 1721.0F, 5000.0F}) {
        for (Real const t : {0.0F, 0.7F, 31.9F, 320.1F, 850.0F, 890.0F, 1800.0F, 4990.0F}) {
            for (Real const d : {-3.0F, 0.0F, 10.1F, 399.0F, 401.0F, 2000.0F}) {
                SCOPED_TRACE(std::to_string(s) + " " + std::to_string(t) + " " + std::to_string(d));
                rule.ages.pre_ms = &s, rule.ages.post_ms = &t, rule.ages.delay_ms = &d;
                rule.of_source = {}, rule.of_target = {};
                Change const plain = rule.change(pairs, 0);
                Reals const source = powers_of({s}, rule, false);
                Reals const target = powers_of({t}, rule, true);
                rule.of_source     = {source.data(), source.data() + 1};
                rule.of_target     = {target.data(), target.data() + 1};
                Change const got   = rule.change(pairs, 0);
                double const apart = static_cast<double>(s) - t - d;
                double const fades = std::exp(-std::abs(apart) / tc_ms);
                double const pos = apart >= 0 ? 0.5 * fades : 0, neg = apart < 0 ? 0.25 * fades : 0;
                bool const infinite =
                    (s > 44 * tc_ms && t > 44 * tc_ms) || (d > 20 * tc_ms && pos > 0);
                if (infinite) {
                    EXPECT_EQ(got.pos, plain.pos);
                    EXPECT_EQ(got.neg, plain.neg);
                    ++exponentials;
                } else {
                    EXPECT_NEAR(got.pos, pos, 4e-7 * pos + 1.4e-10);
                    EXPECT_NEAR(got.neg, neg, 4e-7 * neg + 1.4e-10);
                    products += got.pos != plain.pos || got.neg != plain.neg;
                }
            }
        }
    }
    EXPECT_GT(products, 40);
    EXPECT_GT(exponentials, 40);
}

}  // namespace
}  // namespace inferno::test
