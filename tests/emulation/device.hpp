//! The emulated devices. They differ by number only, share one memory and break down together;
//! host threads take turns.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "emulation.hpp"
#include "grid.hpp"
#include "guarded_memory.hpp"
#include "settings.hpp"
#include "stream.hpp"
#include "team.hpp"

namespace inferno::emulation {

//! A failure that a test has ordered.
struct PlannedFailure {
    std::string function;             //!< empty: any
    std::size_t after = 0;            //!< calls that still succeed; only without a function
    cudaError_t code  = cudaSuccess;  //!< cudaSuccess: nothing is planned
};

class Device {
  public:
    static Device& instance();

    //! Runs what waits in the stream. Returns the error that has ended the device, if one has.
    cudaError_t drain(Stream& stream);
    //! The same, until the event has been reached this many times.
    cudaError_t drain(Event const& event, std::size_t times);
    //! Ends the device: this error is the result of almost every later call.
    void break_down(Fault reason);
    cudaError_t error() const { return fault.code; }
    //! Runs one launch, now.
    void run(Kernel const& kernel);
    std::size_t bytes_in_use() const;
    //! True if these bytes lie within one allocation.
    bool holds(void const* memory, std::size_t bytes) const;

    std::recursive_mutex mutex;  //!< held during every call
    Settings settings = settings_from_environment();
    std::map<void*, GuardedMemory> allocations;
    std::map<void*, std::vector<std::byte>> pinned;  //!< memory of the host, by address
    std::map<Stream*, std::unique_ptr<Stream>> streams;
    std::map<Event*, std::shared_ptr<Event>> events;
    std::map<Graph*, std::unique_ptr<Graph>> graphs;
    std::map<GraphExec*, std::unique_ptr<GraphExec>> graph_execs;
    std::size_t calls    = 0;
    std::size_t launches = 0;  //!< since the order was chosen
    PlannedFailure planned;
    std::string failed_function, function_after_failure;
    Fault fault{cudaSuccess, {}};  //!< what has ended the device

  private:
    Device() = default;
    template <class Done>
    cudaError_t drain_until(Stream& stream, Done const& done);
    void check_guards();

    Team team_;
    int draining_ = 0;  //!< streams: while one is drained, it may have to wait for another
};

//! Of this host thread.
extern constinit thread_local int current_device;

//! True for errors after which nothing works any more.
bool is_sticky(cudaError_t code);

//! The frame of every call: takes the lock, counts, and fails where that is planned or the device
//! has ended.
class Call {
  public:
    explicit Call(char const* function);

    //! What the call must return instead of doing its work; cudaSuccess to go on.
    cudaError_t error() const { return error_; }
    //! True if a test has ordered this error.
    bool planned() const { return planned_; }
    //! Notes the result for cudaGetLastError.
    cudaError_t done(cudaError_t code) const;

  private:
    std::lock_guard<std::recursive_mutex> lock_;
    cudaError_t error_ = cudaSuccess;
    bool planned_      = false;
};

//! Makes a call of the runtime: work(device) unless it has to fail.
template <class Work>
cudaError_t make_call(char const* function, Work const& work)
{
    Call const call(function);
    return call.done(call.error() != cudaSuccess ? call.error() : work(Device::instance()));
}

//! A call that releases something, or waits: it does so even if it reports an error, as the runtime
//! does for errors of earlier work.
template <class Work>
cudaError_t make_release(char const* function, Work const& work)
{
    Call const call(function);
    cudaError_t const own = work(Device::instance());
    return call.done(call.error() != cudaSuccess ? call.error() : own);
}

//! A call that works on a device that has ended, too.
template <class Work>
cudaError_t make_query(char const* function, Work const& work)
{
    Call const call(function);
    return call.done(call.planned() ? call.error() : work(Device::instance()));
}

}  // namespace inferno::emulation
