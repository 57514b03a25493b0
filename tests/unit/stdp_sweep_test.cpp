#include <array>
#include <cmath>

#include "support/backend_test.hpp"
#include "support/compare.hpp"
#include "support/naive_stdp.hpp"

namespace inferno::test {
namespace {

constexpr std::array reductions = {
    BatchReduction::mean, BatchReduction::sum, BatchReduction::max, BatchReduction::min};
constexpr std::array directions = {
    StdpSigns{true, false}, StdpSigns{false, true}, StdpSigns{true, true}, StdpSigns{false, false}};

//! No bound, and the five kinds on either side and on both.
std::vector<FullBound> bounds()
{
    std::vector<FullBound> all{{}};
    for (BoundKind const kind : {BoundKind::power,
                                 BoundKind::scaled_power,
                                 BoundKind::multiplicative,
                                 BoundKind::scaled_multiplicative,
                                 BoundKind::sharp}) {
        for (Real const power : {1.0F, 2.0F, 1.5F}) {
            bool const has_power = kind == BoundKind::power || kind == BoundKind::scaled_power;
            if (!has_power && power != 1) { continue; }
            Bound const upper{kind, 1, power, 1.5F}, lower{kind, -0.5F, power, 1.5F};
            all.push_back({upper, {}});
            all.push_back({{}, lower});
            all.push_back({upper, lower});
        }
    }
    return all;
}

std::vector<UpdateRule> clamps(FullBound const& bound)
{
    UpdateRule const open{bound};
    return {open, {bound, -0.25F, open.high}, {bound, open.low, 0.75F}, {bound, -0.25F, 0.75F}};
}

Reals clamped_weights(Index count, UpdateRule const& rule)
{
    Reals weight = random_reals(count, -0.5F, 1, 99);
    for (Real& w : weight) {
        w = clamped(rule, w);
    }
    return weight;
}

class StdpSweepTest : public BackendTest {
  protected:
    //! Both ways of applying STDP against the definition.
    void expect_equal(StdpInputs const& in,
                      StdpSigns signs,
                      BatchReduction reduction,
                      UpdateRule const& rule,
                      bool lateral = false)
    {
        StdpMemory const memory(backend, in);
        SpikeRule const learn = memory.rule(signs, reduction);
        Index const elements  = in.sources * in.targets;
        StdpParts const parts = naive_stdp(in, signs, reduction, lateral);
        Reals const before    = clamped_weights(elements, rule);
        Reals expected        = naive_update(before, parts, rule);

        Buffer<Real> pos(backend, elements), neg(backend, elements);
        pos.fill(7);
        neg.fill(7);
        run_stage(*backend, StdpDense{learn, pos.data(), neg.data(), lateral});
        auto weight = reals_on(backend, before), fused = reals_on(backend, before);
        ApplyUpdate apply;
        apply.rule      = rule;
        apply.pos       = {{pos.data()}, 1};
        apply.neg       = {{neg.data()}, 1};
        apply.pos_given = apply.neg_given = 1;
        apply.parameter                   = weight.data();
        apply.elements                    = elements;
        run_stage(*backend, apply);
        run_stage(*backend, StdpDenseUpdate{learn, rule, fused.data(), lateral});

        SCOPED_TRACE(testing::Message()
                     << in.batch << " x " << in.sources << " -> " << in.targets << ", reduction "
                     << static_cast<int>(reduction) << ", signs " << signs.post_potentiates
                     << signs.pre_potentiates << ", bounds "
                     << static_cast<int>(rule.bound.upper.kind)
                     << static_cast<int>(rule.bound.lower.kind) << ", clamp " << rule.low << " "
                     << rule.high << (lateral ? ", lateral" : ""));
        ASSERT_TRUE(same_bits(pos.download(), parts.pos));
        ASSERT_TRUE(same_bits(neg.download(), parts.neg));
        ASSERT_TRUE(same_bits(weight.download(), expected));
        ASSERT_TRUE(same_bits(fused.download(), expected)) << "fused";
    }
};
INFERNO_ON_EVERY_BACKEND(StdpSweepTest);

TEST_P(StdpSweepTest, EqualsPlainLoopsForAllSizesReductionsAndSigns)
{
    constexpr std::array<std::pair<double, double>, 5> densities = {
        {{0.1, 0.1}, {0, 0.3}, {0.3, 0}, {0.02, 0.9}, {1, 0.5}}};
    auto const all       = bounds();
    std::uint64_t number = 0;
    for (Index const batch : {1, 3, 20, 40}) {
        for (Index const sources : {1, 8, 33, 100}) {
            for (Index const targets : {1, 7, 8, 9, 100}) {
                for (BatchReduction const reduction : reductions) {
                    for (StdpSigns const signs : directions) {
                        auto const [pre, post] = densities[number % densities.size()];
                        auto const rules       = clamps(all[number % all.size()]);
                        Real const lowest      = number % 3 == 0 ? -0.5F : 0;
                        expect_equal(
                            random_inputs(batch, sources, targets, pre, post, lowest, number),
                            signs,
                            reduction,
                            rules[number % rules.size()]);
                        ++number;
                    }
                }
            }
        }
    }
}

TEST_P(StdpSweepTest, EqualsPlainLoopsForAllBoundsAndClamps)
{
    std::uint64_t number = 0;
    for (FullBound const& bound : bounds()) {
        for (UpdateRule const& rule : clamps(bound)) {
            for (StdpSigns const signs : directions) {
                for (auto const& [targets, post] : {std::pair{Index{5}, 0.2},
                                                    std::pair{Index{21}, 0.05},
                                                    std::pair{Index{21}, 0.5}}) {
                    expect_equal(random_inputs(4, 19, targets, 0.2, post, 0, number),
                                 signs,
                                 reductions[number % 4],
                                 rule);
                    ++number;
                }
            }
        }
    }
}

TEST_P(StdpSweepTest, LeavesTheDiagonalAloneWhenLateral)
{
    std::uint64_t number = 0;
    for (Index const size : {1, 7, 8, 9, 33, 100}) {
        for (FullBound const& bound :
             {FullBound{}, bound_multiplicative(1.0F, {}), bound_sharp(1, 0)}) {
            for (StdpSigns const signs : directions) {
                for (double const density : {0.1, 0.8}) {
                    expect_equal(random_inputs(3, size, size, density, density, 0, number),
                                 signs,
                                 reductions[number % 4],
                                 {bound},
                                 true);
                    ++number;
                }
            }
        }
    }
}

TEST_P(StdpSweepTest, EqualsPlainLoopsAtTheSizeOfTheQuickstart)
{
    UpdateRule rule{bound_multiplicative(1.0F, {})};
    rule.low = 0;
    for (std::uint64_t number = 0; number < 4; ++number) {
        expect_equal(random_inputs(20, 784, 100, 0.02, number % 2 == 0 ? 0.002 : 0.1, 0, number),
                     {true, false},
                     BatchReduction::mean,
                     rule);
    }
}

TEST_P(StdpSweepTest, MayWriteOneSideOnly)
{
    StdpInputs const in = random_inputs(3, 20, 30, 0.2, 0.2, 0, 5);
    StdpMemory const memory(backend, in);
    Buffer<Real> pos(backend, 600);
    SpikeRule const rule = memory.rule({true, true}, BatchReduction::sum);
    run_stage(*backend, StdpDense{rule, pos.data(), nullptr, false});
    EXPECT_TRUE(
        same_bits(pos.download(), naive_stdp(in, {true, true}, BatchReduction::sum, false).pos));
}

TEST_P(StdpSweepTest, OneToOneIsTheDiagonalOfTheDenseRule)
{
    std::uint64_t number = 0;
    for (Index const batch : {1, 3, 40}) {
        for (Index const n : {1, 8, 33, 100}) {
            for (BatchReduction const reduction : reductions) {
                for (StdpSigns const signs : directions) {
                    StdpInputs const in = random_inputs(batch, n, n, 0.4, 0.4, -0.5F, ++number);
                    StdpMemory const memory(backend, in);
                    Buffer<Real> pos(backend, n), neg(backend, n);
                    run_stage(*backend,
                              Learn<SpikeRule>{{{}, n, true, false},
                                               memory.rule(signs, reduction),
                                               pos.data(),
                                               neg.data()});
                    StdpParts const dense = naive_stdp(in, signs, reduction, false);
                    StdpParts expected;
                    for (Index k = 0; k < n; ++k) {
                        expected.pos.push_back(dense.pos[static_cast<std::size_t>(k * (n + 1))]);
                        expected.neg.push_back(dense.neg[static_cast<std::size_t>(k * (n + 1))]);
                    }
                    ASSERT_TRUE(same_bits(pos.download(), expected.pos)) << batch << " x " << n;
                    ASSERT_TRUE(same_bits(neg.download(), expected.neg)) << batch << " x " << n;
                }
            }
        }
    }
}

}  // namespace
}  // namespace inferno::test
