#include "cuda/stage/phase.cuh"

namespace inferno::cuda {

PhaseKernel plastic_kernel() { return phase_kernel<1>(PlasticKinds{}, Kinds<>{}); }

}  // namespace inferno::cuda
