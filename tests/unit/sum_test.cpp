#include "inferno/core/sum.hpp"

#include <array>

#include <gtest/gtest.h>

#include "inferno/mapping/stage.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

constexpr std::array<Index, 10> sizes = {1, 31, 32, 33, 64, 1000, 1024, 1025, 2049, 5000};

//! The definition, word for word: 32 partials over interleaved words of 32, then a balanced tree.
Real sum_by_definition(Reals const& values)
{
    std::array<Real, 32> partial{};
    for (std::size_t i = 0; i < values.size(); ++i) {
        partial[(i / 32) % 32] += values[i];
    }
    for (std::size_t width = 32; width > 1; width /= 2) {
        for (std::size_t k = 0; k < width / 2; ++k) {
            partial[k] = partial[2 * k] + partial[2 * k + 1];
        }
    }
    return partial[0];
}

Real in_order(Reals const& values)
{
    return ordered_sum<Real>(std::ssize(values),
                             [&](Index i) { return values[static_cast<std::size_t>(i)]; });
}

TEST(OrderedSum, FollowsItsDefinition)
{
    for (Index const n : sizes) {
        Reals const values = random_reals(n, -1, 1, static_cast<std::uint64_t>(n));
        EXPECT_TRUE(same_bits(Reals{in_order(values)}, Reals{sum_by_definition(values)})) << n;
    }
}

TEST(OrderedSum, DependsOnTheOrder)
{
    Reals const values = random_reals(5000, -1, 1, 1);
    Real plain         = 0;
    for (Real const value : values) {
        plain += value;
    }
    EXPECT_NE(in_order(values), plain) << "these numbers cannot tell one order from another";
}

TEST(OrderedSum, OfNothingIsZero) { EXPECT_EQ(in_order({}), 0.0F); }

class MappingSumTest : public BackendTest {
  protected:
    //! What one target gets from sources with these weights.
    Reals mapped(Fired const& fired, Reals const& weight, Index targets)
    {
        Index const sources      = std::ssize(fired);
        SpikeBuffer const spikes = spikes_on(backend, 1, sources, fired);
        Buffer<Real> const held  = reals_on(backend, weight);
        Buffer<Real> output(backend, targets);
        DenseMapping stage;
        stage.spikes       = spikes.view();
        stage.per_spike_na = 1;
        stage.weight       = held.data();
        stage.output       = output.data();
        stage.targets      = targets;
        run_stage(*backend, stage);
        return output.download();
    }
};
INFERNO_ON_EVERY_BACKEND(MappingSumTest);

TEST_P(MappingSumTest, AddsAllSourcesInTheFixedOrder)
{
    for (Index const n : sizes) {
        Reals const weight = random_reals(n, -1, 1, static_cast<std::uint64_t>(n));
        Fired const all(static_cast<std::size_t>(n), 1);
        EXPECT_TRUE(same_bits(mapped(all, weight, 1), Reals{sum_by_definition(weight)})) << n;
    }
}

TEST_P(MappingSumTest, MayLeaveOutSilentSources)
{
    Index const targets = 19;
    for (Index const n : sizes) {
        for (double const density : {0.01, 0.2, 0.9}) {
            Fired const fired  = random_spikes(n, density, 5);
            Reals const weight = random_reals(n * targets, -1, 1, 6);
            Reals expected;
            for (Index o = 0; o < targets; ++o) {
                Reals terms;
                for (Index i = 0; i < n; ++i) {
                    Real const w = weight[static_cast<std::size_t>(i * targets + o)];
                    terms.push_back(fired[static_cast<std::size_t>(i)] != 0 ? w : 0);
                }
                expected.push_back(sum_by_definition(terms));
            }
            EXPECT_TRUE(same_bits(mapped(fired, weight, targets), expected))
                << n << " sources, density " << density;
        }
    }
}

}  // namespace
}  // namespace inferno::test
