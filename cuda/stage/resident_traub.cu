#include "cuda/stage/resident.cuh"

namespace inferno::cuda {

ResidentKernel resident_traub_kernel() { return resident_kernel_of(TraubPoints{}); }

}  // namespace inferno::cuda
