//! Terms of an AgeRule for the pairs of one source with eight neighbouring targets.
#pragma once

#include <algorithm>
#include <vector>

#include "inferno/core/math.hpp"
#include "inferno/learn/age_rule.hpp"
#include "inferno/state/lanes.hpp"

namespace inferno::host::ages {

//! A sample in which the source has spiked.
struct SourceAge {
    Index sample;
    Real age_ms, post_power, pre_power;
    Real const* arrived_ms;  //!< [padded targets], or null: the same age for all
    Real const* targets;     //!< of this sample: ages, powers for post, powers for pre
};

//! What one thread needs, kept from step to step.
struct Scratch {
    std::vector<Real> targets;  //!< [batch][3][padded targets]: ages, powers for post and for pre
    // of one source:
    std::vector<SourceAge> source;
    std::vector<Real> arrived_ms;             //!< [batch][padded targets]
    std::vector<Real> delay_ms;               //!< [padded targets]
    std::vector<Real> post_scale, pre_scale;  //!< [padded targets]: rate times power of the delay
};

//! Terms of eight targets; none where either side has not spiked, which makes all times NaN.
struct Terms {
    Lanes post, pre;
};

//! Terms of the targets from `first` on, as products of powers.
class Products {
  public:
    Products(Scratch const& scratch, Index width, Index first)
        : width_(width),
          first_(first),
          delay_ms_(load_lanes(scratch.delay_ms.data() + first)),
          post_scale_(load_lanes(scratch.post_scale.data() + first)),
          pre_scale_(load_lanes(scratch.pre_scale.data() + first))
    {
    }
    [[gnu::always_inline]] Terms of(SourceAge const& source) const
    {
        Real const* const targets = source.targets + first_;
        Lanes const post_power    = load_lanes(targets + width_);
        Lanes const pre_power     = load_lanes(targets + 2 * width_);
        Lanes const apart         = source.age_ms - load_lanes(targets) - delay_ms_;
        return {where(apart >= 0, source.post_power * post_power * post_scale_),
                where(apart < 0, source.pre_power * pre_power * pre_scale_)};
    }

  private:
    Index width_, first_;
    Lanes delay_ms_, post_scale_, pre_scale_;
};

//! The same, each by an exponential of its own.
class Exponentials {
  public:
    Exponentials(Scratch const& scratch, AgeRule const& rule, Index first)
        : rule_(rule), first_(first), delay_ms_(scratch.delay_ms.data() + first)
    {
    }
    Terms of(SourceAge const& source) const
    {
        HalfKernel const post = rule_.post, pre = rule_.pre;
        Real const* const target_ms = source.targets + first_;
        Real source_ms[lanes], post_term[lanes], pre_term[lanes];
        if (source.arrived_ms != nullptr) {
            std::copy_n(source.arrived_ms + first_, lanes, source_ms);
        } else {
            std::fill_n(source_ms, lanes, source.age_ms);
        }
#pragma GCC ivdep
        for (Index j = 0; j < lanes; ++j) {
            Real const apart     = source_ms[j] - target_ms[j] - delay_ms_[j];
            bool const post_last = apart >= 0;
            Real const tc_ms     = post_last ? post.time_constant_ms : pre.time_constant_ms;
            Real const fading    = math::exp(math::abs(apart) / -tc_ms);
            post_term[j]         = post_last ? fading * post.rate : Real{0};
            pre_term[j]          = apart < 0 ? fading * pre.rate : Real{0};
        }
        return {load_lanes(post_term), load_lanes(pre_term)};
    }

  private:
    AgeRule const& rule_;
    Index first_;
    Real const* delay_ms_;
};

}  // namespace inferno::host::ages
