#include <cstring>

#include "emulation/device.hpp"
#include "emulation/runtime_api.hpp"

namespace emulation = inferno::emulation;
using emulation::Device;

cudaError_t cudaMallocAsync(void** memory, std::size_t bytes, cudaStream_t stream)
{
    return emulation::make_call("cudaMallocAsync", [=](Device& device) {
        emulation::Stream* ordered  = nullptr;
        cudaError_t const unordered = emulation::find_idle(device, stream, ordered);
        if (unordered != cudaSuccess) { return unordered; }
        if (device.bytes_in_use() + bytes > device.settings.memory_bytes) {
            return cudaErrorMemoryAllocation;
        }
        emulation::GuardedMemory fresh(bytes, device.settings.fill);
        fresh.close();
        *memory                     = fresh.data();
        device.allocations[*memory] = std::move(fresh);
        return cudaSuccess;
    });
}

cudaError_t cudaFreeAsync(void* memory, cudaStream_t stream)
{
    return emulation::make_release("cudaFreeAsync", [=](Device& device) {
        if (memory == nullptr) { return cudaSuccess; }
        if (device.allocations.count(memory) == 0) { return cudaErrorInvalidValue; }
        auto const release = [&device, memory] {
            auto const at = device.allocations.find(memory);
            if (at == device.allocations.end()) {
                device.break_down({cudaErrorIllegalAddress, "device memory is released twice"});
                return;
            }
            if (!at->second.intact()) {
                device.break_down({cudaErrorIllegalAddress,
                                   "a write beyond an allocation of " +
                                       std::to_string(at->second.bytes()) +
                                       " bytes of device memory"});
            }
            device.allocations.erase(at);
        };
        return emulation::submit(device, stream, {release, true});
    });
}

cudaError_t cudaMallocHost(void** memory, std::size_t bytes)
{
    return emulation::make_call("cudaMallocHost", [=](Device& device) {
        std::vector<std::byte> fresh(bytes);
        *memory                = fresh.data();
        device.pinned[*memory] = std::move(fresh);
        return cudaSuccess;
    });
}

cudaError_t cudaFreeHost(void* memory)
{
    return emulation::make_release("cudaFreeHost", [=](Device& device) {
        bool const released = memory == nullptr || device.pinned.erase(memory) == 1;
        return released ? cudaSuccess : cudaErrorInvalidValue;
    });
}

cudaError_t cudaMemcpyAsync(
    void* to, void const* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream)
{
    return emulation::make_call("cudaMemcpyAsync", [=](Device& device) {
        bool const from_device = kind != cudaMemcpyHostToDevice;
        bool const to_device   = kind != cudaMemcpyDeviceToHost;
        if (device.holds(from, bytes) != from_device || device.holds(to, bytes) != to_device) {
            return cudaErrorInvalidValue;
        }
        return emulation::submit(device, stream, {[=] { std::memmove(to, from, bytes); }});
    });
}

cudaError_t cudaMemsetAsync(void* memory, int byte, std::size_t bytes, cudaStream_t stream)
{
    return emulation::make_call("cudaMemsetAsync", [=](Device& device) {
        if (!device.holds(memory, bytes)) { return cudaErrorInvalidValue; }
        return emulation::submit(device, stream, {[=] { std::memset(memory, byte, bytes); }});
    });
}

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total)
{
    return emulation::make_call("cudaMemGetInfo", [=](Device& device) {
        *total = device.settings.memory_bytes;
        *free  = *total - device.bytes_in_use();
        return cudaSuccess;
    });
}
