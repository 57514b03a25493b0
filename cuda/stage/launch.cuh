//! The one way to launch a kernel. No <<<>>>, so that any C++ compiler reads it.
#pragma once

#include <cstddef>
#include <utility>

#include <cuda_runtime.h>

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

}  // namespace inferno::cuda
