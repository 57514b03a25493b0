// The kernel of this program's synapse: compiled only where there is CUDA.
#include "cuda/stage/phase.cuh"
#include "depressing_synapse.hpp"

void add_depressing_kernel(inferno::Backend& backend)
{
    using namespace inferno;
    using Kinds = cuda::Kinds<SynapseStage<DepressingSynapse>,
                              LocateDelays<DepressingSynapse>,
                              CurrentMapping<DepressingSynapse>,
                              DirectCurrents<DepressingSynapse>,
                              DelayedMapping<DepressingSynapse>,
                              DelayedDirect<DepressingSynapse>>;
    cuda::add_kernel(backend, cuda::phase_kernel<1>(Kinds{}, cuda::Kinds<>{}));
}
