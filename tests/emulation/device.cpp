#include "emulation/device.hpp"

#include <cstdlib>
#include <iterator>
#include <utility>

#include "emulation/runtime_api.hpp"

namespace inferno::emulation {

constinit thread_local int current_device = 0;

namespace {

//! Of this host thread, for cudaGetLastError.
constinit thread_local cudaError_t last_error = cudaSuccess;

int number_in(char const* variable, int otherwise)
{
    char const* const text = std::getenv(variable);
    return text == nullptr ? otherwise : std::atoi(text);
}

}  // namespace

Settings settings_from_environment()
{
    Settings settings;
    settings.order      = static_cast<std::uint64_t>(number_in("INFERNO_EMULATION_ORDER", 0));
    settings.os_threads = number_in("INFERNO_EMULATION_THREADS", settings.os_threads);
    return settings;
}

bool is_sticky(cudaError_t code)
{
    return code == cudaErrorECCUncorrectable || code == cudaErrorNvlinkUncorrectable ||
           (code >= cudaErrorIllegalAddress && code <= cudaErrorLaunchFailure) ||
           code == cudaErrorUnknown;
}

Device& Device::instance()
{
    static Device device;
    return device;
}

std::size_t Device::bytes_in_use() const
{
    std::size_t bytes = 0;
    for (auto const& [address, memory] : allocations) {
        bytes += memory.bytes();
    }
    return bytes;
}

bool Device::holds(void const* memory, std::size_t bytes) const
{
    auto const* const first = static_cast<std::byte const*>(memory);
    auto const after        = allocations.upper_bound(const_cast<void*>(memory));
    if (after == allocations.begin()) { return false; }
    GuardedMemory const& nearest = std::prev(after)->second;
    return first + bytes <= nearest.data() + nearest.bytes();
}

//! The host may not touch the device's memory; only work that is being done may.
template <class Done>
cudaError_t Device::drain_until(Stream& stream, Done const& done)
{
    if (stream.queue.empty()) { return error(); }
    if (draining_++ == 0) {
        for (auto const& [address, memory] : allocations) {
            memory.open();
        }
    }
    while (!stream.queue.empty() && !done()) {
        auto const task = stream.queue.front();
        stream.queue.pop_front();
        if (error() == cudaSuccess || task->always) { task->run(); }
    }
    if (--draining_ == 0) {
        check_guards();
        for (auto const& [address, memory] : allocations) {
            memory.close();
        }
    }
    return error();
}

cudaError_t Device::drain(Stream& stream)
{
    return drain_until(stream, [] { return false; });
}

cudaError_t Device::drain(Event const& event, std::size_t times)
{
    auto const reached = [&] { return event.reached >= times; };
    auto const stream  = streams.find(event.stream);
    if (reached() || stream == streams.end()) { return error(); }
    return drain_until(*stream->second, reached);
}

void Device::check_guards()
{
    for (auto const& [address, memory] : allocations) {
        if (memory.intact() || error() != cudaSuccess) { continue; }
        break_down({cudaErrorIllegalAddress,
                    "a write beyond an allocation of " + std::to_string(memory.bytes()) +
                        " bytes of device memory"});
    }
}

void Device::break_down(Fault reason)
{
    if (error() == cudaSuccess) { fault = std::move(reason); }
}

void Device::run(Kernel const& kernel)
{
    Grid grid(kernel, settings, launches++);
    if (std::optional<Fault> reason = grid.run(team_)) { break_down(std::move(*reason)); }
}

Call::Call(char const* function) : lock_(Device::instance().mutex)
{
    Device& device = Device::instance();
    ++device.calls;
    error_ = device.error();
    if (!device.failed_function.empty() && device.function_after_failure.empty()) {
        device.function_after_failure = function;
    }
    PlannedFailure plan = device.planned;
    if (plan.code == cudaSuccess) { return; }
    bool const now = plan.function.empty() ? plan.after == 0 : plan.function == function;
    if (!now) {
        device.planned.after -= plan.function.empty() ? 1 : 0;
        return;
    }
    device.planned         = {};
    device.failed_function = function;
    if (error_ != cudaSuccess) { return; }
    planned_ = true;
    error_   = plan.code;
    if (is_sticky(plan.code)) {
        device.break_down({plan.code, std::string("planned failure of ") + function});
    }
}

cudaError_t Call::done(cudaError_t code) const
{
    if (code != cudaSuccess) { last_error = code; }
    return code;
}

}  // namespace inferno::emulation

cudaError_t cudaGetLastError()
{
    using namespace inferno::emulation;
    cudaError_t const code = std::exchange(last_error, cudaSuccess);
    std::lock_guard const lock(Device::instance().mutex);
    return Device::instance().error() != cudaSuccess ? Device::instance().error() : code;
}
