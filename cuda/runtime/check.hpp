//! Errors of the CUDA runtime as exceptions.
#pragma once

#include <cuda_runtime.h>

#include "inferno/core/error.hpp"

namespace inferno::cuda {

//! A call of the CUDA runtime failed.
class CudaError : public BackendError {
  public:
    CudaError(std::string const& message, cudaError_t code) : BackendError(message), code_(code) {}
    cudaError_t code() const { return code_; }
    //! True if nothing works on this device any more in this process.
    bool fatal() const;

  private:
    cudaError_t code_;
};

//! Throws CudaError: the call, where it stands, the error's name and text.
[[noreturn]] void throw_cuda_error(cudaError_t code, char const* call, char const* file, int line);

}  // namespace inferno::cuda

//! Throws unless the call of the CUDA runtime succeeds.
#define INFERNO_CUDA_CHECK(call)                                                        \
    do {                                                                                \
        cudaError_t const inferno_code = (call);                                        \
        if (inferno_code != cudaSuccess) {                                              \
            ::inferno::cuda::throw_cuda_error(inferno_code, #call, __FILE__, __LINE__); \
        }                                                                               \
    } while (false)
