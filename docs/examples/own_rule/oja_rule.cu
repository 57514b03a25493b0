// The kernel of this program's rule: compiled only where there is CUDA.
#include "cuda/stage/phase.cuh"
#include "oja_rule.hpp"

void add_oja_kernel(inferno::Backend& backend)
{
    using namespace inferno;
    using Kinds = cuda::Kinds<Learn<OjaRule>, LearnUpdate<OjaRule>>;
    cuda::add_kernel(backend, cuda::phase_kernel<1>(Kinds{}, cuda::Kinds<>{}));
}
