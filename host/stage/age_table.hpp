//! Terms of rules on spike times where all times are whole steps: looked up instead of computed.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "inferno/core/math.hpp"
#include "inferno/learn/age_rule.hpp"
#include "inferno/state/lanes.hpp"

namespace inferno::host {

//! The terms of an AgeRule by steps between the spikes of a pair, and times since spikes in steps.
//! Sums and differences of such times are exact, so that the entries are what would be computed.
class AgeTable {
  public:
    //! For the sources of a slice. False if some times are no whole steps, or too long.
    bool prepare(AgeRule const& rule, Slice sources, Index width)
    {
        SpikeAges const& ages = rule.ages;
        step_ms_              = ages.rule.step_time_ms;
        if (!is_short(step_ms_)) { return false; }
        Index const outputs = ages.outputs;
        Real const reach =
            vanishes * std::max(rule.post.time_constant_ms, rule.pre.time_constant_ms) / step_ms_;
        longest_delay_             = std::ceil(ages.rule.longest_ms / step_ms_);
        Real const oldest_target   = longest_of(ages.post_ms, ages.batch * outputs) / step_ms_;
        Real const old_source      = oldest_target + longest_delay_ + reach;
        std::int32_t oldest_source = 0;
        first_source_              = sources.begin;
        width_of_sources_          = sources.end - sources.begin;
        source_.resize(static_cast<std::size_t>(ages.batch * width_of_sources_));
        for (Index b = 0; b < ages.batch; ++b) {
            std::int32_t* const to = source_.data() + b * width_of_sources_;
            Real const* const from = ages.pre_ms + b * ages.inputs + sources.begin;
            if (!take_steps(from, width_of_sources_, old_source, to)) { return false; }
            oldest_source = std::max(oldest_source, *std::max_element(to, to + width_of_sources_));
        }
        post_.resize(static_cast<std::size_t>(ages.batch * outputs));
        Real const old_target = static_cast<Real>(oldest_source) + reach;
        if (!take_steps(ages.post_ms, ages.batch * outputs, old_target, post_.data())) {
            return false;
        }
        target_.assign(static_cast<std::size_t>(ages.batch * width), never_target);
        for (Index b = 0; b < ages.batch; ++b) {
            std::transform(post_.begin() + b * outputs,
                           post_.begin() + (b + 1) * outputs,
                           target_.begin() + b * width,
                           [](std::int32_t steps) { return steps < 0 ? never_target : steps; });
        }
        fill(rule);
        return true;
    }
    //! The delays of a row in steps; false if some are not whole.
    bool take_delays(Real const* delay_ms, Slice targets, std::int32_t* to) const
    {
        Real const step_ms = step_ms_, most = std::min(longest_delay_, most_steps);
        std::int32_t unfit = 0;
#pragma GCC ivdep
        for (Index o = targets.begin; o < targets.end; ++o) {
            Real const steps = math::rint(delay_ms[o] / step_ms);
            bool const fits  = (steps >= 0) & (steps <= most) & (steps * step_ms == delay_ms[o]);
            unfit |= fits ? 0 : 1;
            to[o] = static_cast<std::int32_t>(fits ? steps : Real{0});
        }
        return unfit == 0;
    }
    //! Steps since a spike of source i; below 0: none that counts.
    std::int32_t since_source(Index b, Index i) const
    {
        return source_[static_cast<std::size_t>(b * width_of_sources_ + i - first_source_)];
    }
    std::int32_t const* since_target(Index b, Index width) const
    {
        return target_.data() + b * width;
    }
    //! The term at each of eight differences; below 0 where the source spike came last.
    Lanes at(LaneInts steps) const
    {
        using Pairs      = std::int64_t __attribute__((vector_size(lanes * sizeof(std::int32_t))));
        auto const pairs = (Pairs)steps;
        Real const* const zero = terms_.data() + zero_;
        Lanes terms{};
        for (Index j = 0; j < lanes / 2; ++j) {
            terms[2 * j]     = zero[static_cast<std::int32_t>(pairs[j])];
            terms[2 * j + 1] = zero[pairs[j] >> 32];
        }
        return terms;
    }

  private:
    static constexpr Real most_steps = 4095;  // 12 bits
    static constexpr Real vanishes   = 105;   // exp is 0 from 104 on
    //! Of a target that has not spiked: so long ago that terms are 0, whatever the source did.
    static constexpr std::int32_t never_target = 3 * 4095;

    //! A number of 12 bits: times 12 bits is exact.
    static bool is_short(Real value) { return (math::bits(value) & 0xFFF) == 0; }
    static Real longest_of(Real const* times_ms, Index count)
    {
        Real longest = 0;
        for (Index k = 0; k < count; ++k) {
            longest = times_ms[k] > longest ? times_ms[k] : longest;  // NaN stays out
        }
        return longest;
    }
    //! Steps that are more than `old` do not count.
    bool take_steps(Real const* times_ms, Index count, Real old, std::int32_t* to) const
    {
        Real const step_ms = step_ms_;
        std::int32_t unfit = 0;
#pragma GCC ivdep
        for (Index k = 0; k < count; ++k) {
            Real const time_ms = times_ms[k];
            Real const steps   = math::rint(time_ms / step_ms);
            bool const counts  = steps <= old;
            bool const fits    = (steps <= most_steps) & (steps * step_ms == time_ms);
            unfit |= (counts & !fits) ? 1 : 0;
            to[k] = static_cast<std::int32_t>((counts & fits) ? steps : Real{-1});
        }
        return unfit == 0;
    }
    void fill(AgeRule const& rule)
    {
        bool const same = !terms_.empty() && filled_ms_ == step_ms_ &&
                          post_kernel_.rate == rule.post.rate &&
                          pre_kernel_.rate == rule.pre.rate &&
                          post_kernel_.time_constant_ms == rule.post.time_constant_ms &&
                          pre_kernel_.time_constant_ms == rule.pre.time_constant_ms;
        if (same) { return; }
        filled_ms_ = step_ms_, post_kernel_ = rule.post, pre_kernel_ = rule.pre;
        auto const most = static_cast<Index>(most_steps);
        zero_           = 4 * most;  // never_target() and the longest delay
        terms_.assign(static_cast<std::size_t>(zero_ + most + 1), 0);
        for (Index k = -2 * most; k <= most; ++k) {
            Real const apart_ms = static_cast<Real>(k) * step_ms_;
            terms_[static_cast<std::size_t>(zero_ + k)] =
                k >= 0 ? rule.post.at(apart_ms) : -rule.pre.at(apart_ms);
        }
    }

    Real step_ms_ = 0, filled_ms_ = 0, longest_delay_ = 0;
    HalfKernel post_kernel_, pre_kernel_;
    std::vector<Real> terms_;  //!< by steps apart, from -zero_ on; those of pre kernels negative
    Index zero_ = 0;
    std::vector<std::int32_t> source_, post_, target_;
    Index first_source_ = 0, width_of_sources_ = 0;
};

}  // namespace inferno::host
