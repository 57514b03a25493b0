//! Reductions over a batch, by sorting and in the plainest words.
#pragma once

#include <algorithm>

#include "inferno/core/math.hpp"
#include "inferno/state/reduction.hpp"

#include "support/builders.hpp"

namespace inferno::test {

//! 0 where there are no numbers.
inline Real naive_reduction(Reals values, BatchReduction reduction)
{
    if (values.empty()) { return 0; }
    auto const count = static_cast<Real>(values.size());
    if (is_quantile(reduction)) {
        std::ranges::sort(values);
        Real const place = part_of_quantile(reduction) * (count - 1);
        auto const below = static_cast<std::size_t>(place);
        Real const left  = place - static_cast<Real>(below);
        return left > 0 ? values[below] + (values[below + 1] - values[below]) * left
                        : values[below];
    }
    auto const size = [](Real value) { return math::abs(value); };
    Real sum = 0, logs = 0, positive = 0;
    for (Real const value : values) {
        sum += value;
        if (value != 0) { logs += math::log(value), ++positive; }
    }
    switch (reduction) {
        case BatchReduction::max:
            return std::ranges::max(values);
        case BatchReduction::min:
            return std::ranges::min(values);
        case BatchReduction::absmax:
            return std::ranges::max(values, {}, size);
        case BatchReduction::absmin:
            return std::ranges::min(values, {}, size);
        case BatchReduction::geomean:
            return positive > 0 ? math::exp(logs / positive) : 0;
        case BatchReduction::mean:
            return sum / count;
        default:
            return sum;
    }
}

}  // namespace inferno::test
