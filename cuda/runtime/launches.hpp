//! From the stages of a phase to the launches that run them.
#pragma once

#include <span>
#include <vector>

#include "inferno/network/plan.hpp"

#include "cuda/stage/records.hpp"

namespace inferno::cuda {

//! A phase kernel on one device.
struct LoadedKernel {
    PhaseKernel kernel;
    Index resident_blocks;  //!< blocks that the device runs at the same time
};

//! One launch, its parameters ready.
struct Launch {
    LoadedKernel const* loaded;  //!< kernels of the backend, which outlives its programs
    unsigned blocks;
    PhaseRecords records;

    cudaError_t on(cudaStream_t stream) const
    {
        return loaded->kernel.launch(records, blocks, stream);
    }
};

//! Stages at the front that one kernel knows, as many as one launch takes.
std::size_t known_at_front(std::span<Stage const> stages, PhaseKernel const& kernel);

//! The number of a kind in a kernel's list. BackendError if the kernel does not know it.
int kind_of(PhaseKernel const& kernel, StageType const& type);

//! The launches of these stages, in order. Each takes as many as one kernel knows, of the kernels
//! that know the most the one added last; BackendError for a stage that none knows.
std::vector<Launch> launches_of(std::span<Stage const> stages,
                                std::span<LoadedKernel const* const> kernels);

}  // namespace inferno::cuda
