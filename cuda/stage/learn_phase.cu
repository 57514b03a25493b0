#include "cuda/stage/phase.cuh"

namespace inferno::cuda {

PhaseKernel learn_kernel() { return phase_kernel<1>(LearnKinds{}, Kinds<>{}); }

}  // namespace inferno::cuda
