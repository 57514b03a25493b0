//! Sums of an AgeRule over the batch, for neighbouring targets.
#pragma once

#include <vector>

#include "inferno/learn/age_rule.hpp"

namespace inferno::host {

//! Sums over the batch of some neighbouring targets.
template <Index width>
struct Sums {
    alignas(64) Real post[width], pre[width];
};

//! Sums under rewards of samples: `post` and `pre` of `sums` are what potentiates and what
//! depresses. First come the terms of post kernels in all samples, then those of pre kernels.
class DirectedSums {
  public:
    explicit DirectedSums(AgeRule const& rule) : rule_(rule) {}

    template <Index width>
    void add(Index sample, Sums<width> const& terms, Sums<width>& sums)
    {
        add_scaled<width>(sample, rule_.signs.post_potentiates, terms.post, sums);
        later_.insert(later_.end(), terms.pre, terms.pre + width);
        samples_.push_back(sample);
    }
    template <Index width>
    void finish(Sums<width>& sums)
    {
        for (std::size_t s = 0; s < samples_.size(); ++s) {
            Real const* const terms = later_.data() + static_cast<Index>(s) * width;
            add_scaled<width>(samples_[s], rule_.signs.pre_potentiates, terms, sums);
        }
        later_.clear(), samples_.clear();
    }

  private:
    template <Index width>
    void add_scaled(Index sample, bool potentiates, Real const* terms, Sums<width>& sums)
    {
        Real const reward = rule_.reward.size(sample);
        Real* const sum   = potentiates != rule_.reward.inverts(sample) ? sums.post : sums.pre;
#pragma GCC ivdep
        for (Index j = 0; j < width; ++j) {
            sum[j] += terms[j] * reward;
        }
    }

    AgeRule const& rule_;
    std::vector<Real> later_;     //!< [samples][width]: terms of pre kernels
    std::vector<Index> samples_;  //!< of these
};

}  // namespace inferno::host
