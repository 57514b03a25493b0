//! The balanced tree of core/sum.hpp over many sums at a time.
#pragma once

#include <vector>

#include "inferno/core/sum.hpp"
#include "inferno/state/lanes.hpp"

namespace inferno::host {

//! Combines partials that are arrays of `width` lanes, pushed in order. Partials that are not
//! pushed at the end count as zero.
class LaneTree {
  public:
    void start(std::size_t width)
    {
        width_  = width;
        pushed_ = 0;
        stack_.resize(6 * width);
    }

    void push(Lanes const* partial)
    {
        int level = 0;
        while (((pushed_ >> level) & 1) != 0) {
            ++level;
        }
        Lanes* const to = stack_.data() + static_cast<std::size_t>(level) * width_;
        for (std::size_t k = 0; k < width_; ++k) {
            Lanes sum = partial[k];
            for (int below = 0; below < level; ++below) {
                sum = stack_[static_cast<std::size_t>(below) * width_ + k] + sum;
            }
            to[k] = sum;
        }
        ++pushed_;
    }

    //! Sum k of all partials.
    Lanes total(std::size_t k) const
    {
        Lanes sum{};
        for (int level = 0; level < 6; ++level) {
            if (((pushed_ >> level) & 1) != 0) {
                sum = stack_[static_cast<std::size_t>(level) * width_ + k] + sum;
            }
        }
        return sum;
    }

  private:
    std::size_t width_ = 0;
    int pushed_        = 0;
    std::vector<Lanes> stack_;
};

}  // namespace inferno::host
