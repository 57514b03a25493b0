//! What counts as an event, and which parameters of reducers are refused.
#include <cmath>
#include <limits>
#include <vector>

#include "inferno/trace/reducer.hpp"

#include "support/compare.hpp"

namespace inferno::test {
namespace {

constexpr Real infinity     = std::numeric_limits<Real>::infinity();
constexpr Real not_a_number = std::numeric_limits<Real>::quiet_NaN();

TEST(Criterion, IsMetAtAndBesideItsLimits)
{
    Real const limit = 0.1F, over = std::nextafter(limit, 1.0F),
               under = std::nextafter(limit, 0.0F);
    auto const met   = [=](Criterion const& criterion) {
        return std::vector<bool>{criterion.met(under), criterion.met(limit), criterion.met(over)};
    };
    EXPECT_EQ(met(Criterion::equal_to(0.1)), (std::vector<bool>{false, true, false}));
    EXPECT_EQ(met(Criterion::different_from(0.1)), (std::vector<bool>{true, false, true}));
    EXPECT_EQ(met(Criterion::above(0.1)), (std::vector<bool>{false, false, true}));
    EXPECT_EQ(met(Criterion::at_least(0.1)), (std::vector<bool>{false, true, true}));
    EXPECT_EQ(met(Criterion::below(0.1)), (std::vector<bool>{true, false, false}));
    EXPECT_EQ(met(Criterion::at_most(0.1)), (std::vector<bool>{true, true, false}));
    EXPECT_TRUE(Criterion::equal_to(HUGE_VAL).met(infinity));
    EXPECT_FALSE(Criterion::at_most(HUGE_VAL).met(not_a_number));
    EXPECT_TRUE(Criterion::different_from(0).met(not_a_number));
}

TEST(Criterion, RefusesWhatIsNotANumber)
{
    auto const wrong = [](auto const& make) { return message_of<ArgumentError>(make); };
    EXPECT_EQ(wrong([] { Criterion::equal_to(std::nan("")); }),
              "criterion: the target is not a number");
    EXPECT_EQ(wrong([] { Criterion::at_least(std::nan("")); }),
              "criterion: the limit is not a number");
    EXPECT_EQ(wrong([] { Criterion::above(HUGE_VAL); }), "criterion: limit is inf, must be finite");
    EXPECT_EQ(wrong([] { Criterion::close_to(1, 0); }),
              "criterion: tolerance is 0, must be greater than 0");
}

TEST(Reducers, RefuseParametersOutOfRange)
{
    auto const wrong = [](auto const& reducer) {
        return message_of<ArgumentError>([&] { reducer.derive(1); });
    };
    EXPECT_EQ(wrong(EMAReducer{1.5}), "alpha: is 1.5, must be from 0 to 1");
    EXPECT_EQ(wrong(EMAReducer{std::nan("")}), "alpha: is nan, must be from 0 to 1");
    EXPECT_EQ(wrong(TraceReducer{TraceMode::nearest, 0}),
              "trace time constant: is 0 ms, must be greater than 0");
    EXPECT_EQ(wrong(TraceReducer{TraceMode::nearest, 1, HUGE_VAL}),
              "trace amplitude: is inf, must be finite");
    EXPECT_EQ(wrong(TraceReducer{TraceMode::nearest, 1, 1, -HUGE_VAL}),
              "trace scale: is -inf, must be finite");
}

}  // namespace
}  // namespace inferno::test
