#include <algorithm>

#include "emulation/device.hpp"
#include "emulation/runtime_api.hpp"

namespace inferno::emulation {
namespace {

//! Changes the device under its lock.
template <class Change>
auto with_device(Change const& change)
{
    Device& device = Device::instance();
    std::lock_guard const lock(device.mutex);
    return change(device);
}

}  // namespace

void reset()
{
    with_device([](Device& device) {
        for (auto const& [handle, stream] : device.streams) {
            device.drain(*stream);
        }
        device.settings = settings_from_environment();
        device.planned  = {};
        device.fault    = {cudaSuccess, {}};
        device.launches = 0;
        device.failed_function.clear();
        device.function_after_failure.clear();
    });
    (void)cudaGetLastError();
}

void set_order(std::uint64_t seed)
{
    with_device([=](Device& device) {
        device.settings.order = seed;
        device.launches       = 0;
    });
}

void set_threads(int threads)
{
    with_device([=](Device& device) { device.settings.os_threads = std::max(threads, 1); });
}

void set_fill(std::uint32_t word)
{
    with_device([=](Device& device) { device.settings.fill = word; });
}

void set_multiprocessors(int count)
{
    with_device([=](Device& device) { device.settings.multiprocessors = count; });
}

void set_compute_capability(int major, int minor)
{
    with_device([=](Device& device) { device.settings.compute_capability = 10 * major + minor; });
}

void set_memory_pools(bool supported)
{
    with_device([=](Device& device) { device.settings.memory_pools = supported; });
}

void set_memory(std::size_t bytes)
{
    with_device([=](Device& device) { device.settings.memory_bytes = bytes; });
}

std::string last_fault()
{
    return with_device([](Device& device) { return device.fault.text; });
}

std::size_t calls()
{
    return with_device([](Device& device) { return device.calls; });
}

void fail_call(std::size_t n, cudaError_t code)
{
    with_device([=](Device& device) {
        device.planned = {"", n - 1, code};
        device.failed_function.clear();
        device.function_after_failure.clear();
    });
}

void fail_next(std::string_view function, cudaError_t code)
{
    with_device([=](Device& device) {
        device.planned = {std::string(function), 0, code};
        device.failed_function.clear();
        device.function_after_failure.clear();
    });
}

std::string failed_function()
{
    return with_device([](Device& device) { return device.failed_function; });
}

std::string function_after_failure()
{
    return with_device([](Device& device) { return device.function_after_failure; });
}

Inventory inventory()
{
    return with_device([](Device& device) {
        for (auto const& [handle, stream] : device.streams) {
            device.drain(*stream);
        }
        return Inventory{device.allocations.size(),
                         device.bytes_in_use(),
                         device.pinned.size(),
                         device.streams.size(),
                         device.events.size(),
                         device.graphs.size(),
                         device.graph_execs.size()};
    });
}

std::string unwritten_memory_read_by(std::function<std::vector<std::byte>()> const& work)
{
    std::uint32_t const former = with_device([](Device& device) { return device.settings.fill; });
    set_fill(0);
    std::vector<std::byte> const zeros = work();
    set_fill(0xFFFFFFFFu);
    std::vector<std::byte> const ones = work();
    set_fill(former);
    if (zeros.size() != ones.size()) { return "the results differ in size"; }
    auto const [a, b] = std::mismatch(zeros.begin(), zeros.end(), ones.begin());
    if (a == zeros.end()) { return {}; }
    return "memory that nobody wrote has been read: the results differ from byte " +
           std::to_string(a - zeros.begin()) + " of " + std::to_string(zeros.size());
}

}  // namespace inferno::emulation
