#include "cuda/stage/resident.cuh"

namespace inferno::cuda {

ResidentKernel resident_jump_kernel() { return resident_kernel_of(JumpPoints{}); }

}  // namespace inferno::cuda
