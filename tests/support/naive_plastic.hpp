//! Rules of plastic synapses once more: in double, one step after the other, from all pairs of
//! spikes.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "inferno/network/plasticity.hpp"

namespace inferno::test {

using Steps = std::vector<Index>;

//! A rule once more, in double: what a spike does to a weight, given all times since spikes of the
//! other side (traces) and of its own side (slow traces).
struct Naive {
    std::function<double(double w, double trace, double slow)> up, down;
    double tau_plus, tau_minus, tau_x, tau_y;
    bool nearest = false, dendritic = true, together = false;
    double initial = 0;
};

struct Case {
    Plasticity rule;
    Naive naive;
    double w_max;
};

inline double clip(double w, double most) { return std::clamp(w, 0.0, most); }

inline Case pair_case(double mu_plus, double mu_minus, bool nearest, bool dendritic)
{
    SparseSTDP const named{.lambda       = 0.02,
                           .alpha        = 1.1,
                           .mu_plus      = mu_plus,
                           .mu_minus     = mu_minus,
                           .w_max        = 2,
                           .tau_plus_ms  = 15,
                           .tau_minus_ms = 30,
                           .nearest      = nearest,
                           .dendritic    = dendritic};
    Naive naive{[=](double w, double trace, double) {
                    return clip(w + 2 * 0.02 * std::pow(1 - w / 2, mu_plus) * trace, 2);
                },
                [=](double w, double trace, double) {
                    return clip(w - 2 * 0.022 * std::pow(w / 2, mu_minus) * trace, 2);
                },
                15,
                30,
                1,
                1,
                nearest,
                dendritic};
    return {named, naive, 2};
}

inline Case power_law_case()
{
    SparsePowerLawSTDP const named{
        .lambda = 0.1, .alpha = 0.6, .mu = 0.4, .w_max = 3, .tau_plus_ms = 15, .tau_minus_ms = 30};
    Naive naive{
        [](double w, double trace, double) { return clip(w + 0.1 * std::pow(w, 0.4) * trace, 3); },
        [](double w, double trace, double) { return clip(w - 0.06 * w * trace, 3); },
        15,
        30,
        1,
        1};
    return {named, naive, 3};
}

inline Case triplet_case(bool nearest)
{
    SparseTripletSTDP const named{.a2_plus  = 0.01,
                                  .a3_plus  = 0.03,
                                  .a2_minus = 0.02,
                                  .a3_minus = 0.01,
                                  .w_max    = 2,
                                  .nearest  = nearest};
    Naive naive{[](double w, double trace, double slow) {
                    return clip(w + trace * (0.01 + 0.03 * slow), 2);
                },
                [](double w, double trace, double slow) {
                    return clip(w - trace * (0.02 + 0.01 * slow), 2);
                },
                16.8,
                33.7,
                101,
                125,
                nearest};
    return {named, naive, 2};
}

inline Case silence_case()
{
    SparseSilenceSTDP const named{
        .a_plus = 0.05, .a_minus = 0.1, .w_far = 4, .w_max = 2, .tau_ms = 5, .threshold = 0.3};
    Naive naive{
        [](double w, double z, double) { return clip(w + 0.05 * (4 - w) * std::exp(-z / 0.3), 2); },
        [](double w, double z, double) { return clip(w - 0.1 * w * std::exp(-z / 0.3), 2); },
        5,
        5,
        1,
        1,
        false,
        false,
        true,
        1};
    return {named, naive, 2};
}

//! A trace at step t of spikes that reach it at these steps, of those before t or up to t.
inline double trace_at(Steps const& spikes,
                       Index t,
                       bool with_t,
                       double tau_steps,
                       bool nearest,
                       double initial,
                       Index start)
{
    double sum =
        initial * std::exp(-static_cast<double>(std::max<Index>(t - start, 0)) / tau_steps);
    for (Index const s : spikes) {
        if (s > t || (s == t && !with_t)) { break; }
        double const faded = std::exp(-static_cast<double>(t - s) / tau_steps);
        sum                = nearest ? faded : sum + faded;
    }
    return sum;
}

struct Outcome {
    double weight, arrived;  //!< at the end, and in all
};

//! What becomes of a synapse in `steps` steps, one after the other.
inline Outcome naive_outcome(
    Naive const& rule, double w, Steps const& pre, Steps post, Index delay, Index steps, double dt)
{
    Index const late = rule.dendritic ? delay : 0;
    for (Index& s : post) {
        s += late;
    }
    auto const fires = [](Steps const& train, Index t) {
        return std::binary_search(train.begin(), train.end(), t);
    };
    auto const trace = [&](Steps const& train, Index t, double tau, Index start) {
        return trace_at(train, t, rule.together, tau / dt, rule.nearest, rule.initial, start);
    };
    auto const slow = [&](Steps const& train, Index t, double tau) {
        return trace_at(train, t, false, tau / dt, rule.nearest, 0, 0);
    };
    double arrived = 0;
    for (Index t = 0; t < steps; ++t) {
        if (fires(post, t)) {
            w = rule.up(w, trace(pre, t, rule.tau_plus, -1), slow(post, t, rule.tau_y));
        }
        if (fires(pre, t)) {
            w = rule.down(w, trace(post, t, rule.tau_minus, late - 1), slow(pre, t, rule.tau_x));
            arrived += t + delay < steps ? w : 0;
        }
    }
    return {w, arrived};
}

}  // namespace inferno::test
