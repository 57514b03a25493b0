//! Owners of what the CUDA runtime hands out. Their destructors do not throw.
#pragma once

#include <memory>
#include <new>
#include <type_traits>

#include "check.hpp"

namespace inferno::cuda {

//! Makes a device current for the calling thread, and the former one again at the end.
class DeviceGuard {
  public:
    //! CudaError if that fails.
    explicit DeviceGuard(int device)
    {
        INFERNO_CUDA_CHECK(cudaGetDevice(&former_));
        if (former_ == device) { return; }
        INFERNO_CUDA_CHECK(cudaSetDevice(device));
        changed_ = true;
    }
    //! For destructors: goes on whatever happens, and leaves no error behind.
    DeviceGuard(int device, std::nothrow_t) noexcept
    {
        bool const known = cudaGetDevice(&former_) == cudaSuccess;
        changed_         = known && former_ != device;
        bool const there = !changed_ || cudaSetDevice(device) == cudaSuccess;
        if (!known || !there) { (void)cudaGetLastError(); }
    }
    DeviceGuard(DeviceGuard const&)            = delete;
    DeviceGuard& operator=(DeviceGuard const&) = delete;
    ~DeviceGuard()
    {
        if (changed_) { (void)cudaSetDevice(former_); }
    }

  private:
    int former_   = 0;
    bool changed_ = false;
};

template <auto destroy>
struct Destroy {
    template <class Handle>
    void operator()(Handle handle) const noexcept
    {
        if (destroy(handle) != cudaSuccess) { (void)cudaGetLastError(); }
    }
};

template <class Handle, auto destroy>
using Owner = std::unique_ptr<std::remove_pointer_t<Handle>, Destroy<destroy>>;

//! Memory of the host that its pages do not leave, so that copies need not wait for the host.
using PinnedMemory = std::unique_ptr<void, Destroy<cudaFreeHost>>;

using Stream    = Owner<cudaStream_t, cudaStreamDestroy>;
using Event     = Owner<cudaEvent_t, cudaEventDestroy>;
using Graph     = Owner<cudaGraph_t, cudaGraphDestroy>;
using GraphExec = Owner<cudaGraphExec_t, cudaGraphExecDestroy>;

//! A stream that does not wait for the default stream.
inline Stream make_stream()
{
    cudaStream_t stream = nullptr;
    INFERNO_CUDA_CHECK(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
    return Stream(stream);
}

//! An event that only says when, not how late.
inline Event make_mark()
{
    cudaEvent_t event = nullptr;
    INFERNO_CUDA_CHECK(cudaEventCreateWithFlags(&event, cudaEventDisableTiming));
    return Event(event);
}

//! An event with a clock.
inline Event make_event()
{
    cudaEvent_t event = nullptr;
    INFERNO_CUDA_CHECK(cudaEventCreate(&event));
    return Event(event);
}

}  // namespace inferno::cuda
