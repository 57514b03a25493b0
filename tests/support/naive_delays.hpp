//! Sources of weights with delays, by definition, as plain loops.
#pragma once

#include <cmath>
#include <vector>

#include "inferno/core/math.hpp"

#include "support/compare.hpp"
#include "support/naive_trainers.hpp"

namespace inferno::test {

constexpr Real longest_ms = 5;

//! Whole and fractional delays, some of them hardly off a step.
inline Reals some_delays(std::size_t count, std::uint64_t seed)
{
    Reals delays = random_reals(static_cast<Index>(count), 0, longest_ms, seed);
    for (std::size_t w = 0; w < count; w += 2) {
        delays[w] = std::floor(delays[w]) + (w % 4 == 0 ? 0 : 5e-5F);
    }
    return delays;
}

//! Steps back to the last step before a delay, and the time since then; steps of 1 ms.
struct Back {
    std::size_t steps;
    Real at_ms;
};
inline Back back_of(Real delay_ms)
{
    bool const on_step = std::abs(std::rint(delay_ms) - delay_ms) <= 1e-4F;
    Real const older   = on_step ? std::rint(delay_ms) : std::ceil(delay_ms);
    return {static_cast<std::size_t>(older),
            on_step ? Real{0} : 1 - (delay_ms - std::floor(delay_ms))};
}

//! Sources of weights with delays, by definition.
struct NaiveDelays {
    bool delayed;           //!< looked up one delay ago, and not as they have arrived
    Real fast_ms, slow_ms;  //!< time constants
    std::vector<NaiveSide> past{};
    NaiveSide arrived{};  //!< [weights][pairs][batch]

    void step(TrainedNet const& net, Reals const& delays, NaiveSide const& now)
    {
        past.push_back(now);
        arrived.mode           = now.mode;
        arrived.fast_decay     = now.fast_decay;
        arrived.slow_decay     = now.slow_decay;
        arrived.fast_amplitude = now.fast_amplitude;
        arrived.slow_amplitude = now.slow_amplitude;
        Fired fired;
        for (std::size_t w = 0; w < net.pairs.size(); ++w) {
            for (auto const& [input, output] : net.pairs[w]) {
                std::size_t const steps = back_of(delays[w]).steps;
                for (std::size_t b = 0; b < static_cast<std::size_t>(net.batch); ++b) {
                    bool const there = steps < past.size();
                    fired.push_back(there &&
                                    past[past.size() - 1 - steps].spikes[at(net, input, b)] != 0);
                }
            }
        }
        arrived.step(fired);
    }
    NaiveSources sources(TrainedNet const& net, Reals const& delays) const
    {
        if (delayed) {
            return [&, this](std::size_t w, std::size_t n, std::size_t b) {
                return looked_up(at(net, net.pairs[w][n].first, b), back_of(delays[w]));
            };
        }
        std::vector<std::size_t> first;
        std::size_t all = 0;
        for (auto const& pairs : net.pairs) {
            first.push_back(all);
            all += pairs.size();
        }
        auto const batch = static_cast<std::size_t>(net.batch);
        return [=, this](std::size_t w, std::size_t n, std::size_t b) {
            std::size_t const k = (first[w] + n) * batch + b;
            return NaiveSource{arrived.spikes[k], arrived.fast[k], arrived.slow_before[k]};
        };
    }

  private:
    static std::size_t at(TrainedNet const& net, Index input, std::size_t sample)
    {
        return sample * static_cast<std::size_t>(net.inputs) + static_cast<std::size_t>(input);
    }
    NaiveSource looked_up(std::size_t i, Back back) const
    {
        if (back.steps >= past.size()) { return {0, 0, 0}; }
        NaiveSide const& then = past[past.size() - 1 - back.steps];
        auto const later      = [&](Real trace, Real tc_ms) {
            return back.at_ms == 0 ? trace : trace * math::exp(-back.at_ms / tc_ms);
        };
        return {then.spikes[i], later(then.fast[i], fast_ms), later(then.slow_before[i], slow_ms)};
    }
};

}  // namespace inferno::test
