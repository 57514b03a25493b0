//! The one order in which inputs are summed, on every backend.
//!
//! Inputs are taken in words of 32. Partial p of 32 adds, in ascending order, the inputs of words
//! p, p + 32, p + 64, ...; the 32 partials are then combined as the balanced tree ((0+1)+(2+3))+...
//! . A warp reaches it with one lane per partial and five xor shuffles, a SIMD loop with this
//! class: the tree is a binary counter whose digit k holds the sum of 2^k finished partials. Adding
//! zero is exact, so silent inputs may be skipped.
#pragma once

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

inline constexpr int sum_partials = 32;

//! Combines 32 partials, pushed in order 0..31. T needs `+=`.
template <class T>
class PartialTree {
  public:
    INFERNO_HD void push(T partial)
    {
        int level = 0;
        for (int digit = pushed_; (digit & 1) != 0; digit >>= 1, ++level) {
            T left = stack_[level];
            left += partial;
            partial = left;
        }
        stack_[level] = partial;
        ++pushed_;
    }

    //! The total, once all 32 partials are in.
    INFERNO_HD T const& total() const { return stack_[5]; }

  private:
    T stack_[6]{};
    int pushed_ = 0;
};

//! Sum over i of term(i), 0 <= i < n, in the fixed order.
template <class T, class Term>
INFERNO_HD T ordered_sum(Index n, Term const& term)
{
    PartialTree<T> tree;
    for (Index p = 0; p < sum_partials; ++p) {
        T partial{};
        for (Index first = p * word_bits; first < n; first += sum_partials * word_bits) {
            Index const last = first + word_bits < n ? first + word_bits : n;
            for (Index i = first; i < last; ++i) {
                partial += term(i);
            }
        }
        tree.push(partial);
    }
    return tree.total();
}

}  // namespace inferno
