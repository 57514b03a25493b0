#include "cuda_backend.hpp"

#include <algorithm>
#include <utility>

#include "program.hpp"
#include "resident_program.hpp"
#include "staging.hpp"

namespace inferno::cuda {
namespace {

Index multiprocessors_of(int device)
{
    int multiprocessors = 0;
    INFERNO_CUDA_CHECK(
        cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device));
    return multiprocessors;
}

//! Blocks of a kernel that run at the same time on the current device.
Index resident_blocks(PhaseKernel const& kernel, int device)
{
    int per_multiprocessor = 0;
    INFERNO_CUDA_CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(
        &per_multiprocessor, kernel.entry, tile_elements * block_rows, 0));
    return std::max<Index>(per_multiprocessor * multiprocessors_of(device), 1);
}

}  // namespace

CudaBackend::CudaBackend(int device, std::string description)
    : device_(device), description_(std::move(description))
{
    on_device([this] {
        stream_ = make_stream();
        copies_ = make_stream();
    });
    add_kernel(window_kernel());
    add_kernel(encode_kernel());
    add_kernel(learn_kernel());
    add_kernel(delayed_kernel());
    add_kernel(anew_kernel());
    add_kernel(sparse_current_kernel());
    add_kernel(sparse_jump_kernel());
    add_kernel(sparse_traub_kernel());
    add_kernel(sparse_drawn_kernel());
    add_kernel(sparse_adex_kernel());
    add_kernel(plastic_kernel());
    add_kernel(builtin_kernel());
}

CudaBackend::~CudaBackend()
{
    DeviceGuard const guard(device_, std::nothrow);
    copies_.reset();
    stream_.reset();
}

void CudaBackend::add_kernel(PhaseKernel kernel)
{
    on_device([&] {
        Index const resident = resident_blocks(kernel, device_);
        kernels_.push_back({std::move(kernel), resident});
    });
}

std::vector<Launch> CudaBackend::launches_of(std::span<Stage const> stages) const
{
    std::vector<LoadedKernel const*> kernels;
    for (LoadedKernel const& loaded : kernels_) {
        kernels.push_back(&loaded);
    }
    return cuda::launches_of(stages, kernels);
}

//! Zero-filled, in the order of the stream.
void* CudaBackend::take(std::size_t bytes)
{
    void* memory = nullptr;
    on_device([&] {
        cudaError_t const code = cudaMallocAsync(&memory, bytes, stream());
        if (code == cudaErrorMemoryAllocation) {
            (void)cudaGetLastError();
            std::size_t free  = 0;
            std::size_t total = 0;
            INFERNO_CUDA_CHECK(cudaMemGetInfo(&free, &total));
            throw BackendError(name() + ": memory exhausted: " + std::to_string(bytes) +
                               " bytes asked for, " + std::to_string(free) + " of " +
                               std::to_string(total) + " free");
        }
        INFERNO_CUDA_CHECK(code);
        try {
            INFERNO_CUDA_CHECK(cudaMemsetAsync(memory, 0, bytes, stream()));
        } catch (...) {
            (void)cudaFreeAsync(memory, stream());
            throw;
        }
    });
    return memory;
}

void CudaBackend::give_back(void* memory) noexcept
{
    DeviceGuard const guard(device_, std::nothrow);
    (void)cudaFreeAsync(memory, stream());  // after everything that was submitted
    (void)cudaGetLastError();               // nobody could be told
}

//! Waits, so that the host's memory may change as soon as this returns.
void CudaBackend::upload(void* to, void const* from, std::size_t bytes)
{
    on_device([&] {
        INFERNO_CUDA_CHECK(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, stream()));
        INFERNO_CUDA_CHECK(cudaStreamSynchronize(stream()));
    });
}

void CudaBackend::download(void* to, void const* from, std::size_t bytes) const
{
    on_device([&] {
        INFERNO_CUDA_CHECK(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, stream()));
        INFERNO_CUDA_CHECK(cudaStreamSynchronize(stream()));
    });
}

void CudaBackend::copy(void* to, void const* from, std::size_t bytes)
{
    on_device([&] {
        INFERNO_CUDA_CHECK(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream()));
    });
}

void CudaBackend::clear(void* memory, std::size_t bytes)
{
    on_device([&] { INFERNO_CUDA_CHECK(cudaMemsetAsync(memory, 0, bytes, stream())); });
}

void CudaBackend::synchronize() const
{
    on_device([&] { INFERNO_CUDA_CHECK(cudaStreamSynchronize(stream())); });
}

void CudaBackend::run(Stage const& stage)
{
    on_device([&] {
        for (Launch const& launch : launches_of({&stage, 1})) {
            INFERNO_CUDA_CHECK(launch.on(stream()));
        }
    });
}

std::unique_ptr<Staging> CudaBackend::make_staging(std::size_t bytes)
{
    auto self = std::static_pointer_cast<CudaBackend>(shared_from_this());
    return std::make_unique<CudaStaging>(std::move(self), bytes);
}

std::unique_ptr<Program> CudaBackend::make_program(Plan plan)
{
    auto self = std::static_pointer_cast<CudaBackend>(shared_from_this());
    if (wants_residence(plan)) { return make_resident(std::move(self), plan); }
    return std::make_unique<CudaProgram>(std::move(self), plan);
}

std::size_t CudaBackend::bytes_free() const
{
    std::size_t free  = 0;
    std::size_t total = 0;
    on_device([&] { INFERNO_CUDA_CHECK(cudaMemGetInfo(&free, &total)); });
    return free;
}

Index CudaBackend::preferred_partitions() const
{
    Index found = 1;
    on_device([&] { found = multiprocessors_of(device_); });
    return found;
}

void CudaBackend::require_alive() const
{
    std::lock_guard const lock(failure_mutex_);
    INFERNO_CHECK(
        BackendError,
        failure_.empty(),
        name() << " has failed and cannot be used any more in this process: " << failure_);
}

void CudaBackend::note_failure(CudaError const& error) const
{
    if (!error.fatal()) { return; }
    std::lock_guard const lock(failure_mutex_);
    if (failure_.empty()) { failure_ = error.what(); }
}

void add_kernel(Backend& backend, PhaseKernel kernel)
{
    if (auto* const device = dynamic_cast<CudaBackend*>(&backend)) {
        device->add_kernel(std::move(kernel));
    }
}

}  // namespace inferno::cuda
