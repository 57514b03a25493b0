#include <algorithm>

#include "cuda/stage/phase.cuh"

namespace inferno::cuda {

PhaseKernel builtin_kernel() { return phase_kernel(BuiltinKinds{}, Kinds<>{}); }

int lowest_architecture()
{
#ifdef __CUDA_ARCH_LIST__
    return std::min({__CUDA_ARCH_LIST__}) / 10;
#else
    return 0;
#endif
}

}  // namespace inferno::cuda
