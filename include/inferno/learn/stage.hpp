//! learn: traces -> proposed change, as a potentiating and a depressing part. What the rules share.
#pragma once

#include <type_traits>

#include "inferno/core/math.hpp"
#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"
#include "inferno/state/reduction.hpp"

namespace inferno {

//! The reduction of B numbers, one of the common ones, given one at a time in batch order; silent
//! samples count as 0.
struct BatchSum {
    Real value = 0;
    Index seen = 0;
    INFERNO_HD void add(BatchReduction reduction, Real x)
    {
        switch (reduction) {
            case BatchReduction::max:
                value = (seen == 0 || x > value) ? x : value;
                break;
            case BatchReduction::min:
                value = (seen == 0 || x < value) ? x : value;
                break;
            default:
                value += x;
                break;
        }
        ++seen;
    }
    INFERNO_HD Real total(BatchReduction reduction, Index batch) const
    {
        bool const some_silent = seen < batch;
        switch (reduction) {
            case BatchReduction::mean:
                return value / static_cast<Real>(batch);
            case BatchReduction::max:
                return (some_silent && value < 0) ? Real{0} : value;
            case BatchReduction::min:
                return (some_silent && value > 0) ? Real{0} : value;
            default:
                return value;
        }
    }
};

//! Numbers in their order as unsigned integers.
class OrderedBits {
  public:
    using Bits                  = std::make_unsigned_t<decltype(math::bits(Real{}))>;
    static constexpr int digits = 8 * sizeof(Bits);

    INFERNO_HD static Bits of(Real x)
    {
        auto const bits = static_cast<Bits>(math::bits(x));
        return (bits & sign) != 0 ? ~bits : bits | sign;
    }
    INFERNO_HD static Real number(Bits ordered)
    {
        Bits const bits = (ordered & sign) != 0 ? ordered & ~sign : ~ordered;
        return math::from_bits(static_cast<decltype(math::bits(Real{}))>(bits));
    }

  private:
    static constexpr Bits sign = Bits{1} << (digits - 1);
};

//! A reduction that is not common, of the numbers that for_each(visit) visits; 0 if there are none.
//! Quantiles visit them 34 times: the digits of the number below are found one by one, then the
//! number above.
template <class ForEach>
INFERNO_HD Real reduced_anew(BatchReduction reduction, ForEach const& for_each)
{
    constexpr int digits = OrderedBits::digits;
    bool const selects   = is_quantile(reduction);
    int count = 0, rank = 0, up_to = 0;  // a batch has less than 2^31 samples
    Real folded = 0, above = 0, left = 0;
    OrderedBits::Bits below = 0;
    for (int pass = 0; pass < (selects ? digits + 2 : 1); ++pass) {
        bool const finds = pass > 0 && pass <= digits;
        auto const digit = finds ? OrderedBits::Bits{1} << (digits - pass) : 0;
        int smaller      = 0;
        for_each([&](Real x) {
            bool const counts = reduction != BatchReduction::geomean || x != 0;
            if (!selects) {
                Real const size = math::abs(x), best = math::abs(folded);
                bool const better = reduction == BatchReduction::absmax ? size > best : size < best;
                if (reduction == BatchReduction::geomean) {
                    folded += counts ? math::log(x) : Real{0};
                } else {
                    folded = count == 0 || better ? x : folded;
                }
            } else if (finds) {
                smaller += (OrderedBits::of(x) & ~(digit - 1)) == below ? 1 : 0;
            } else if (pass > digits) {
                bool const higher = OrderedBits::of(x) > below;
                above             = higher && (count == 0 || x < above) ? x : above;
                count += higher ? 1 : 0;
                up_to += higher ? 0 : 1;
                return;
            }
            count += pass == 0 && counts ? 1 : 0;
        });
        if (selects && pass == 0) {
            if (count == 0) { return 0; }
            Real const place = part_of_quantile(reduction) * static_cast<Real>(count - 1);
            rank             = static_cast<int>(place);
            left             = place - static_cast<Real>(rank);
            up_to            = -rank;  // counts those up to the number below, less its rank
            count            = 0;
        } else if (finds && rank >= smaller) {
            rank -= smaller;
            below |= digit;
        }
    }
    if (!selects) {
        bool const logs = reduction == BatchReduction::geomean && count > 0;
        return logs ? math::exp(folded / static_cast<Real>(count)) : folded;
    }
    Real const low = OrderedBits::number(below);
    return left > 0 && up_to == 1 ? low + (above - low) * left : low;
}

//! Which part a term goes to: `post` is triggered by target spikes, `pre` by source spikes.
//! Hebbian: +post -pre; anti-Hebbian: -post +pre; potentiative: +post +pre; depressive: -post -pre.
struct StdpSigns {
    bool post_potentiates = true, pre_potentiates = false;
};

INFERNO_HD Real potentiating(StdpSigns signs, Real post, Real pre)
{
    if (signs.post_potentiates) { return signs.pre_potentiates ? post + pre : post; }
    return signs.pre_potentiates ? pre : Real{0};
}

INFERNO_HD Real depressing(StdpSigns signs, Real post, Real pre)
{
    return potentiating({!signs.post_potentiates, !signs.pre_potentiates}, post, pre);
}

}  // namespace inferno
