//! exp, log and pow in float32 with the same bits on every backend: additions, multiplications,
//! divisions and explicit fused multiply-adds only. No branches, so that loops over them vectorise.
#pragma once

#include <cmath>
#include <cstdint>

#include "inferno/core/math_double.hpp"
#include "inferno/core/portable.hpp"

namespace inferno::math {

INFERNO_HD std::int32_t bits(float x) { return __builtin_bit_cast(std::int32_t, x); }
INFERNO_HD float from_bits(std::int32_t i) { return __builtin_bit_cast(float, i); }
INFERNO_HD float abs(float x) { return ::fabsf(x); }
INFERNO_HD float ceil(float x) { return ::ceilf(x); }
INFERNO_HD float floor(float x) { return ::floorf(x); }
INFERNO_HD float rint(float x) { return ::rintf(x); }
INFERNO_HD float sqrt(float x) { return ::sqrtf(x); }
//! x y + z, rounded once.
INFERNO_HD float fma(float x, float y, float z) { return ::fmaf(x, y, z); }

//! e^(x + x_lo) = mantissa 2^exponent, the mantissa near 1. Polynomial: Cephes expf (Moshier).
struct ExpParts {
    float mantissa;
    std::int32_t exponent;
};

INFERNO_HD ExpParts exp_parts(float x, float x_lo)
{
    float const shifted =
        ::fmaf(x, 1.44269504088896341F, 12582912.0F);  // 1.5 * 2^23 rounds to an integer
    std::int32_t const n = bits(shifted) - bits(12582912.0F);
    float const whole    = shifted - 12582912.0F;
    float r              = ::fmaf(whole, -0.693359375F, x);
    r                    = ::fmaf(whole, 2.12194440e-4F, r) + x_lo;
    float p              = 1.9875691500e-4F;
    p                    = ::fmaf(p, r, 1.3981999507e-3F);
    p                    = ::fmaf(p, r, 8.3334519073e-3F);
    p                    = ::fmaf(p, r, 4.1665795894e-2F);
    p                    = ::fmaf(p, r, 1.6666665459e-1F);
    p                    = ::fmaf(p, r, 5.0000001201e-1F);
    return {::fmaf(p, r * r, r) + 1.0F, n};
}

//! exp(x) for |x| <= 89 plus a small correction x_lo; the scale 2^n is applied in two halves so
//! that results below 2^-126 round once.
INFERNO_HD float exp_sum(float x, float x_lo)
{
    ExpParts const parts   = exp_parts(x, x_lo);
    std::int32_t const n   = parts.exponent;
    std::int32_t const low = n >> 1;  // arithmetic shift: floor
    return (parts.mantissa * from_bits((low + 127) << 23)) * from_bits((n - low + 127) << 23);
}

//! exp(x + x_lo), the same bits with fewer operations, where |x| <= 86: the result is a normal
//! number.
INFERNO_HD float exp_of_small(float x, float x_lo = 0.0F)
{
    ExpParts const parts = exp_parts(x, x_lo);
    return from_bits(bits(parts.mantissa) + (parts.exponent << 23));
}

//! e^x to 1.01 ulp; inf above 88.73, 0 below -103.98, NaN stays NaN.
INFERNO_HD float exp(float x)
{
    float clamped = x > 89.0F ? 89.0F : x;
    clamped       = clamped < -104.0F ? -104.0F : clamped;
    return exp_sum(clamped, 0.0F);
}

//! log(x) as hi + lo for finite positive x, good to about 2^-40.
INFERNO_HD void log_sum(float x, float& hi, float& lo)
{
    bool const tiny       = x < 1.17549435e-38F;  // subnormal
    float const scaled    = tiny ? x * 8388608.0F : x;
    std::int32_t const ix = bits(scaled);
    std::int32_t const e  = (ix - 0x3F3504F3) >> 23;  // mantissa in [sqrt(1/2), sqrt(2))
    float const mantissa  = from_bits(ix - (e << 23));
    float const exponent  = static_cast<float>(e - (tiny ? 23 : 0));
    float const numerator = mantissa - 1.0F;  // exact
    float const sum       = mantissa + 1.0F;
    float const sum_lo    = (1.0F - (sum - mantissa)) + (mantissa - (sum - (sum - mantissa)));
    float const s         = numerator / sum;
    float const s_lo      = (::fmaf(-s, sum, numerator) - s * sum_lo) / sum;
    // log(m) = 2 s + s^3 (2/3 + 2/5 s^2 + 2/7 s^4 + ...), s = (m - 1) / (m + 1), |s| < 0.172
    float const z     = s * s;
    float p           = 2.0F / 11.0F;
    p                 = ::fmaf(p, z, 2.0F / 9.0F);
    p                 = ::fmaf(p, z, 2.0F / 7.0F);
    p                 = ::fmaf(p, z, 2.0F / 5.0F);
    float const cube  = z * s;
    float const third = 0.666666687F;  // 2/3 = third + third_lo
    float const tail  = ::fmaf(-1.98682151e-8F, cube, p * z * cube);
    float const c     = third * cube;
    float const c_lo =
        ::fmaf(third, cube, -c) + third * (::fmaf(z, s, -cube) + ::fmaf(s, s, -z) * s);
    float const main   = exponent * 0.693359375F;  // exact: nine bits times eight
    float const a      = main + 2.0F * s;
    float const a_part = a - main;
    float const a_lo   = (main - (a - a_part)) + (2.0F * s - a_part);
    float const b      = a + c;
    float const b_part = b - a;
    float const b_lo   = (a - (b - b_part)) + (c - b_part);
    float const rest = ((a_lo + b_lo) + (2.0F * s_lo + c_lo)) + (tail + exponent * -2.12194440e-4F);
    hi               = b + rest;
    lo               = rest - (hi - b);
}

//! Natural logarithm to 0.9 ulp; -inf at 0, NaN below, inf stays inf. Polynomial: Cephes logf
//! (Moshier).
INFERNO_HD float log(float x)
{
    bool const tiny       = x < 1.17549435e-38F;  // subnormal
    float const scaled    = tiny ? x * 8388608.0F : x;
    std::int32_t const ix = bits(scaled);
    std::int32_t const e  = (ix - 0x3F3504F3) >> 23;  // mantissa in [sqrt(1/2), sqrt(2))
    float const f         = from_bits(ix - (e << 23)) - 1.0F;
    float const exponent  = static_cast<float>(e - (tiny ? 23 : 0));
    float const z         = f * f;
    float p               = 7.0376836292e-2F;
    p                     = ::fmaf(p, f, -1.1514610310e-1F);
    p                     = ::fmaf(p, f, 1.1676998740e-1F);
    p                     = ::fmaf(p, f, -1.2420140846e-1F);
    p                     = ::fmaf(p, f, 1.4249322787e-1F);
    p                     = ::fmaf(p, f, -1.6668057665e-1F);
    p                     = ::fmaf(p, f, 2.0000714765e-1F);
    p                     = ::fmaf(p, f, -2.4999993993e-1F);
    p                     = ::fmaf(p, f, 3.3333331174e-1F);
    float tail            = ::fmaf(p * f, z, exponent * -2.12194440e-4F);
    tail                  = ::fmaf(-0.5F, z, tail);
    float result          = ::fmaf(exponent, 0.693359375F, f + tail);
    float const infinity  = from_bits(0x7F800000);
    result                = x == infinity ? infinity : result;
    result                = x == 0.0F ? -infinity : result;
    return x >= 0.0F ? result : from_bits(0x7FC00000);
}

//! base^exponent to 2 ulp. As std::pow: 1 for exponent 0, NaN for a negative base with a fractional
//! exponent, signed for odd whole exponents.
INFERNO_HD float pow(float base, float exponent)
{
    float const infinity     = from_bits(0x7F800000);
    float const not_a_number = from_bits(0x7FC00000);
    float const size         = ::fabsf(base);
    float hi                 = 0;
    float lo                 = 0;
    log_sum(size, hi, lo);
    float const y       = exponent * hi;
    float const y_lo    = ::fmaf(exponent, hi, -y) + exponent * lo;
    bool const in_range = y > -104.0F && y < 89.0F;
    float power         = in_range ? exp_sum(y, y_lo) : (y < 0.0F ? 0.0F : infinity);
    bool const edge     = size == 0.0F || size == infinity;
    bool const grows    = (size == infinity) == (exponent > 0.0F);
    power               = edge ? (grows ? infinity : 0.0F) : power;
    power               = size == 1.0F ? 1.0F : power;
    bool const whole    = ::floorf(exponent) == exponent;
    bool const odd =
        whole && ::fabsf(exponent) < 16777216.0F && ::floorf(exponent * 0.5F) * 2.0F != exponent;
    bool const negative = bits(base) < 0;
    power               = (negative && odd) ? -power : power;
    power               = (base < 0.0F && !whole && size != infinity) ? not_a_number : power;
    power               = (base != base || exponent != exponent) ? not_a_number : power;
    return (exponent == 0.0F || base == 1.0F) ? 1.0F : power;
}

}  // namespace inferno::math
