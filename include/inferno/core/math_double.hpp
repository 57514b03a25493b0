//! exp, log and pow of core/math.hpp for double, in the same way: additions, multiplications,
//! divisions and explicit fused multiply-adds only, no branches. The two parts of log(2) are those
//! of fdlibm (Sun Microsystems, 1993); the polynomials are Taylor series, long enough for double.
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
INFERNO_HD double fma(double x, double y, double z) { return ::fma(x, y, z); }

//! e^(x + x_lo) = mantissa 2^exponent, the mantissa near 1. The series of e^r up to r^13 / 13!,
//! |r| <= log(2) / 2: the rest is below 5e-18.
struct ExpPartsDouble {
    double mantissa;
    std::int64_t exponent;
};

INFERNO_HD ExpPartsDouble exp_parts(double x, double x_lo)
{
    double const shifted =
        ::fma(x, 1.4426950408889634, 6755399441055744.0);  // 1.5 * 2^52 rounds to an integer
    std::int64_t const n = bits(shifted) - bits(6755399441055744.0);
    double const whole   = shifted - 6755399441055744.0;
    double r             = ::fma(whole, -6.93147180369123816490e-01, x);
    r                    = ::fma(whole, -1.90821492927058770002e-10, r) + x_lo;
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
    return {::fma(p, r * r, r) + 1.0, n};
}

//! exp(x) for |x| <= 746 plus a small correction x_lo; the scale 2^n is applied in two halves so
//! that results below 2^-1022 round once.
INFERNO_HD double exp_sum(double x, double x_lo)
{
    ExpPartsDouble const parts = exp_parts(x, x_lo);
    std::int64_t const n       = parts.exponent;
    std::int64_t const low     = n >> 1;  // arithmetic shift: floor
    return (parts.mantissa * from_bits((low + 1023) << 52)) * from_bits((n - low + 1023) << 52);
}

//! exp(x + x_lo), the same bits with fewer operations, where |x| <= 708: the result is a normal
//! number.
INFERNO_HD double exp_of_small(double x, double x_lo = 0.0)
{
    ExpPartsDouble const parts = exp_parts(x, x_lo);
    return from_bits(bits(parts.mantissa) + (parts.exponent << 52));
}

//! e^x to 1.01 ulp; inf above 709.79, 0 below -745.14, NaN stays NaN.
INFERNO_HD double exp(double x)
{
    double clamped = x > 710.0 ? 710.0 : x;
    clamped        = clamped < -746.0 ? -746.0 : clamped;
    return exp_sum(clamped, 0.0);
}

//! log(x) as hi + lo for finite positive x, good to about 2^-62.
INFERNO_HD void log_sum(double x, double& hi, double& lo)
{
    bool const tiny        = x < 2.2250738585072014e-308;  // subnormal
    double const scaled    = tiny ? x * 18014398509481984.0 : x;
    std::int64_t const ix  = bits(scaled);
    std::int64_t const e   = (ix - 0x3FE6A09E667F3BCD) >> 52;  // mantissa in [sqrt(1/2), sqrt(2))
    double const mantissa  = from_bits(ix - (e << 52));
    double const exponent  = static_cast<double>(e - (tiny ? 54 : 0));
    double const numerator = mantissa - 1.0;  // exact
    double const sum       = mantissa + 1.0;
    double const sum_lo    = (1.0 - (sum - mantissa)) + (mantissa - (sum - (sum - mantissa)));
    double const s         = numerator / sum;
    double const s_lo      = (::fma(-s, sum, numerator) - s * sum_lo) / sum;
    // log(m) = 2 s + s^3 (2/3 + 2/5 s^2 + 2/7 s^4 + ...), s = (m - 1) / (m + 1), |s| < 0.172
    double const z     = s * s;
    double p           = 2.0 / 25.0;
    p                  = ::fma(p, z, 2.0 / 23.0);
    p                  = ::fma(p, z, 2.0 / 21.0);
    p                  = ::fma(p, z, 2.0 / 19.0);
    p                  = ::fma(p, z, 2.0 / 17.0);
    p                  = ::fma(p, z, 2.0 / 15.0);
    p                  = ::fma(p, z, 2.0 / 13.0);
    p                  = ::fma(p, z, 2.0 / 11.0);
    p                  = ::fma(p, z, 2.0 / 9.0);
    p                  = ::fma(p, z, 2.0 / 7.0);
    p                  = ::fma(p, z, 2.0 / 5.0);
    double const cube  = z * s;
    double const third = 2.0 / 3.0;  // 2/3 = third + 2^-53 / 3
    double const tail  = ::fma(0x1p-53 / 3.0, cube, p * z * cube);
    double const c     = third * cube;
    double const c_lo = ::fma(third, cube, -c) + third * (::fma(z, s, -cube) + ::fma(s, s, -z) * s);
    double const moved  = 2.0 * s_lo * (::fma(z, z, z) + 1.0);    // d log(m) / ds = 2 / (1 - s^2)
    double const main   = exponent * 6.93147180369123816490e-01;  // exact: eleven bits times 32
    double const a      = main + 2.0 * s;
    double const a_part = a - main;
    double const a_lo   = (main - (a - a_part)) + (2.0 * s - a_part);
    double const b      = a + c;
    double const b_part = b - a;
    double const b_lo   = (a - (b - b_part)) + (c - b_part);
    double const rest =
        ((a_lo + b_lo) + (moved + c_lo)) + (tail + exponent * 1.90821492927058770002e-10);
    hi = b + rest;
    lo = rest - (hi - b);
}

//! Natural logarithm to 0.51 ulp; -inf at 0, NaN below, inf stays inf.
INFERNO_HD double log(double x)
{
    double const infinity = from_bits(std::int64_t{0x7FF0000000000000});
    double result         = 0;
    double lo             = 0;
    log_sum(x, result, lo);
    result = x == infinity ? infinity : result;
    result = x == 0.0 ? -infinity : result;
    return x >= 0.0 ? result : from_bits(std::int64_t{0x7FF8000000000000});
}

//! base^exponent to 2 ulp; special values as in float.
INFERNO_HD double pow(double base, double exponent)
{
    double const infinity     = from_bits(std::int64_t{0x7FF0000000000000});
    double const not_a_number = from_bits(std::int64_t{0x7FF8000000000000});
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
