#include "emulation/stream.hpp"

#include "emulation/device.hpp"
#include "emulation/runtime_api.hpp"

namespace inferno::emulation {
namespace {

constexpr std::size_t longest_queue = 256;

//! Null for a stream of a device that is not current.
Stream* find(Device& device, cudaStream_t handle)
{
    auto const at    = device.streams.find(from(handle));
    bool const found = at != device.streams.end() && at->second->device == current_device;
    return found ? at->second.get() : nullptr;
}

std::shared_ptr<Event> find(Device& device, cudaEvent_t handle)
{
    auto const at = device.events.find(from(handle));
    return at == device.events.end() ? nullptr : at->second;
}

cudaEvent_t make_event(Device& device, bool timed)
{
    auto made                 = std::make_shared<Event>();
    made->timed               = timed;
    device.events[made.get()] = made;
    return reinterpret_cast<cudaEvent_t>(made.get());
}

}  // namespace

cudaError_t submit(Device& device, cudaStream_t handle, Task task)
{
    Stream* const stream = find(device, handle);
    if (stream == nullptr) { return cudaErrorInvalidResourceHandle; }
    if (stream->capturing == Capturing::invalid) { return cudaErrorStreamCaptureInvalidated; }
    bool const captured = stream->capturing == Capturing::yes && !task.always;
    auto shared         = std::make_shared<Task const>(std::move(task));
    if (captured) {
        stream->captured.push_back(std::move(shared));
    } else {
        stream->queue.push_back(std::move(shared));
    }
    if (stream->queue.size() > longest_queue) { device.drain(*stream); }
    return cudaSuccess;
}

cudaError_t find_idle(Device& device, cudaStream_t handle, Stream*& stream)
{
    stream = find(device, handle);
    if (stream == nullptr) { return cudaErrorInvalidResourceHandle; }
    if (stream->capturing == Capturing::no) { return cudaSuccess; }
    stream->capturing = Capturing::invalid;
    return cudaErrorStreamCaptureUnsupported;
}

}  // namespace inferno::emulation

namespace emulation = inferno::emulation;
using emulation::Device;

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned)
{
    return emulation::make_call("cudaStreamCreateWithFlags", [=](Device& device) {
        auto made           = std::make_unique<emulation::Stream>();
        made->device        = emulation::current_device;
        *stream             = reinterpret_cast<cudaStream_t>(made.get());
        auto* const key     = made.get();
        device.streams[key] = std::move(made);
        return cudaSuccess;
    });
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream)
{
    return emulation::make_release("cudaStreamSynchronize", [=](Device& device) {
        emulation::Stream* found = nullptr;
        cudaError_t const absent = emulation::find_idle(device, stream, found);
        return absent != cudaSuccess ? absent : device.drain(*found);
    });
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned)
{
    return emulation::make_call("cudaStreamWaitEvent", [=](Device& device) {
        auto const found            = emulation::find(device, event);
        emulation::Stream* waiting  = nullptr;
        cudaError_t const unordered = emulation::find_idle(device, stream, waiting);
        if (found == nullptr) { return cudaErrorInvalidResourceHandle; }
        if (unordered != cudaSuccess) { return unordered; }
        return emulation::submit(device, stream, {[&device, found, times = found->records] {
                                     (void)device.drain(*found, times);
                                 }});
    });
}

cudaError_t cudaStreamDestroy(cudaStream_t stream)
{
    return emulation::make_release("cudaStreamDestroy", [=](Device& device) {
        emulation::Stream* const found = emulation::find(device, stream);
        if (found == nullptr) { return cudaErrorInvalidResourceHandle; }
        device.drain(*found);
        device.streams.erase(found);
        return cudaSuccess;
    });
}

cudaError_t cudaEventCreate(cudaEvent_t* event)
{
    return emulation::make_call("cudaEventCreate", [=](Device& device) {
        *event = emulation::make_event(device, true);
        return cudaSuccess;
    });
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags)
{
    return emulation::make_call("cudaEventCreateWithFlags", [=](Device& device) {
        *event = emulation::make_event(device, (flags & cudaEventDisableTiming) == 0);
        return cudaSuccess;
    });
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream)
{
    return emulation::make_call("cudaEventRecord", [=](Device& device) {
        auto const found            = emulation::find(device, event);
        emulation::Stream* ordered  = nullptr;
        cudaError_t const unordered = emulation::find_idle(device, stream, ordered);
        if (found == nullptr) { return cudaErrorInvalidResourceHandle; }
        if (unordered != cudaSuccess) { return unordered; }
        ++found->records;
        found->stream = emulation::from(stream);
        return emulation::submit(device, stream, {[found] {
                                     ++found->reached;
                                     found->time = std::chrono::steady_clock::now();
                                 }});
    });
}

cudaError_t cudaEventSynchronize(cudaEvent_t event)
{
    return emulation::make_release("cudaEventSynchronize", [=](Device& device) {
        auto const found = emulation::find(device, event);
        return found == nullptr ? cudaErrorInvalidResourceHandle
                                : device.drain(*found, found->records);
    });
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end)
{
    return emulation::make_call("cudaEventElapsedTime", [=](Device& device) {
        auto const first = emulation::find(device, start);
        auto const last  = emulation::find(device, end);
        if (first == nullptr || last == nullptr || !first->timed || !last->timed ||
            first->records == 0 || last->records == 0) {
            return cudaErrorInvalidResourceHandle;
        }
        if (first->reached != first->records || last->reached != last->records) {
            return cudaErrorNotReady;
        }
        *milliseconds = std::chrono::duration<float, std::milli>(last->time - first->time).count();
        return cudaSuccess;
    });
}

cudaError_t cudaEventDestroy(cudaEvent_t event)
{
    return emulation::make_release("cudaEventDestroy", [=](Device& device) {
        return device.events.erase(emulation::from(event)) == 1 ? cudaSuccess
                                                                : cudaErrorInvalidResourceHandle;
    });
}
