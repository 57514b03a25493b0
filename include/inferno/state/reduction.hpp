//! How the samples of a batch become one number.
#pragma once

#include "inferno/core/portable.hpp"

namespace inferno {

enum class BatchReduction { mean, sum, max, min };

//! True for those to which silent samples bring nothing.
INFERNO_HD bool is_summed(BatchReduction reduction)
{
    return reduction == BatchReduction::sum || reduction == BatchReduction::mean;
}

}  // namespace inferno
