#include "staging.hpp"

#include <utility>

namespace inferno::cuda {

CudaStaging::CudaStaging(std::shared_ptr<CudaBackend> backend, std::size_t bytes)
    : backend_(std::move(backend))
{
    backend_->on_device([&] {
        void* memory = nullptr;
        INFERNO_CUDA_CHECK(cudaMallocHost(&memory, bytes));
        memory_.reset(memory);
        ready_  = make_mark();
        copied_ = make_mark();
    });
}

CudaStaging::~CudaStaging()
{
    DeviceGuard const guard(backend_->device(), std::nothrow);
    if (under_way_) { (void)cudaStreamSynchronize(backend_->copies()); }
    copied_.reset();
    ready_.reset();
    memory_.reset();
    (void)cudaGetLastError();  // nobody could be told
}

void CudaStaging::start(void const* from, std::size_t bytes)
{
    cudaStream_t const work = backend_->stream();
    cudaStream_t const copy = backend_->copies();
    backend_->on_device([&] {
        INFERNO_CUDA_CHECK(cudaEventRecord(ready_.get(), work));
        INFERNO_CUDA_CHECK(cudaStreamWaitEvent(copy, ready_.get(), 0));
        under_way_ = true;
        bytes_     = bytes;
        INFERNO_CUDA_CHECK(
            cudaMemcpyAsync(memory_.get(), from, bytes, cudaMemcpyDeviceToHost, copy));
        INFERNO_CUDA_CHECK(cudaEventRecord(copied_.get(), copy));
    });
}

void CudaStaging::guard()
{
    if (!under_way_) { return; }
    backend_->on_device(
        [&] { INFERNO_CUDA_CHECK(cudaStreamWaitEvent(backend_->stream(), copied_.get(), 0)); });
}

std::span<std::byte const> CudaStaging::wait()
{
    backend_->on_device([&] { INFERNO_CUDA_CHECK(cudaEventSynchronize(copied_.get())); });
    under_way_ = false;
    return {static_cast<std::byte const*>(memory_.get()), bytes_};
}

}  // namespace inferno::cuda
