//! The one way to launch a kernel. No <<<>>>, so that any C++ compiler reads it.
#pragma once

#include <cstddef>
#include <utility>

#include <cuda_runtime.h>

//! Names a block's dynamic shared memory.
#ifndef INFERNO_DYNAMIC_SHARED
#    define INFERNO_DYNAMIC_SHARED(Type, name) extern __shared__ Type name[]
#endif

namespace inferno::cuda {

template <class... Parameters, class... Arguments>
cudaError_t launch(void (*kernel)(Parameters...),
                   dim3 grid,
                   dim3 block,
                   std::size_t shared_bytes,
                   cudaStream_t stream,
                   Arguments&&... arguments)
{
    cudaLaunchConfig_t const config{grid, block, shared_bytes, stream, nullptr, 0};
    return cudaLaunchKernelEx(&config, kernel, std::forward<Arguments>(arguments)...);
}

//! The same for blocks that wait for each other: a device refuses more than it runs side by side.
template <class... Parameters, class... Arguments>
cudaError_t launch_together(void (*kernel)(Parameters...),
                            dim3 grid,
                            dim3 block,
                            std::size_t shared_bytes,
                            cudaStream_t stream,
                            Arguments&&... arguments)
{
    cudaLaunchAttribute together{};
    together.id              = cudaLaunchAttributeCooperative;
    together.val.cooperative = 1;
    cudaLaunchConfig_t const config{grid, block, shared_bytes, stream, &together, 1};
    return cudaLaunchKernelEx(&config, kernel, std::forward<Arguments>(arguments)...);
}

}  // namespace inferno::cuda
