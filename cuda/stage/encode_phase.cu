#include "cuda/stage/phase.cuh"

namespace inferno::cuda {

//! Trains take registers for their random words.
PhaseKernel encode_kernel() { return phase_kernel<1>(EncodeKinds{}, Kinds<>{}); }

}  // namespace inferno::cuda
