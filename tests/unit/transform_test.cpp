#include "inferno/network/transform.hpp"

#include <cmath>
#include <limits>

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

class TransformTest : public BackendTest {
  protected:
    Reals transformed(Transform const& transform, Reals const& input, Index batch)
    {
        Buffer<Real> const held = reals_on(backend, input);
        return read(transform({held.data(), held.size() / batch, batch}));
    }
    Reals read(RealView view)
    {
        Reals values(static_cast<std::size_t>(view.elements * view.batch));
        backend->download(values.data(), view.values, values.size() * sizeof(Real));
        return values;
    }
    Reals combined(Combine how, std::vector<Reals> const& operands, Index batch)
    {
        Combination combine(backend, how);
        std::vector<Buffer<Real>> held;
        std::vector<Combination::Operand> views;
        for (Reals const& operand : operands) {
            held.push_back(reals_on(backend, operand));
            views.emplace_back("x" + std::to_string(views.size()),
                               RealView{held.back().data(), held.back().size() / batch, batch});
        }
        return read(combine(views));
    }
};
INFERNO_ON_EVERY_BACKEND(TransformTest);

TEST_P(TransformTest, AffineScalesAndShiftsByOneNumberOrOnePerElement)
{
    EXPECT_EQ(transformed(affine(backend, 2, -1), {1, 2, 3, 4}, 2), (Reals{1, 3, 5, 7}));
    EXPECT_EQ(transformed(affine(backend, {2.0, 10.0}, 1), {1, 2, 3, 4}, 2), (Reals{3, 21, 7, 41}));
    EXPECT_EQ(transformed(affine(backend, 1, {0.5, -0.5}), {1, 2, 3, 4}, 2),
              (Reals{1.5F, 1.5F, 3.5F, 3.5F}));
}

TEST_P(TransformTest, RoundsOnceForScaleAndOnceForOffset)
{
    Reals const input = random_reals(3 * 77, -30, 30, 5);
    Reals expected;
    for (Real const x : input) {
        Real const product = x * static_cast<Real>(0.3);
        expected.push_back(product + static_cast<Real>(-0.7));
    }
    EXPECT_TRUE(same_bits(transformed(affine(backend, 0.3, -0.7), input, 3), expected));
}

TEST_P(TransformTest, ClipKeepsWhatIsBetween)
{
    Reals const input{-3, -0.0F, 0, 0.5F, 7};
    EXPECT_EQ(transformed(clip(backend, -1, 2), input, 1), (Reals{-1, 0, 0, 0.5F, 2}));
    Reals const low = transformed(clip(backend, 0.25), input, 1);
    EXPECT_EQ(low, (Reals{0.25F, 0.25F, 0.25F, 0.5F, 7}));
    Reals const high = transformed(clip(backend, -infinity, 0.25), input, 1);
    EXPECT_EQ(high, (Reals{-3, 0, 0, 0.25F, 0.25F}));
    EXPECT_TRUE(std::signbit(high[1])) << "-0 stays -0";
}

TEST_P(TransformTest, GivesEachInputItsOwnMemory)
{
    Transform const twice  = affine(backend, 2);
    Buffer<Real> const one = reals_on(backend, {1, 2}), two = reals_on(backend, {5, 6});
    RealView const first = twice({one.data(), 2, 1}), second = twice({two.data(), 2, 1});
    EXPECT_EQ(read(first), (Reals{2, 4}));
    EXPECT_EQ(read(second), (Reals{10, 12}));
    EXPECT_EQ(twice({one.data(), 2, 1}).values, first.values) << "and always the same";
}

TEST_P(TransformTest, RefusesWhatHasNoMeaning)
{
    auto const wrong = [](auto const& call) { return message_of<ArgumentError>(call); };
    EXPECT_EQ(wrong([&] { clip(backend, 1, 1); }),
              "clip: low is 1, must be less than high, which is 1");
    EXPECT_EQ(wrong([&] { clip(backend, 1, 1 + 1e-12); }),
              "clip: 1 and 1 are the same in single precision");
    EXPECT_EQ(wrong([&] { affine(backend, std::vector<double>{}); }),
              "scale: is empty, must have at least one value");
    EXPECT_NE(wrong([&] { affine(backend, infinity); }).find("scale"), std::string::npos);
    EXPECT_EQ(wrong([&] {
                  transformed(affine(backend, 1, {1.0, 2.0}), {1, 2, 3}, 1);
              }),
              "offset: 2 values given, the input has 3 elements");
}

TEST_P(TransformTest, CombinesInTheOrderGiven)
{
    std::vector<Reals> const three = {{1, -2, 3, 8}, {4, 5, -6, 2}, {0.5F, 0.5F, 0.5F, 4}};
    EXPECT_EQ(combined(Combine::sum, three, 2), (Reals{5.5F, 3.5F, -2.5F, 14}));
    EXPECT_EQ(combined(Combine::prod, three, 2), (Reals{2, -5, -9, 64}));
    EXPECT_EQ(combined(Combine::min, three, 2), (Reals{0.5F, -2, -6, 2}));
    EXPECT_EQ(combined(Combine::max, three, 2), (Reals{4, 5, 3, 8}));
    EXPECT_EQ(combined(Combine::mean, {{1, 2}, {3, 8}}, 1), (Reals{2, 5}));
    Reals const big{1e8F}, small{1}, minus{-1e8F};
    EXPECT_EQ(combined(Combine::sum, {big, small, minus}, 1), Reals{0});
    EXPECT_EQ(combined(Combine::sum, {big, minus, small}, 1), Reals{1});
}

TEST_P(TransformTest, CombinesAnyNumberOfOperands)
{
    for (Index const count : {1, 2, 7, 8, 9, 15, 16, 22, 23}) {
        std::vector<Reals> operands;
        for (Index k = 0; k < count; ++k) {
            operands.push_back(random_reals(2 * 45, -2, 2, 100 + static_cast<std::uint64_t>(k)));
        }
        for (Combine const how :
             {Combine::sum, Combine::mean, Combine::prod, Combine::min, Combine::max}) {
            Reals expected = operands[0];
            for (Index k = 1; k < count; ++k) {
                for (std::size_t i = 0; i < expected.size(); ++i) {
                    Real const x = operands[static_cast<std::size_t>(k)][i];
                    Real& y      = expected[i];
                    y            = how == Combine::prod  ? y * x
                                   : how == Combine::min ? std::min(y, x)
                                   : how == Combine::max ? std::max(y, x)
                                                         : y + x;
                }
            }
            if (how == Combine::mean) {
                for (Real& y : expected) {
                    y /= static_cast<Real>(count);
                }
            }
            EXPECT_TRUE(same_bits(combined(how, operands, 2), expected)) << count << " operands";
        }
    }
}

TEST_P(TransformTest, CombinationNamesWhatDoesNotFit)
{
    Buffer<Real> const held = reals_on(backend, Reals(12));
    Combination combine(backend, Combine::sum);
    auto const wrong = [&](RealView other) {
        return message_of<ArgumentError>([&] {
            combine({{"left", {held.data(), 6, 2}}, {"right", other}});
        });
    };
    EXPECT_EQ(
        wrong({held.data(), 4, 3}),
        "combination: \"left\" gives 2 x 6 currents, but \"right\" 3 x 4; they must be of one "
        "size");
    EXPECT_EQ(message_of<ArgumentError>([&] { combine({}); }),
              "combination: there is nothing to combine");
}

TEST_P(TransformTest, CombinationFusesWithWhatTheElementsDependOn)
{
    Buffer<Real> const one = reals_on(backend, Reals(40, 1)), two = reals_on(backend, Reals(40, 2));
    Combination combine(backend, Combine::sum);
    Transform const shift = affine(backend, 2, 1);
    Recorder const recorder(*backend);
    shift(combine({{"one", {one.data(), 40, 1}}, {"two", {two.data(), 40, 1}}}));
    EXPECT_EQ(recorder.plan().to_string(), "phase 0: combine transform\n");
}

}  // namespace
}  // namespace inferno::test
