//! Rules of plastic synapses in sparse networks: what a user sets, and what a spike does.
//!
//! A rule that a user names is a struct with
//!     Rule                              what learn/plastic.hpp calls a rule
//!     Rule rule() const
//!     PlasticTiming timing(double step_time_ms) const
//!     PlasticLimits limits() const      weights never leave these
//!     void check() const                ArgumentError for what cannot be
#pragma once

#include "inferno/learn/plastic.hpp"

namespace inferno {

//! What weights can be.
struct PlasticLimits {
    double least, greatest;
};

//! base^exponent; the base itself where the exponent is 1. Chosen by bits on the host, where loops
//! with a choice that is the same for all are not vectorised (GCC 12).
INFERNO_HD Real power_of(Real base, Real exponent)
{
#ifdef __CUDA_ARCH__
    if (exponent == 0.0F) { return 1.0F; }
    return exponent == 1.0F ? base : math::pow(base, exponent);
#else
    std::int32_t const itself = -static_cast<std::int32_t>(exponent == 1.0F);
    return math::from_bits((math::bits(base) & itself) |
                           (math::bits(math::pow(base, exponent)) & ~itself));
#endif
}

INFERNO_HD Real limited(Real weight, Real least, Real greatest)
{
    Real const above = weight < least ? least : weight;
    return above > greatest ? greatest : above;
}

//! Pair STDP; with x = w / w_max, in [0, 1],
//!     target spike: x <- x + lambda (1 - x)^mu_plus K+
//!     source spike: x <- x - lambda alpha x^mu_minus K-
//! mu 0 is additive, 1 multiplicative. Guetig, Aharonov, Rotter and Sompolinsky, "Learning input
//! correlations through nonlinear temporally asymmetric Hebbian plasticity", J. Neurosci. 23
//! (2003).
struct SparseSTDP {
    double lambda       = 0.01;
    double alpha        = 1;
    double mu_plus      = 1;
    double mu_minus     = 1;
    double w_max        = 100;  //!< not 0; below 0 weights are in [w_max, 0]
    double tau_plus_ms  = 20;
    double tau_minus_ms = 20;
    bool nearest        = false;
    bool dendritic      = true;

    struct Rule {
        static constexpr std::string_view name = "deliver, pair STDP";
        static constexpr bool together         = false;
        static constexpr bool slow_traces      = false;

        Real lambda, lambda_alpha, mu_plus, mu_minus, w_max;

        INFERNO_HD Real potentiated(Real weight, Real source, Real) const
        {
            Real const x = weight / w_max;
            return limited(x + lambda * power_of(1.0F - x, mu_plus) * source, 0.0F, 1.0F) * w_max;
        }
        INFERNO_HD Real depressed(Real weight, Real target, Real) const
        {
            Real const x = weight / w_max;
            return limited(x - lambda_alpha * power_of(x, mu_minus) * target, 0.0F, 1.0F) * w_max;
        }
    };
    Rule rule() const;
    PlasticTiming timing(double step_time_ms) const;
    PlasticLimits limits() const;
    void check() const;
};

//! Potentiation as a power of the weight, depression proportional to it:
//!     target spike: w <- w + lambda w^mu K+
//!     source spike: w <- w - lambda alpha w K-
//! Morrison, Aertsen and Diesmann (2007). The weights' limit is far away; it fixes the ring's unit.
struct SparsePowerLawSTDP {
    double lambda       = 0.1;
    double alpha        = 1;
    double mu           = 0.4;
    double w_max        = 1000;  //!< > 0
    double tau_plus_ms  = 20;
    double tau_minus_ms = 20;
    bool nearest        = false;
    bool dendritic      = true;

    struct Rule {
        static constexpr std::string_view name = "deliver, power-law STDP";
        static constexpr bool together         = false;
        static constexpr bool slow_traces      = false;

        Real lambda, lambda_alpha, mu, w_max;

        INFERNO_HD Real potentiated(Real weight, Real source, Real) const
        {
            return limited(weight + lambda * power_of(weight, mu) * source, 0.0F, w_max);
        }
        INFERNO_HD Real depressed(Real weight, Real target, Real) const
        {
            return limited(weight - lambda_alpha * weight * target, 0.0F, w_max);
        }
    };
    Rule rule() const;
    PlasticTiming timing(double step_time_ms) const;
    PlasticLimits limits() const;
    void check() const;
};

//! Triplets of spikes:
//!     target spike: w <- w + K+ (a2_plus + a3_plus o2)       o2: slow trace of the target
//!     source spike: w <- w - K- (a2_minus + a3_minus r2)     r2: slow trace of the source
//! in [0, w_max]. Pfister and Gerstner, "Triplets of spikes in a model of spike timing-dependent
//! plasticity", J. Neurosci. 26 (2006); time constants of its table 4, all-to-all.
struct SparseTripletSTDP {
    double a2_plus      = 0;  //!< in the units of the weight, as the others
    double a3_plus      = 0;
    double a2_minus     = 0;
    double a3_minus     = 0;
    double w_max        = 100;   //!< > 0
    double tau_plus_ms  = 16.8;  //!< of K+
    double tau_minus_ms = 33.7;  //!< of K-
    double tau_x_ms     = 101;   //!< of r2
    double tau_y_ms     = 125;   //!< of o2
    bool nearest        = false;
    bool dendritic      = true;

    struct Rule {
        static constexpr std::string_view name = "deliver, triplet STDP";
        static constexpr bool together         = false;
        static constexpr bool slow_traces      = true;

        Real a2_plus, a3_plus, a2_minus, a3_minus, w_max;

        INFERNO_HD Real potentiated(Real weight, Real source, Real target_slow) const
        {
            return limited(weight + source * (a2_plus + a3_plus * target_slow), 0.0F, w_max);
        }
        INFERNO_HD Real depressed(Real weight, Real target, Real source_slow) const
        {
            return limited(weight - target * (a2_minus + a3_minus * source_slow), 0.0F, w_max);
        }
    };
    Rule rule() const;
    PlasticTiming timing(double step_time_ms) const;
    PlasticLimits limits() const;
    void check() const;
};

//! The rule of the Brunel+ network that came with the simulator Spice, in which spikes act after
//! silence of the other side:
//!     target spike: w <- w + a_plus (w_far - w) exp(-z_source / threshold)
//!     source spike: w <- w - a_minus w exp(-z_target / threshold)
//! in [0, w_max]; z are the traces, 1 at the start.
struct SparseSilenceSTDP {
    double a_plus    = 0.01;
    double a_minus   = 0.0202;
    double w_far     = 1;     //!< > 0
    double w_max     = 3e-4;  //!< > 0
    double tau_ms    = 20;
    double threshold = 1e-4;  //!< > 0
    bool dendritic   = false;

    struct Rule {
        static constexpr std::string_view name = "deliver, STDP after silence";
        static constexpr bool together         = true;
        static constexpr bool slow_traces      = false;

        Real a_plus, a_minus, w_far, w_max, rate;

        INFERNO_HD Real potentiated(Real weight, Real source, Real) const
        {
            return limited(weight + a_plus * (w_far - weight) * silence(source), 0.0F, w_max);
        }
        INFERNO_HD Real depressed(Real weight, Real target, Real) const
        {
            return limited(weight - a_minus * weight * silence(target), 0.0F, w_max);
        }
        //! 0 where it is too small to change a weight: subnormal numbers are slow.
        INFERNO_HD Real silence(Real trace) const
        {
            return rate * trace < -80.0F ? 0.0F : math::exp(rate * trace);
        }
    };
    Rule rule() const;
    PlasticTiming timing(double step_time_ms) const;
    PlasticLimits limits() const;
    void check() const;
};

}  // namespace inferno
