#include "cuda/stage/phase.cuh"

namespace inferno::cuda {

PhaseKernel window_kernel() { return phase_kernel<1>(WindowKinds{}, Kinds<>{}); }

}  // namespace inferno::cuda
