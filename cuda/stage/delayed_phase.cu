#include "cuda/stage/phase.cuh"

namespace inferno::cuda {

PhaseKernel delayed_kernel() { return phase_kernel<1>(DelayedKinds{}, Kinds<>{}); }

}  // namespace inferno::cuda
