//! How the samples of a batch become one number.
#pragma once

#include <cmath>
#include <cstdint>

#include "inferno/core/error.hpp"
#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

inline constexpr std::int32_t quantile_zero = 1 << 20;  //!< quantiles count in 2^-24 from here on

//! The first four serve everywhere. Those that follow are for rules of learning, as is quantile();
//! they visit every weight in every sample.
enum class BatchReduction : std::int32_t {
    mean,
    sum,
    max,
    min,
    absmax,   //!< the number of largest magnitude, with its sign; the first of several
    absmin,   //!< that of smallest magnitude
    geomean,  //!< exp(mean log) of those that are not 0, or 0: none may be negative
    median = quantile_zero + (1 << 23)  //!< quantile(0.5): of an even number between the middle two
};

//! The number below which a part `q` of all lie, linear between two of them. ArgumentError unless q
//! is from 0 to 1.
inline BatchReduction quantile(double q)
{
    INFERNO_REQUIRE(q >= 0 && q <= 1, "quantile: is " << q << ", must be from 0 to 1");
    return static_cast<BatchReduction>(quantile_zero + std::lround(q * (1 << 24)));
}

INFERNO_HD bool is_quantile(BatchReduction reduction)
{
    return static_cast<std::int32_t>(reduction) >= quantile_zero;
}
//! From 0 to 1.
INFERNO_HD Real part_of_quantile(BatchReduction reduction)
{
    return static_cast<Real>(static_cast<std::int32_t>(reduction) - quantile_zero) / (1 << 24);
}

//! True for those to which silent samples bring nothing.
INFERNO_HD bool is_summed(BatchReduction reduction)
{
    return reduction == BatchReduction::sum || reduction == BatchReduction::mean;
}
//! True for the first four.
INFERNO_HD bool is_common(BatchReduction reduction)
{
    return is_summed(reduction) || reduction == BatchReduction::max ||
           reduction == BatchReduction::min;
}

}  // namespace inferno
