#include "support/compare.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <type_traits>

namespace inferno::test {
namespace {

using RealBits = std::conditional_t<sizeof(Real) == sizeof(float), std::uint32_t, std::uint64_t>;

//! Position on the number line, both zeros at 0.
std::int64_t position(Real x)
{
    auto const size = static_cast<std::int64_t>(std::bit_cast<RealBits>(std::abs(x)));
    return std::signbit(x) ? -size : size;
}

bool equal_bits(Real a, Real b)
{
    return (std::isnan(a) && std::isnan(b)) ||
           std::bit_cast<RealBits>(a) == std::bit_cast<RealBits>(b);
}

}  // namespace

std::int64_t ulps_between(Real a, Real b) { return std::abs(position(a) - position(b)); }

double ulp_error(Real result, double exact)
{
    if (static_cast<double>(result) == exact) { return 0; }
    int exponent = 0;
    std::frexp(exact, &exponent);  // exact = m 2^exponent, m in [1/2, 1)
    constexpr int digits = std::numeric_limits<Real>::digits;
    constexpr int least  = std::numeric_limits<Real>::min_exponent - digits;
    double const spacing = std::ldexp(1.0, std::max(exponent - digits, least));
    return std::abs(static_cast<double>(result) - exact) / spacing;
}

testing::AssertionResult same_bits(std::span<Real const> got, std::span<Real const> expected)
{
    if (got.size() != expected.size()) {
        return testing::AssertionFailure()
               << got.size() << " values, " << expected.size() << " expected";
    }
    std::size_t differing = 0, first = 0;
    for (std::size_t i = got.size(); i-- > 0;) {
        if (!equal_bits(got[i], expected[i])) {
            ++differing;
            first = i;
        }
    }
    if (differing == 0) { return testing::AssertionSuccess(); }
    return testing::AssertionFailure()
           << differing << " of " << got.size() << " values differ, the first at " << first
           << ": got " << testing::PrintToString(got[first]) << ", expected "
           << testing::PrintToString(expected[first]) << ", "
           << ulps_between(got[first], expected[first]) << " ulp apart";
}

}  // namespace inferno::test
