#include "cuda/stage/resident.cuh"

namespace inferno::cuda {

ResidentKernel resident_current_kernel() { return resident_kernel_of(CurrentPoints{}); }

}  // namespace inferno::cuda
