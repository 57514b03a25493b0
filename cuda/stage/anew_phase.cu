#include "cuda/stage/phase.cuh"

namespace inferno::cuda {

PhaseKernel anew_kernel() { return phase_kernel<1>(AnewKinds{}, Kinds<>{}); }

}  // namespace inferno::cuda
