#include "cuda/stage/resident.cuh"

namespace inferno::cuda {

ResidentKernel resident_adex_kernel() { return resident_kernel_of(AdExPoints{}); }

}  // namespace inferno::cuda
