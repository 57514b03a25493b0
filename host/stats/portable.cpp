#include "stats/portable.hpp"

#include <array>
#include <cmath>

namespace inferno::stats {
namespace {

// log(2) in two parts; the first has zeros at its end, so that whole multiples of it are exact
constexpr double ln2_high = 6.93147180369123816490e-01;
constexpr double ln2_low  = 1.90821492927058770002e-10;

//! c[0] + c[1] x + c[2] x^2 + ...
template <std::size_t N>
double polynomial(std::array<double, N> const& c, double x)
{
    double sum = c[N - 1];
    for (std::size_t k = N - 1; k-- > 0;) {
        sum = sum * x + c[k];
    }
    return sum;
}

// Wichura's coefficients: numerator and denominator near the middle, and in the near and far tails
constexpr std::array middle_above{3.3871328727963666080e0,
                                  1.3314166789178437745e+2,
                                  1.9715909503065514427e+3,
                                  1.3731693765509461125e+4,
                                  4.5921953931549871457e+4,
                                  6.7265770927008700853e+4,
                                  3.3430575583588128105e+4,
                                  2.5090809287301226727e+3};
constexpr std::array middle_below{1.0,
                                  4.2313330701600911252e+1,
                                  6.8718700749205790830e+2,
                                  5.3941960214247511077e+3,
                                  2.1213794301586595867e+4,
                                  3.9307895800092710610e+4,
                                  2.8729085735721942674e+4,
                                  5.2264952788528545610e+3};
constexpr std::array near_above{1.42343711074968357734e0,
                                4.63033784615654529590e0,
                                5.76949722146069140550e0,
                                3.64784832476320460504e0,
                                1.27045825245236838258e0,
                                2.41780725177450611770e-1,
                                2.27238449892691845833e-2,
                                7.74545014278341407640e-4};
constexpr std::array near_below{1.0,
                                2.05319162663775882187e0,
                                1.67638483018380384940e0,
                                6.89767334985100004550e-1,
                                1.48103976427480074590e-1,
                                1.51986665636164571966e-2,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
constexpr std::array far_above{6.65790464350110377720e0,
                               5.46378491116411436990e0,
                               1.78482653991729133580e0,
                               2.96560571828504891230e-1,
                               2.65321895265761230930e-2,
                               1.24266094738807843860e-3,
                               2.71155556874348757815e-5,
                               2.01033439929228813265e-7};
constexpr std::array far_below{1.0,
                               5.99832206555887937690e-1,
                               1.36929880922735805310e-1,
                               1.48753612908506148525e-2,
                               7.86869131145613259100e-4,
                               1.84631831751005468180e-5,
                               1.42151175831644588870e-7,
                               2.04426310338993978564e-15};

}  // namespace

double portable_log(double x)
{
    int exponent    = 0;
    double mantissa = std::frexp(x, &exponent);
    if (mantissa < 0.70710678118654752440) {
        mantissa *= 2;
        --exponent;
    }
    // log(m) = 2 (s + s^3 / 3 + s^5 / 5 + ...) with s = (m - 1) / (m + 1), |s| < 0.172
    double const s = (mantissa - 1) / (mantissa + 1);
    double sum     = 0;
    for (int k = 25; k > 1; k -= 2) {
        sum = (sum + 1.0 / k) * (s * s);
    }
    return exponent * ln2_high + (2 * s + (2 * s * sum + exponent * ln2_low));
}

double portable_exp(double x)
{
    if (!(x > -746)) { return x != x ? x : 0; }
    if (x > 710) { return HUGE_VAL; }
    double const whole = std::nearbyint(x / (ln2_high + ln2_low));
    double const rest  = (x - whole * ln2_high) - whole * ln2_low;
    double sum         = 1;
    for (int k = 14; k > 0; --k) {
        sum = sum * rest / k + 1;
    }
    return std::ldexp(sum, static_cast<int>(whole));
}

double portable_log_factorial(double k)
{
    if (k <= 20) {
        double product = 1;  // exact
        for (double factor = 2; factor <= k; ++factor) {
            product *= factor;
        }
        return portable_log(product);
    }
    double const square = 1 / (k * k);
    double const tail =
        (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680))) / k;
    return (k + 0.5) * portable_log(k) - k + 0.91893853320467274178 + tail;
}

double standard_normal_quantile(double p)
{
    double const q = p - 0.5;
    if (std::abs(q) <= 0.425) {
        double const r = 0.180625 - q * q;
        return q * polynomial(middle_above, r) / polynomial(middle_below, r);
    }
    double const r    = std::sqrt(-portable_log(q < 0 ? p : 1 - p));
    double const size = r <= 5 ? polynomial(near_above, r - 1.6) / polynomial(near_below, r - 1.6)
                               : polynomial(far_above, r - 5) / polynomial(far_below, r - 5);
    return q < 0 ? -size : size;
}

}  // namespace inferno::stats
