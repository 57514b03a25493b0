// The kernel of the library's kinds of stage and this program's: compiled only where there is CUDA.
#include "cuda/stage/phase.cuh"
#include "own_kernels.hpp"
#include "resonate_and_fire.hpp"

void add_own_kernels(inferno::Backend& backend)
{
    using namespace inferno;
    cuda::add_kernel(
        backend,
        cuda::phase_kernel(cuda::Kinds<NeuronStage<ResonateAndFire>>{}, cuda::BuiltinKinds{}));
}
