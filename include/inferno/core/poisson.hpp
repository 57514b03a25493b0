//! Poisson-distributed whole numbers in float32, with the same bits on every backend.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/core/random.hpp"

namespace inferno {

inline constexpr float most_inverted_mean = 10;      //!< below: inversion; from here: rejection
inline constexpr float most_poisson_mean = 0x1p22F;  //!< above, float32 tells too few numbers apart

//! Probability of the whole number k at this mean of 10 or more, to about 1e-5 of itself where it
//! is above 1e-9. In the form of Loader, "Fast and accurate computation of binomial probabilities"
//! (2000): nothing large is subtracted.
INFERNO_HD float poisson_probability(float k, float mean, float of_zero)
{
    if (k < 10.0F) {
        float probability = of_zero;
        for (float factor = 1; factor <= k; factor += 1.0F) {
            probability *= mean / factor;
        }
        return probability;
    }
    float const gap      = k - mean;
    float const share    = gap / (k + mean);
    float const z        = share * share;
    float const series   = z * (1.0F / 3 + z * (1.0F / 5 + z * (1.0F / 7 + z / 9)));
    float const near     = gap * share + 2.0F * k * share * series;
    float const far      = k * math::log(k / mean) - gap;
    float const deviance = z < 0.01F ? near : far;
    float const inverse  = 1.0F / k;
    float const stirling = inverse * (1.0F / 12 - inverse * inverse * (1.0F / 360));
    return math::exp(-stirling - deviance) * 0.398942280F / math::sqrt(k);
}

//! Inversion of one uniform number, for means below 10; `of_zero` is exp(-mean).
INFERNO_HD float inverted_poisson(float mean, float of_zero, std::uint32_t word)
{
    float rest        = uniform(word);
    float probability = of_zero;
    float k           = 0;
    while (rest >= probability && k < 64.0F) {
        rest -= probability;
        k += 1.0F;
        probability *= mean / k;
    }
    return k;
}

//! A Poisson-distributed number; 0 <= mean <= most_poisson_mean, `of_zero` is exp(-mean). Takes one
//! word below a mean of 10, else two for each trial of the transformed rejection PTRS: Hoermann,
//! "The transformed rejection method for generating Poisson random variables", Insurance:
//! Mathematics and Economics 12 (1993).
INFERNO_HD float poisson_number(float mean, float of_zero, RandomWords& words)
{
    if (mean < most_inverted_mean) { return inverted_poisson(mean, of_zero, words.next()); }
    float const b      = 0.931F + 2.53F * math::sqrt(mean);
    float const a      = -0.059F + 0.02483F * b;
    float const height = 1.1239F + 1.1328F / (b - 3.4F);
    float const inside = 0.9277F - 3.6224F / (b - 2.0F);
    for (;;) {
        float const u    = uniform(words.next()) - 0.5F;
        float const v    = uniform(words.next());
        float const edge = 0.5F - math::abs(u);
        float const k    = math::floor((2.0F * a / edge + b) * u + mean + 0.43F);
        if (edge >= 0.07F && v <= inside) { return k; }
        if (!(k >= 0) || (edge < 0.013F && v > edge)) { continue; }
        if (v * height <= (a / (edge * edge) + b) * poisson_probability(k, mean, of_zero)) {
            return k;
        }
    }
}

}  // namespace inferno
