//! How the samples of a batch become one number.
#pragma once

namespace inferno {

enum class BatchReduction { mean, sum, max, min };

}  // namespace inferno
