//! Where memory lives and stages run. Two kinds exist: host (threads) and CUDA.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "inferno/core/types.hpp"

namespace inferno {

class Plan;
class Program;
class Recorder;
class Stage;
class Staging;

class Backend : public std::enable_shared_from_this<Backend> {
  public:
    Backend()                          = default;
    Backend(Backend const&)            = delete;
    Backend& operator=(Backend const&) = delete;
    virtual ~Backend()                 = default;

    //! "host", "cuda:0", ...
    virtual std::string name() const = 0;
    //! One line on the device: threads, or the GPU's name and memory.
    virtual std::string description() const = 0;

    //! Zero-filled memory, aligned to 256 bytes. Throws BackendError when there is none.
    void* allocate(std::size_t bytes);
    void release(void* memory, std::size_t bytes) noexcept;
    //! Bytes handed out and not yet released.
    std::size_t bytes_in_use() const { return bytes_in_use_; }
    //! Bytes that could be had now.
    virtual std::size_t bytes_free() const = 0;
    //! Into how many parts large things are best split: one for each processor that works on its
    //! own.
    virtual Index preferred_partitions() const = 0;

    virtual void upload(void* to, void const* from, std::size_t bytes)         = 0;
    virtual void download(void* to, void const* from, std::size_t bytes) const = 0;
    virtual void copy(void* to, void const* from, std::size_t bytes)           = 0;
    virtual void clear(void* memory, std::size_t bytes)                        = 0;
    //! Memory of the program for copies that go on beside the backend's other work.
    virtual std::unique_ptr<Staging> make_staging(std::size_t bytes) = 0;
    //! Waits until everything submitted has run.
    virtual void synchronize() const = 0;

    //! Runs the stage at once or, between the constructor and the end of a Recorder, notes it down.
    void submit(Stage const& stage);
    bool recording() const { return recorder_ != nullptr; }
    Recorder* recorder() const { return recorder_; }

    //! Makes a plan ready to be replayed many times.
    std::unique_ptr<Program> compile(Plan plan);

  protected:
    virtual void* take(std::size_t bytes)         = 0;
    virtual void give_back(void* memory) noexcept = 0;
    virtual void run(Stage const& stage)          = 0;
    //! A program that knows nothing of pacers.
    virtual std::unique_ptr<Program> make_program(Plan plan) = 0;

  private:
    friend class Recorder;
    Recorder* recorder_ = nullptr;
    std::atomic<std::size_t> bytes_in_use_{0};
};

using BackendPointer = std::shared_ptr<Backend>;

struct BackendOptions {
    int threads = 0;  //!< host only; 0: one per processor this process may use
};

//! Makes a backend from "host", "cuda", "cuda:N" or "auto" (CUDA where a device answers, else
//! host). Throws ArgumentError for an unknown name, BackendError when the device is not there.
BackendPointer make_backend(std::string_view name = "auto", BackendOptions options = {});

//! What this build and this machine offer.
struct BackendReport {
    std::string name;  //!< "host", "cuda:0"; "cuda" when none is usable
    bool usable = false;
    std::string description;  //!< the device, or why it cannot be used
};
std::vector<BackendReport> list_backends();

}  // namespace inferno
