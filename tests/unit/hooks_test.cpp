#include "inferno/network/hooks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "inferno/core/sum.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

class HooksTest : public BackendTest {
  protected:
    std::shared_ptr<LinearDense> dense(Index targets, Index sources, Reals const& weight)
    {
        auto made = std::make_shared<LinearDense>(
            backend, Shape{sources}, Shape{targets}, ConnectionConfig{});
        made->set_weight(weight);
        return made;
    }
    //! A parameter in memory of its own, normalized over some axes.
    Reals normalized(Shape const& shape,
                     std::vector<Index> const& strides,
                     std::vector<int> const& axes,
                     double order,
                     Reals const& memory)
    {
        Buffer<Real> held        = reals_on(backend, memory);
        NormalizeParameter stage = normalization_of({shape, strides}, axes);
        stage.parameter          = held.data();
        stage.order              = static_cast<Real>(order);
        stage.scale              = 3;
        run_stage(*backend, stage);
        return held.download();
    }
};
INFERNO_ON_EVERY_BACKEND(HooksTest);

//! The same, naively: members of each group in the order of memory.
Reals naive(Shape const& shape,
            std::vector<Index> const& strides,
            std::vector<int> const& axes,
            double order,
            Reals const& memory)
{
    auto const member_axis = [&](std::size_t axis) {
        for (int const a : axes) {
            auto const place = a < 0 ? a + static_cast<int>(shape.size()) : a;
            if (static_cast<std::size_t>(place) == axis) { return true; }
        }
        return axes.empty();
    };
    std::map<Index, std::vector<Index>> groups;  // the rest of the position -> places in memory
    Index const total = count(shape);
    for (Index i = 0; i < total; ++i) {
        Index rest = i, place = 0, group = 0;
        for (std::size_t axis = shape.size(); axis-- > 0; rest /= shape[axis]) {
            Index const at = rest % shape[axis] * strides[axis];
            place += at;
            if (!member_axis(axis)) { group += at; }
        }
        groups[group].push_back(place);
    }
    Reals result = memory;
    for (auto& [group, places] : groups) {
        std::sort(places.begin(), places.end());
        auto const value = [&](Index m) {
            return memory[static_cast<std::size_t>(places[static_cast<std::size_t>(m)])];
        };
        Real norm = 0;
        if (order == infinity) {
            for (Index m = 0; m < std::ssize(places); ++m) {
                norm = std::max(norm, std::abs(value(m)));
            }
        } else {
            Real const p = static_cast<Real>(order);
            norm         = norm_of_sum(ordered_sum<Real>(std::ssize(places),
                                                 [&](Index m) { return norm_term(value(m), p); }),
                               p);
        }
        for (Index const place : places) {
            Real& v = result[static_cast<std::size_t>(place)];
            v       = 3.0F * (v / std::max(norm, 1e-12F));
        }
    }
    return result;
}

TEST_P(HooksTest, NormalizesOverAnyAxesOfAnyLayout)
{
    struct Layout {
        Shape shape;
        std::vector<Index> strides;
    };
    Index const f = 18, c = 3, h = 4, w = 5;
    std::vector<Layout> const layouts = {
        {{f, c, h, w}, {1, h * w * f, w * f, f}},  // a convolution: [c h w][f] in memory
        {{f, c, h, w}, {c * h * w, h * w, w, 1}},  // in C order
        {{f, c, h, w}, {c, 1, f * c * w, f * c}},  // [h w][f][c]
        {{f, c, h, w}, {w, f * w * h, f * w, 1}},  // [c][h][f][w]
        {{37, 20}, {1, 37}},                       // dense
        {{45}, {1}}};
    for (Layout const& layout : layouts) {
        int const n        = static_cast<int>(layout.shape.size());
        Reals const memory = random_reals(count(layout.shape), -1, 1, 3);
        for (int chosen = 0; chosen < 1 << n; ++chosen) {
            std::vector<int> axes;
            for (int axis = 0; axis < n; ++axis) {
                if ((chosen >> axis & 1) != 0) { axes.push_back(axis % 2 == 0 ? axis : axis - n); }
            }
            for (double const order : {1.0, 2.0, 1.5, infinity}) {
                EXPECT_TRUE(same_bits(normalized(layout.shape, layout.strides, axes, order, memory),
                                      naive(layout.shape, layout.strides, axes, order, memory)))
                    << to_string(layout.shape) << ", axes " << chosen << ", order " << order;
            }
        }
    }
}

TEST_P(HooksTest, DoesWhatTheConnectionDoes)
{
    for (std::optional<int> const axis : {std::optional<int>(0), std::optional<int>(-1), {}}) {
        Reals const weight = random_reals(35 * 21, -1, 1, 8);
        auto const one = dense(35, 21, weight), other = dense(35, 21, weight);
        one->normalize_weight(1.5, 7, axis);
        Normalization const hook(
            other, "weight", {1.5, 7, 1e-12, axis ? std::vector<int>{*axis} : std::vector<int>{}});
        hook();
        EXPECT_TRUE(same_bits(other->weight(), one->weight()));
    }
}

TEST_P(HooksTest, ReachesTheLargestMagnitude)
{
    auto const to = dense(2, 3, {1, -4, 2, 0.5F, 0.25F, 0});
    Normalization(to, "weight", {infinity, 2, 1e-12, {-1}})();
    EXPECT_EQ(to->weight(), (Reals{0.5F, -2, 1, 2, 1, 0}));
}

TEST_P(HooksTest, LeavesNoNegativeZeros)
{
    auto const to = dense(1, 3, {0, 1, 3});
    Normalization(to, "weight", {1, -4})();
    EXPECT_EQ(to->weight(), (Reals{0, -1, -3}));
    EXPECT_FALSE(std::signbit(to->weight()[0]));
    Clamping(to, "weight", {}, -0.0)();
    Clamping(to, "weight", -0.0, {})();
    for (Real const w : to->weight()) {
        EXPECT_FALSE(std::signbit(w));
    }
}

TEST_P(HooksTest, WorksOnABias)
{
    ConnectionConfig config;
    config.bias     = true;
    auto const made = std::make_shared<LinearDense>(backend, Shape{2}, Shape{2, 2}, config);
    made->set_bias(Reals{1, 3, 2, -2});
    Normalization(made, "bias", {1, 1, 1e-12, {1}})();
    EXPECT_EQ(made->bias(), (Reals{0.25F, 0.75F, 0.5F, -0.5F}));
    Clamping(made, "bias", 0, 0.6)();
    EXPECT_EQ(made->bias(), (Reals{0.25F, 0.6F, 0.5F, 0}));
}

TEST_P(HooksTest, ClampsToEitherLimitOrBoth)
{
    Reals const weight{-2, -0.5F, 0.5F, 2};
    auto const clamped = [&](std::optional<double> low, std::optional<double> high) {
        auto const to = dense(2, 2, weight);
        Clamping(to, "weight", low, high)();
        return to->weight();
    };
    EXPECT_EQ(clamped(0, {}), (Reals{0, 0, 0.5F, 2}));
    EXPECT_EQ(clamped({}, 1), (Reals{-2, -0.5F, 0.5F, 1}));
    EXPECT_EQ(clamped(-1, 1), (Reals{-1, -0.5F, 0.5F, 1}));
}

TEST_P(HooksTest, KeepsClampsOfUpdatersAndZeroDiagonals)
{
    auto const to = dense(1, 2, {0.75F, 0.25F});
    to->make_updater()["weight"].clamp(0.0F, 1.0F);
    Normalization(to, "weight", {1, 2})();
    EXPECT_EQ(to->weight(), (Reals{1, 0.5F}));
    for (bool const trainable : {false, true}) {
        auto const lateral = std::make_shared<LinearLateral>(backend, Shape{2}, ConnectionConfig{});
        lateral->set_weight(Reals{1, 1, 1, 1});
        if (trainable) { lateral->make_updater(); }
        Clamping(lateral, "weight", 2, {})();
        EXPECT_EQ(lateral->weight(), (Reals{0, 2, 2, 0}));
        Normalization(lateral, "weight", {1, -3, 1e-12, {-1}})();
        EXPECT_EQ(lateral->weight(), (Reals{0, -3, -3, 0}));
    }
}

TEST_P(HooksTest, RefusesWhatHasNoMeaning)
{
    auto const to   = dense(2, 2, Reals(4, 1));
    auto const norm = [&](std::string const& parameter, Normalization::Config const& config) {
        return message_of<ArgumentError>([&] { Normalization(to, parameter, config); });
    };
    auto const clamp = [&](std::optional<double> low, std::optional<double> high) {
        return message_of<ArgumentError>([&] { Clamping(to, "weight", low, high); });
    };
    double const nan = std::nan("");
    EXPECT_EQ(norm("weigth", {}),
              "the connection has no parameter \"weigth\" (did you mean \"weight\"?)");
    EXPECT_EQ(norm("bias", {}), "the connection has no parameter \"bias\" (known: weight)");
    EXPECT_EQ(norm("weight", {0}), "order: is 0, must be a number or infinity, and not 0");
    EXPECT_NE(norm("weight", {-infinity}), "no exception");
    EXPECT_NE(norm("weight", {nan}), "no exception");
    EXPECT_EQ(norm("weight", {1, 0}), "scale: is 0, must be finite and not 0");
    EXPECT_EQ(norm("weight", {1, 1, 0}), "epsilon: is 0, must be finite and greater than 0");
    EXPECT_EQ(norm("weight", {1, 1, 1, {2}}), "axis: is 2, must be from -2 to 1");
    EXPECT_EQ(norm("weight", {1, 1, 1, {0, -2}}), "axis: -2 is there twice");
    EXPECT_EQ(clamp({}, {}), "clamping: neither a minimum nor a maximum is given");
    EXPECT_EQ(clamp(1, 1), "clamping: minimum 1 must be less than maximum 1");
    EXPECT_EQ(clamp(nan, {}), "clamping: a limit is not a number");
    EXPECT_EQ(message_of<ArgumentError>([&] { Clamping(nullptr, "weight", 0, 1); }),
              "clamping: the connection is null");
}

TEST(Hooks, LastAsLongAsTheirObject)
{
    Hooks hooks;
    int runs    = 0;
    auto object = std::make_shared<int>(0);
    hooks.add_while(object, HookPoint::after_step, [&] { ++runs; });
    hooks.add(HookPoint::after_step, [&] { runs += 10; });
    hooks.run(HookPoint::after_step, true);
    EXPECT_EQ(runs, 11);
    EXPECT_EQ(hooks.size(), 2U);
    object.reset();
    hooks.run(HookPoint::after_step, true);
    EXPECT_EQ(runs, 21);
    EXPECT_EQ(hooks.size(), 1U);
}

}  // namespace
}  // namespace inferno::test
