//! Copies to page-locked memory on a stream of their own.
#pragma once

#include <atomic>
#include <memory>

#include "inferno/runtime/staging.hpp"

#include "cuda_backend.hpp"

namespace inferno::cuda {

class CudaStaging final : public Staging {
  public:
    CudaStaging(std::shared_ptr<CudaBackend> backend, std::size_t bytes);
    ~CudaStaging() override;  //!< waits for a copy that is under way

    void start(void const* from, std::size_t bytes) override;
    void guard() override;
    std::span<std::byte const> wait() override;

  private:
    std::shared_ptr<CudaBackend> backend_;
    PinnedMemory memory_;
    Event ready_, copied_;
    std::size_t bytes_ = 0;
    std::atomic<bool> under_way_{false};
};

}  // namespace inferno::cuda
