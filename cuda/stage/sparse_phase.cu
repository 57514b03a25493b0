#include "cuda/stage/phase.cuh"

namespace inferno::cuda {

PhaseKernel sparse_kernel() { return phase_kernel<1>(SparseKinds{}, Kinds<>{}); }

}  // namespace inferno::cuda
