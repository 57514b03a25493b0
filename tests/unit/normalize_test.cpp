#include <cmath>
#include <limits>

#include "inferno/core/sum.hpp"
#include "inferno/network/connection.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class NormalizeTest : public BackendTest {
  protected:
    //! [targets][sources].
    Reals normalized(Reals const& weight,
                     Index targets,
                     Index sources,
                     double order,
                     double scale,
                     std::optional<int> axis,
                     double epsilon = 1e-12)
    {
        LinearDense connection(backend, {sources}, {targets}, {});
        connection.set_weight(weight);
        connection.normalize_weight(order, scale, axis, epsilon);
        return connection.weight();
    }
};
INFERNO_ON_EVERY_BACKEND(NormalizeTest);

//! The norm of some weights in the fixed order of summation, as the stage defines it.
Real norm(Reals const& members, Real order)
{
    return norm_of_sum(
        ordered_sum<Real>(
            std::ssize(members),
            [&](Index m) { return norm_term(members[static_cast<std::size_t>(m)], order); }),
        order);
}

TEST_P(NormalizeTest, ScalesTheSourcesOfEachTargetForTheLastAxis)
{
    for (Index const targets : {1, 7, 8, 9, 21}) {
        for (Index const sources : {1, 33, 1100}) {
            for (double const order : {1.0, 2.0, 1.5}) {
                Reals const weight = random_reals(targets * sources, -1, 1, 1);
                Reals expected;
                for (Index o = 0; o < targets; ++o) {
                    auto const row = at_step(weight, targets, o);
                    Real const n   = norm({row.begin(), row.end()}, static_cast<Real>(order));
                    for (Real const w : row) {
                        expected.push_back(78.4F * (w / n));
                    }
                }
                for (int const axis : {-1, 1}) {
                    EXPECT_TRUE(same_bits(normalized(weight, targets, sources, order, 78.4, axis),
                                          expected))
                        << targets << " x " << sources << ", order " << order;
                }
            }
        }
    }
}

TEST_P(NormalizeTest, ScalesTheTargetsOfEachSourceForTheFirstAxis)
{
    Index const targets = 70, sources = 19;
    Reals const weight = random_reals(targets * sources, -1, 1, 1);
    Reals expected(weight.size());
    for (Index i = 0; i < sources; ++i) {
        Reals column;
        for (Index o = 0; o < targets; ++o) {
            column.push_back(weight[static_cast<std::size_t>(o * sources + i)]);
        }
        for (Index o = 0; o < targets; ++o) {
            auto const w = static_cast<std::size_t>(o * sources + i);
            expected[w]  = 2.0F * (weight[w] / norm(column, 2));
        }
    }
    EXPECT_TRUE(same_bits(normalized(weight, targets, sources, 2, 2, 0), expected));
    EXPECT_TRUE(same_bits(normalized(weight, targets, sources, 2, 2, -2), expected));
}

TEST_P(NormalizeTest, ScalesAllTogetherWithoutAnAxis)
{
    Reals const result = normalized(random_reals(35, -1, 1, 1), 5, 7, 1, 10, {});
    double sum         = 0;
    for (Real const w : result) {
        sum += std::abs(w);
    }
    EXPECT_NEAR(sum, 10, 1e-5);
}

TEST_P(NormalizeTest, ReachesTheNormItIsAskedFor)
{
    for (double const order : {1.0, 2.0, 1.5, 3.0}) {
        Reals const result = normalized(random_reals(900, -1, 1, 1), 3, 300, order, 5, -1);
        for (Index o = 0; o < 3; ++o) {
            double sum = 0;
            for (Real const w : at_step(result, 3, o)) {
                sum += std::pow(std::abs(static_cast<double>(w)), order);
            }
            EXPECT_NEAR(std::pow(sum, 1 / order), 5, 1e-5) << "order " << order;
        }
    }
}

TEST_P(NormalizeTest, LeavesZerosAndDividesSmallNormsByEpsilon)
{
    EXPECT_EQ(normalized({0, 0, 3, 1}, 2, 2, 1, 8, -1), (Reals{0, 0, 6, 2}));
    EXPECT_EQ(normalized({0.25F, 0.25F, 3, 1}, 2, 2, 1, 8, -1, 1), (Reals{2, 2, 6, 2}));
}

TEST_P(NormalizeTest, OneToOneWeightsAreOneGroup)
{
    LinearDirect connection(backend, {4}, {});
    connection.set_weight(Reals{1, -1, 2, 4});
    for (auto const axis : {std::optional<int>(-1), std::optional<int>(0), std::optional<int>()}) {
        connection.normalize_weight(1, 4, axis);
        EXPECT_EQ(connection.weight(), (Reals{0.5F, -0.5F, 1, 2}));
    }
}

TEST_P(NormalizeTest, StaysInsideTheClamp)
{
    LinearDense connection(backend, {2}, {1}, {});
    connection.make_updater()["weight"].clamp(0.0F, 1.0F);
    connection.set_weight(Reals{0.75F, 0.25F});
    connection.normalize_weight(1, 2);
    EXPECT_EQ(connection.weight(), (Reals{1, 0.5F}));
}

TEST_P(NormalizeTest, RefusesWhatHasNoMeaning)
{
    LinearDense dense(backend, {2}, {2}, {});
    LinearDirect direct(backend, {2}, {});
    double const infinity = std::numeric_limits<double>::infinity();
    auto const wrong      = [](auto const& call) { return message_of<ArgumentError>(call); };
    EXPECT_EQ(wrong([&] { dense.normalize_weight(0, 1); }),
              "order: is 0, must be finite and not 0");
    EXPECT_EQ(wrong([&] { dense.normalize_weight(infinity, 1); }),
              "order: is inf, must be finite and not 0");
    EXPECT_EQ(wrong([&] { dense.normalize_weight(1, 0); }),
              "scale: is 0, must be finite and not 0");
    EXPECT_EQ(wrong([&] { dense.normalize_weight(1, 1, -1, 0); }),
              "epsilon: is 0, must be greater than 0");
    EXPECT_EQ(wrong([&] { dense.normalize_weight(1, 1, 2); }), "axis: is 2, must be from -2 to 1");
    EXPECT_EQ(wrong([&] { direct.normalize_weight(1, 1, 1); }), "axis: is 1, must be from -1 to 0");
}

}  // namespace
}  // namespace inferno::test
