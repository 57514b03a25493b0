//! Rules on times between spikes, stage by stage: rows of weights that are swept give the bits of
//! the rule's definition, taken weight by weight.
#include <cmath>

#include "inferno/learn/age_rule.hpp"

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

class AgeSweepTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(AgeSweepTest);

TEST_P(AgeSweepTest, TimesBetweenSpikesByRows)
{
    constexpr RuleSize sizes[] = {{7, 21, 3}, {2, 70, 5}, {9, 9, 2, true}};
    for (std::size_t n = 0; n < 36; ++n) {
        RuleSize const size = sizes[n % 3];
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
        expect_definition(backend, pairs_of(size), [&](bool on_host) {
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
