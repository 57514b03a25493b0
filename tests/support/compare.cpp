#include "support/compare.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>

namespace inferno::test {
namespace {

//! Position of a float32 on the number line, both zeros at 0.
std::int64_t position(Real x)
{
    std::int64_t const size = std::bit_cast<std::uint32_t>(x) & 0x7FFFFFFFU;
    return std::signbit(x) ? -size : size;
}

bool equal_bits(Real a, Real b)
{
    return (std::isnan(a) && std::isnan(b)) ||
           std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

}  // namespace

std::int64_t ulps_between(Real a, Real b) { return std::abs(position(a) - position(b)); }

double ulp_error(Real result, double exact)
{
    if (static_cast<double>(result) == exact) { return 0; }
    int exponent = 0;
    std::frexp(exact, &exponent);  // exact = m 2^exponent, m in [1/2, 1)
    double const spacing = std::ldexp(1.0, std::max(exponent - 24, -149));
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
