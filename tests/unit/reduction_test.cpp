#include "inferno/stats/reduction.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "inferno/stats/scaling.hpp"

#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

using namespace inferno::stats;

constexpr Real nan      = std::numeric_limits<Real>::quiet_NaN();
constexpr Real infinity = std::numeric_limits<Real>::infinity();

TEST(Reduction, GoesAlongAnySetOfAxes)
{
    Reals values;
    for (int k = 0; k < 24; ++k) {
        values.push_back(static_cast<Real>(k));
    }
    auto const over = [&](stats::Axes const& axes) {
        return reduce_axes(values, {2, 3, 4}, axes, sum);
    };
    EXPECT_EQ(over({0}).shape, (Shape{3, 4}));
    EXPECT_EQ(over({0}).values, (Reals{12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34}));
    EXPECT_EQ(over({-1}).shape, (Shape{2, 3}));
    EXPECT_EQ(over({-1}).values, (Reals{6, 22, 38, 54, 70, 86}));
    EXPECT_EQ(over({2, 0}).values, (Reals{60, 92, 124}));
    EXPECT_EQ(over({0, 2}).values, (Reals{60, 92, 124}));
    EXPECT_EQ(over({0, 1, 2}).values, Reals{276});
    EXPECT_EQ(over({}).values, Reals{276});
    EXPECT_EQ(over({}).shape, Shape{});
    EXPECT_EQ(reduce_axes(Reals{5}, {}, {}, mean).values, Reals{5});
}

TEST(Reduction, TakesWhatTheUserWrites)
{
    auto const range = [](std::span<Real const> all) { return stats::max(all) - stats::min(all); };
    EXPECT_EQ(reduce_axes(Reals{1, 5, 3, 9}, {2, 2}, {1}, range).values, (Reals{4, 6}));
}

TEST(Reduction, TakesQuantilesOverSeveralAxes)
{
    Reals const values{1, 2, 3, 4, 5, 6, 7, 8};
    EXPECT_EQ(reduce_axes(values, {2, 2, 2}, {0, 2}, median).values, (Reals{3.5F, 5.5F}));
}

TEST(Reduction, ExtremesKeepTheirOwnSign)
{
    EXPECT_EQ(absmin(Reals{-5, 1}), 1);
    EXPECT_EQ(absmax(Reals{-5, 1}), -5);
    EXPECT_EQ(absmin(Reals{3, -0.5F, 2}), -0.5F);
    EXPECT_EQ(absmax(Reals{-2, 2}), -2) << "the first of two";
    EXPECT_EQ(absmin(Reals{2, -2}), 2);
    EXPECT_TRUE(std::isnan(absmax(Reals{1, nan})));
    EXPECT_TRUE(std::isnan(stats::min(Reals{nan, 1})));
}

TEST(Reduction, GeometricMeansCountEveryValueButZero)
{
    EXPECT_EQ(geomean(Reals{1, 4}), 2);
    EXPECT_EQ(nangeomean(Reals{1, 4}), 2);
    EXPECT_EQ(nangeomean(Reals{1, 1, 1}), 1);
    EXPECT_EQ(nangeomean(Reals{0, nan, 1, 4}), 2);
    EXPECT_TRUE(std::isnan(geomean(Reals{1, nan})));
    EXPECT_TRUE(std::isnan(geomean(Reals{-1, 4})));
    EXPECT_TRUE(std::isnan(nangeomean(Reals{-1, 4})));
    EXPECT_EQ(geomean(Reals{0, 0}), 0);
    EXPECT_EQ(nangeomean(Reals{nan, 0}), 0);
    EXPECT_FLOAT_EQ(geomean(Reals(1000, 1e30F)), 1e30F) << "the product does not fit";
}

TEST(Reduction, KnowsWhatNothingGives)
{
    Reals const none, only_nan{nan, nan};
    EXPECT_EQ(sum(none), 0);
    EXPECT_EQ(nansum(only_nan), 0);
    EXPECT_EQ(nandivsum(only_nan, 3), 0);
    EXPECT_TRUE(std::isnan(mean(none)));
    EXPECT_TRUE(std::isnan(nanmean(only_nan)));
    EXPECT_TRUE(std::isnan(nanmedian(only_nan)));
    EXPECT_TRUE(std::isnan(median(Reals{1, nan, 2})));
    EXPECT_EQ(quantile(Reals{-infinity, 1}, 0), -infinity);
    EXPECT_EQ(quantile(Reals{infinity, infinity, 1}, 0.75), infinity);
    EXPECT_EQ(message_of<ArgumentError>([&] { (void)stats::min(none); }), "min of no values");
    EXPECT_EQ(message_of<ArgumentError>([&] { (void)absmax(none); }), "absmax of no values");
    EXPECT_EQ(message_of<ArgumentError>([&] { (void)quantile(none); }), "quantile of no values");
    EXPECT_EQ(reduce_axes(none, {3, 0}, {1}, sum).values, Reals(3));
    EXPECT_EQ(reduce_axes(none, {3, 0}, {0}, sum).shape, Shape{0});
}

TEST(Reduction, RefusesWrongShapesAndAxes)
{
    auto const wrong = [](Shape const& shape, stats::Axes const& axes) {
        return message_of<ArgumentError>([&] { reduce_axes(Reals(6), shape, axes, sum); });
    };
    EXPECT_EQ(wrong({2, 4}, {}), "array: 6 values given, shape (2, 4) expected");
    EXPECT_EQ(wrong({-2, -3}, {}), "array: 6 values given, shape (-2, -3) expected");
    EXPECT_EQ(wrong({2, 3}, {2}), "axis: is 2, must be from -2 to 1");
    EXPECT_EQ(wrong({2, 3}, {-3}), "axis: is -3, must be from -2 to 1");
    EXPECT_EQ(wrong({2, 3}, {1, -1}), "axis: -1 is given twice");
    EXPECT_EQ(message_of<ArgumentError>([] { (void)quantile(Reals{1}, -0.1); }),
              "q: is -0.1, must be from 0 to 1");
}

TEST(Scaling, GivesTheWorkedExamples)
{
    HoltState state;
    state = holt_linear_smoothing(Reals{1}, state, 0.5, 0.5);
    EXPECT_EQ(state.level, Reals{1});
    EXPECT_TRUE(state.trend.empty());
    state = holt_linear_smoothing(Reals{2}, state, 0.5, 0.5);
    EXPECT_EQ(state.level, Reals{2});
    EXPECT_EQ(state.trend, Reals{1});
    state = holt_linear_smoothing(Reals{4}, state, 0.5, 0.5);
    EXPECT_EQ(state.level, Reals{3.5F});
    EXPECT_EQ(state.trend, Reals{1.25F});
    EXPECT_EQ(exponential_smoothing(Reals{4, 0}, Reals{0, 4}, 0.25), (Reals{1, 3}));
}

TEST(Scaling, RescalesAndNormalizes)
{
    EXPECT_EQ(rescale(Reals{1, 2, 3}, {3}, {0, 1}), (Reals{0, 0.5F, 1}));
    EXPECT_EQ(rescale(Reals{1, 2, 3, 5}, {2, 2}, {0, 8}, {}, {1}), (Reals{0, 8, 0, 8}));
    EXPECT_TRUE(std::isnan(rescale(Reals{2, 2}, {2}, {0, 1})[0])) << "no range to stretch";
    EXPECT_TRUE(rescale(Reals{}, {0}, {0, 1}).empty());
    EXPECT_EQ(normalize(Reals{1, -3, 0, 0}, {2, 2}, 1, 8, {1}), (Reals{2, -6, 0, 0}));
    EXPECT_EQ(normalize(Reals{3, 4}, {2}, 2, 5), (Reals{3, 4}));
}

TEST(Scaling, RefusesWrongSettings)
{
    auto const wrong = [](auto const& call) { return message_of<ArgumentError>(call); };
    EXPECT_EQ(wrong([] { (void)normalize(Reals{1}, {1}, 0); }),
              "order: is 0, must be greater than 0");
    EXPECT_EQ(wrong([] { (void)exponential_smoothing(Reals{1}, Reals{1}, 1.5); }),
              "alpha: is 1.5, must be from 0 to 1");
    EXPECT_EQ(wrong([] {
                  (void)exponential_smoothing(Reals{1}, Reals{1, 2}, 0.5);
              }),
              "level: has 2 values, 1 are observed");
    EXPECT_EQ(wrong([] {
                  (void)holt_linear_smoothing(Reals{1}, {{1}, {1, 2}}, 0.5, 0.5);
              }),
              "trend: has 2 values, 1 are observed");
    EXPECT_EQ(wrong([] { (void)holt_linear_smoothing(Reals{1}, {}, 0.5, -1); }),
              "beta: is -1, must be from 0 to 1");
}

}  // namespace
}  // namespace inferno::test
