//! exp, log and pow of core/math.hpp for double: additions, multiplications, divisions and explicit
//! fused multiply-adds only, so the same bits everywhere.
#pragma once

#include <cmath>
#include <cstdint>

#include "inferno/core/portable.hpp"

namespace inferno::math {

INFERNO_HD std::int64_t bits(double x) { return __builtin_bit_cast(std::int64_t, x); }
INFERNO_HD double from_bits(std::int64_t i) { return __builtin_bit_cast(double, i); }
INFERNO_HD double abs(double x) { return ::fabs(x); }
INFERNO_HD double ceil(double x) { return ::ceil(x); }
INFERNO_HD double floor(double x) { return ::floor(x); }
INFERNO_HD double rint(double x) { return ::rint(x); }
INFERNO_HD double sqrt(double x) { return ::sqrt(x); }

//! exp(x + x_lo) for |x| <= 746; the scale 2^n is applied in two halves. The series of exp up to
//! r^13 / 13!, |r| <= log(2) / 2: the rest is below 5e-18.
INFERNO_HD double exp_sum(double x, double x_lo)
{
    double const shifted = ::fma(x, 1.4426950408889634, 6755399441055744.0);  // 1.5 * 2^52
    std::int64_t const n = bits(shifted) - bits(6755399441055744.0);
    double const whole   = shifted - 6755399441055744.0;
    double r             = ::fma(whole, -0.6931471803691238, x);  // 33 bits of log(2), and the rest
    r                    = ::fma(whole, -1.9082149292705877e-10, r) + x_lo;
    double p             = 1.0 / 6227020800.0;
    p                    = ::fma(p, r, 1.0 / 479001600.0);
    p                    = ::fma(p, r, 1.0 / 39916800.0);
    p                    = ::fma(p, r, 1.0 / 3628800.0);
    p                    = ::fma(p, r, 1.0 / 362880.0);
    p                    = ::fma(p, r, 1.0 / 40320.0);
    p                    = ::fma(p, r, 1.0 / 5040.0);
    p                    = ::fma(p, r, 1.0 / 720.0);
    p                    = ::fma(p, r, 1.0 / 120.0);
    p                    = ::fma(p, r, 1.0 / 24.0);
    p                    = ::fma(p, r, 1.0 / 6.0);
    p                    = ::fma(p, r, 0.5);
    double const mantissa  = ::fma(p, r * r, r) + 1.0;
    std::int64_t const low = n >> 1;
    return (mantissa * from_bits((low + 1023) << 52)) * from_bits((n - low + 1023) << 52);
}

//! e^x to about 1 ulp; inf above 709.78, 0 below -745.13, NaN stays NaN.
INFERNO_HD double exp(double x)
{
    double clamped = x > 710.0 ? 710.0 : x;
    clamped        = clamped < -746.0 ? -746.0 : clamped;
    return exp_sum(clamped, 0.0);
}
INFERNO_HD double exp_of_small(double x) { return exp(x); }

//! log(x) as hi + lo for finite positive x. log(m) = 2 s + s^3 (2/3 + 2/5 s^2 + ...), s = (m - 1) /
//! (m + 1), |s| < 0.172: up to s^23.
INFERNO_HD void log_sum(double x, double& hi, double& lo)
{
    bool const tiny        = x < 2.2250738585072014e-308;  // subnormal
    double const scaled    = tiny ? x * 18014398509481984.0 : x;
    std::int64_t const ix  = bits(scaled);
    std::int64_t const e   = (ix - 0x3FE6A09E667F3BCD) >> 52;  // mantissa in [sqrt(1/2), sqrt(2))
    double const mantissa  = from_bits(ix - (e << 52));
    auto const exponent    = static_cast<double>(e - (tiny ? 54 : 0));
    double const numerator = mantissa - 1.0;  // exact
    double const sum       = mantissa + 1.0;
    double const sum_lo    = (1.0 - (sum - mantissa)) + (mantissa - (sum - (sum - mantissa)));
    double const s         = numerator / sum;
    double const s_lo      = (::fma(-s, sum, numerator) - s * sum_lo) / sum;
    double const z         = s * s;
    double p               = 2.0 / 23.0;
    p                      = ::fma(p, z, 2.0 / 21.0);
    p                      = ::fma(p, z, 2.0 / 19.0);
    p                      = ::fma(p, z, 2.0 / 17.0);
    p                      = ::fma(p, z, 2.0 / 15.0);
    p                      = ::fma(p, z, 2.0 / 13.0);
    p                      = ::fma(p, z, 2.0 / 11.0);
    p                      = ::fma(p, z, 2.0 / 9.0);
    p                      = ::fma(p, z, 2.0 / 7.0);
    p                      = ::fma(p, z, 2.0 / 5.0);
    p                      = ::fma(p, z, 2.0 / 3.0);
    double const tail      = p * z * s;
    double const main      = exponent * 0.6931471803691238;  // exact
    double const a         = main + 2.0 * s;
    double const a_part    = a - main;
    double const a_lo      = (main - (a - a_part)) + (2.0 * s - a_part);
    double const rest      = (a_lo + tail) + (2.0 * s_lo + exponent * 1.9082149292705877e-10);
    hi                     = a + rest;
    lo                     = rest - (hi - a);
}

//! Natural logarithm to about 1 ulp; -inf at 0, NaN below, inf stays inf.
INFERNO_HD double log(double x)
{
    double const infinity = from_bits(0x7FF0000000000000);
    double hi             = 0;
    double lo             = 0;
    log_sum(x, hi, lo);
    hi = x == infinity ? infinity : hi;
    hi = x == 0.0 ? -infinity : hi;
    return x >= 0.0 ? hi : from_bits(0x7FF8000000000000);
}

//! base^exponent; the cases are those of the float function.
INFERNO_HD double pow(double base, double exponent)
{
    double const infinity     = from_bits(0x7FF0000000000000);
    double const not_a_number = from_bits(0x7FF8000000000000);
    double const size         = ::fabs(base);
    double hi                 = 0;
    double lo                 = 0;
    log_sum(size, hi, lo);
    double const y      = exponent * hi;
    double const y_lo   = ::fma(exponent, hi, -y) + exponent * lo;
    bool const in_range = y > -746.0 && y < 710.0;
    double power        = in_range ? exp_sum(y, y_lo) : (y < 0.0 ? 0.0 : infinity);
    bool const edge     = size == 0.0 || size == infinity;
    bool const grows    = (size == infinity) == (exponent > 0.0);
    power               = edge ? (grows ? infinity : 0.0) : power;
    power               = size == 1.0 ? 1.0 : power;
    bool const whole    = ::floor(exponent) == exponent;
    bool const odd =
        whole && ::fabs(exponent) < 9007199254740992.0 && ::floor(exponent * 0.5) * 2.0 != exponent;
    bool const negative = bits(base) < 0;
    power               = (negative && odd) ? -power : power;
    power               = (base < 0.0 && !whole && size != infinity) ? not_a_number : power;
    power               = (base != base || exponent != exponent) ? not_a_number : power;
    return (exponent == 0.0 || base == 1.0) ? 1.0 : power;
}

}  // namespace inferno::math
