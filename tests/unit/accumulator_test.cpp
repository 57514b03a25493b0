#include "inferno/network/accumulator.hpp"

#include <algorithm>
#include <limits>

#include "inferno/network/updater.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class AccumulatorTest : public BackendTest {
  protected:
    void SetUp() override
    {
        BackendTest::SetUp();
        if (backend) { parameter = reals_on(backend, before); }
    }
    static Reals part(std::uint64_t seed) { return random_reals(6, -1, 1, seed); }

    Reals const before = {0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.6F};
    Buffer<Real> parameter;
};
INFERNO_ON_EVERY_BACKEND(AccumulatorTest);

TEST_P(AccumulatorTest, AddsPotentiationAndTakesAwayDepression)
{
    Accumulator accumulator(parameter);
    accumulator.add_potentiation(Reals{1, 2, 3, 4, 5, 6});
    accumulator.add_depression(Reals{6, 5, 4, 3, 2, 1});
    accumulator.apply();
    EXPECT_EQ(parameter.download(),
              (Reals{0.1F - 5, 0.2F - 3, 0.3F - 1, 0.4F + 1, 0.5F + 3, 0.6F + 5}));
}

TEST_P(AccumulatorTest, DoesNothingWithoutParts)
{
    Accumulator accumulator(parameter);
    EXPECT_TRUE(accumulator.potentiation().empty());
    EXPECT_TRUE(accumulator.depression().empty());
    accumulator.apply();
    EXPECT_EQ(parameter.download(), before);
}

TEST_P(AccumulatorTest, KeepsItsPartsUntilCleared)
{
    Accumulator accumulator(parameter);
    accumulator.add_potentiation(Reals(6, 1));
    accumulator.apply();
    accumulator.apply();
    EXPECT_EQ(accumulator.potentiation(), Reals(6, 1));
    EXPECT_EQ(parameter.download()[0], 0.1F + 1 + 1);
    accumulator.clear();
    EXPECT_TRUE(accumulator.potentiation().empty());
    accumulator.apply();
    EXPECT_EQ(parameter.download()[0], 0.1F + 1 + 1);
}

//! The definition: the parts in the order in which they came.
Real joined(std::vector<Reals> const& parts, PartReduction reduction, std::size_t i)
{
    Real value = parts.front()[i];
    for (std::size_t p = 1; p < parts.size(); ++p) {
        Real const next = parts[p][i];
        if (reduction == PartReduction::min) {
            value = std::min(value, next);
        } else if (reduction == PartReduction::max) {
            value = std::max(value, next);
        } else {
            value += next;
        }
    }
    return reduction == PartReduction::mean ? value / static_cast<Real>(parts.size()) : value;
}

TEST_P(AccumulatorTest, ReducesAnyNumberOfParts)
{
    for (PartReduction const reduction :
         {PartReduction::sum, PartReduction::mean, PartReduction::min, PartReduction::max}) {
        for (std::size_t const count : {1U, 2U, 7U, 8U, 9U, 16U, 17U, 30U}) {
            Buffer<Real> held = reals_on(backend, before);
            Accumulator accumulator(held);
            accumulator.reduce_with(reduction);
            std::vector<Reals> pos, neg;
            for (std::size_t p = 0; p < count; ++p) {
                pos.push_back(part(p));
                accumulator.add_potentiation(pos.back());
                if (p % 2 == 0) {
                    neg.push_back(part(100 + p));
                    accumulator.add_depression(neg.back());
                }
            }
            Reals up, down, expected;
            for (std::size_t i = 0; i < 6; ++i) {
                up.push_back(joined(pos, reduction, i));
                down.push_back(joined(neg, reduction, i));
                expected.push_back(before[i] + (up[i] - down[i]));
            }
            EXPECT_TRUE(same_bits(accumulator.potentiation(), up)) << count << " parts";
            EXPECT_TRUE(same_bits(accumulator.depression(), down)) << count << " parts";
            accumulator.apply();
            EXPECT_TRUE(same_bits(held.download(), expected)) << count << " parts";
        }
    }
}

TEST_P(AccumulatorTest, RefusesAnotherReductionWhilePartsWait)
{
    Accumulator accumulator(parameter);
    for (int part = 1; part <= 12; ++part) {
        accumulator.add_potentiation(Reals(6, 0.01F * static_cast<float>(part)));
    }
    accumulator.reduce_with(PartReduction::sum);  // as it is
    EXPECT_EQ(
        message_of<StateError>([&] { accumulator.reduce_with(PartReduction::max); }),
        "update parts: 12 wait to be reduced; update() or clear() before another reduction is "
        "set");
    accumulator.clear();
    accumulator.reduce_with(PartReduction::max);
    for (int part = 1; part <= 12; ++part) {
        accumulator.add_depression(Reals(6, 0.01F * static_cast<float>(part)));
    }
    EXPECT_EQ(accumulator.depression(), Reals(6, 0.12F));
    accumulator.update();
    EXPECT_EQ(parameter.download()[5], 0.6F - 0.12F);
}

TEST_P(AccumulatorTest, BoundsEachSide)
{
    auto const result = [&](auto const& configure) {
        Buffer<Real> held = reals_on(backend, {0.4F});
        Accumulator accumulator(held);
        configure(accumulator);
        accumulator.add_potentiation(Reals{0.5F});
        accumulator.add_depression(Reals{0.2F});
        accumulator.apply();
        return held.download().front();
    };
    BoundKind const times = BoundKind::multiplicative;
    EXPECT_FLOAT_EQ(result([&](auto& a) { a.bound_upper({times, 1}); }), 0.4F + 0.1F);
    EXPECT_FLOAT_EQ(result([&](auto& a) { a.bound_lower({times, 0}); }), 0.4F + 0.42F);
    EXPECT_FLOAT_EQ(result([&](auto& a) { a.bound(bound_multiplicative(1.0F, 0.0F)); }),
                    0.4F + 0.22F);
    EXPECT_FLOAT_EQ(result([&](auto& a) {
                        a.bound_upper({times, 1});
                        a.bound_upper({});
                    }),
                    0.4F + 0.3F);
}

TEST_P(AccumulatorTest, ClampsAtOnceAndAfterEachUpdate)
{
    Accumulator accumulator(parameter);
    accumulator.clamp(0.25F, 0.5F);
    EXPECT_EQ(parameter.download(), (Reals{0.25F, 0.25F, 0.3F, 0.4F, 0.5F, 0.5F}));
    accumulator.add_potentiation(Reals{0, 1, 1, 0, 0, 1});
    accumulator.add_depression(Reals{1, 0, 0, 0, 1, 0});
    accumulator.apply();
    EXPECT_EQ(parameter.download(), (Reals{0.25F, 0.5F, 0.5F, 0.4F, 0.25F, 0.5F}));
}

TEST_P(AccumulatorTest, MayClampOneSide)
{
    Accumulator(parameter).clamp(0.25F, {});
    EXPECT_EQ(parameter.download(), (Reals{0.25F, 0.25F, 0.3F, 0.4F, 0.5F, 0.6F}));
    Accumulator(parameter).clamp({}, 0.5F);
    EXPECT_EQ(parameter.download(), (Reals{0.25F, 0.25F, 0.3F, 0.4F, 0.5F, 0.5F}));
}

TEST_P(AccumulatorTest, RefusesAClampWithoutRoom)
{
    Accumulator accumulator(parameter);
    EXPECT_EQ(message_of<ArgumentError>([&] { accumulator.clamp({}, {}); }),
              "clamp: neither a minimum nor a maximum is given");
    EXPECT_EQ(message_of<ArgumentError>([&] { accumulator.clamp(1.0F, 0.5F); }),
              "clamp: minimum 1 must be less than maximum 0.5");
    EXPECT_THROW(accumulator.clamp(1.0F, 1.0F), ArgumentError);
    EXPECT_EQ(parameter.download(), before);
}

TEST_P(AccumulatorTest, RefusesBoundsThatAreNoNumbers)
{
    Accumulator accumulator(parameter);
    auto const message = [&](Bound const& bound) {
        return message_of<ArgumentError>([&] { accumulator.bound_upper(bound); });
    };
    EXPECT_EQ(message({BoundKind::scaled_multiplicative, 1, 1, 0}),
              "bound: limit 1, power 1, range 0, must be finite, and the range not 0");
    EXPECT_EQ(message({BoundKind::power, NAN, 2, 1}),
              "bound: limit nan, power 2, range 1, must be finite, and the range not 0");
}

TEST_P(AccumulatorTest, RefusesPartsOfAnotherSize)
{
    Accumulator accumulator(parameter);
    EXPECT_EQ(message_of<ArgumentError>([&] { accumulator.add_potentiation(Reals(5)); }),
              "update part: 5 values given, the parameter has 6");
    EXPECT_TRUE(accumulator.potentiation().empty());
}

TEST_P(AccumulatorTest, LetsNanThroughTheClamp)
{
    Accumulator accumulator(parameter);
    accumulator.clamp(0.0F, 1.0F);
    accumulator.add_potentiation(Reals(6, std::numeric_limits<Real>::quiet_NaN()));
    accumulator.apply();
    for (Real const value : parameter.download()) {
        EXPECT_NE(value, value);
    }
}

TEST_P(AccumulatorTest, KeepsTheDiagonalOfALateralParameterZero)
{
    Buffer<Real> square = reals_on(backend, Reals(9, 1));
    Accumulator accumulator(square, true);
    accumulator.add_potentiation(Reals(9, 1));
    accumulator.apply();
    EXPECT_EQ(square.download(), (Reals{0, 2, 2, 2, 0, 2, 2, 2, 0}));
    accumulator.clamp(0.5F, {});
    EXPECT_EQ(square.download(), (Reals{0, 2, 2, 2, 0, 2, 2, 2, 0}));
}

TEST_P(AccumulatorTest, UpdaterAppliesAndForgets)
{
    Buffer<Real> bias = reals_on(backend, {1, 2});
    Updater updater;
    updater.add("weight", parameter);
    updater.add("bias", bias);
    updater["weight"].add_potentiation(Reals(6, 1));
    updater["bias"].add_depression(Reals(2, 1));
    updater.update();
    updater.update();
    EXPECT_EQ(parameter.download()[5], 1.6F);
    EXPECT_EQ(bias.download(), (Reals{0, 1}));
    EXPECT_TRUE(updater.trains("bias"));
    EXPECT_FALSE(updater.trains("delay"));
    EXPECT_EQ(message_of<ArgumentError>([&] { updater["weigth"]; }),
              "the updater does not train \"weigth\" (did you mean \"weight\"?)");
    EXPECT_EQ(message_of<ArgumentError>([&] { updater["delay"]; }),
              "the updater does not train \"delay\" (known: bias, weight)");
}

TEST_P(AccumulatorTest, UpdaterForgetsWithoutApplying)
{
    Updater updater;
    updater.add("weight", parameter);
    updater["weight"].add_potentiation(Reals(6, 1));
    updater.clear();
    updater.update();
    EXPECT_EQ(parameter.download(), before);
}

}  // namespace
}  // namespace inferno::test
