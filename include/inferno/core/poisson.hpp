//! Poisson-distributed whole numbers in float32, with the same bits on every backend.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/core/random.hpp"

namespace inferno {

inline constexpr Real most_inverted_mean = 10;       //!< below: inversion; from here: rejection
inline constexpr Real most_poisson_mean  = 0x1p22F;  //!< above, float32 tells too few numbers apart

//! Probability of the whole number k at this mean of 10 or more, to about 1e-5 of itself where it
//! is above 1e-9. In the form of Loader, "Fast and accurate computation of binomial probabilities"
//! (2000): nothing large is subtracted.
INFERNO_HD Real poisson_probability(Real k, Real mean, Real of_zero)
{
    if (k < Real{10}) {
        Real probability = of_zero;
        for (Real factor = 1; factor <= k; factor += Real{1}) {
            probability *= mean / factor;
        }
        return probability;
    }
    Real const gap      = k - mean;
    Real const share    = gap / (k + mean);
    Real const z        = share * share;
    Real const series   = z * (Real{1} / 3 + z * (Real{1} / 5 + z * (Real{1} / 7 + z / 9)));
    Real const near     = gap * share + Real{2} * k * share * series;
    Real const far      = k * math::log(k / mean) - gap;
    Real const deviance = z < Real{0.01F} ? near : far;
    Real const inverse  = Real{1} / k;
    Real const stirling = inverse * (Real{1} / 12 - inverse * inverse * (Real{1} / 360));
    return math::exp(-stirling - deviance) * Real{0.398942280F} / math::sqrt(k);
}

//! Inversion of one uniform number, for means below 10; `of_zero` is exp(-mean).
INFERNO_HD Real inverted_poisson(Real mean, Real of_zero, std::uint32_t word)
{
    Real rest        = uniform(word);
    Real probability = of_zero;
    Real k           = 0;
    while (rest >= probability && k < Real{64}) {
        rest -= probability;
        k += Real{1};
        probability *= mean / k;
    }
    return k;
}

//! A Poisson-distributed number; 0 <= mean <= most_poisson_mean, `of_zero` is exp(-mean). Takes one
//! word below a mean of 10, else two for each trial of the transformed rejection PTRS: Hoermann,
//! "The transformed rejection method for generating Poisson random variables", Insurance:
//! Mathematics and Economics 12 (1993).
INFERNO_HD Real poisson_number(Real mean, Real of_zero, RandomWords& words)
{
    if (mean < most_inverted_mean) { return inverted_poisson(mean, of_zero, words.next()); }
    Real const b      = Real{0.931F} + Real{2.53F} * math::sqrt(mean);
    Real const a      = Real{-0.059F} + Real{0.02483F} * b;
    Real const height = Real{1.1239F} + Real{1.1328F} / (b - Real{3.4F});
    Real const inside = Real{0.9277F} - Real{3.6224F} / (b - Real{2});
    for (;;) {
        Real const u    = uniform(words.next()) - Real{0.5F};
        Real const v    = uniform(words.next());
        Real const edge = Real{0.5F} - math::abs(u);
        Real const k    = math::floor((Real{2} * a / edge + b) * u + mean + Real{0.43F});
        if (edge >= Real{0.07F} && v <= inside) { return k; }
        if (!(k >= 0) || (edge < Real{0.013F} && v > edge)) { continue; }
        if (v * height <= (a / (edge * edge) + b) * poisson_probability(k, mean, of_zero)) {
            return k;
        }
    }
}

}  // namespace inferno
