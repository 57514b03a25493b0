//! Memory and stages on one CUDA device. All work goes through one stream, in the order of the
//! calls; only the copies of a Staging have another.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>

#include "inferno/runtime/backend.hpp"

#include "launches.hpp"
#include "owners.hpp"

namespace inferno::cuda {

class CudaBackend final : public Backend {
  public:
    CudaBackend(int device, std::string description);
    ~CudaBackend() override;

    std::string name() const override { return "cuda:" + std::to_string(device_); }
    std::string description() const override { return description_; }
    void upload(void* to, void const* from, std::size_t bytes) override;
    void download(void* to, void const* from, std::size_t bytes) const override;
    void copy(void* to, void const* from, std::size_t bytes) override;
    void clear(void* memory, std::size_t bytes) override;
    std::unique_ptr<Staging> make_staging(std::size_t bytes) override;
    void synchronize() const override;

    std::size_t bytes_free() const override;
    //! The multiprocessors.
    Index preferred_partitions() const override;
    int device() const { return device_; }
    cudaStream_t stream() const { return stream_.get(); }
    //! For copies to the host that go on beside the other stream's work.
    cudaStream_t copies() const { return copies_.get(); }
    //! Adds a kernel that knows more kinds of stage.
    void add_kernel(PhaseKernel kernel);
    std::vector<Launch> launches_of(std::span<Stage const> stages) const;

    //! Makes calls with the device current. After an error that the device does not survive, this
    //! and every later call throws.
    template <class Calls>
    void on_device(Calls const& calls) const
    {
        require_alive();
        try {
            DeviceGuard const guard(device_);
            calls();
        } catch (CudaError const& error) {
            note_failure(error);
            throw;
        }
    }

  private:
    void* take(std::size_t bytes) override;
    void give_back(void* memory) noexcept override;
    void run(Stage const& stage) override;
    std::unique_ptr<Program> make_program(Plan plan) override;

    void require_alive() const;
    void note_failure(CudaError const& error) const;

    int device_;
    std::string description_;
    Stream stream_, copies_;
    std::deque<LoadedKernel> kernels_;  //!< launches point into it
    mutable std::mutex failure_mutex_;
    mutable std::string
        failure_;  //!< the error that ended the device's use; empty while all is well
};

}  // namespace inferno::cuda
