#include <utility>

#include "emulation/device.hpp"
#include "emulation/runtime_api.hpp"

namespace emulation = inferno::emulation;
using emulation::Capturing;
using emulation::Device;

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode)
{
    return emulation::make_call("cudaStreamBeginCapture", [=](Device& device) {
        emulation::Stream* idle = nullptr;
        cudaError_t const error = emulation::find_idle(device, stream, idle);
        if (error != cudaSuccess) { return error; }
        idle->capturing = Capturing::yes;
        return cudaSuccess;
    });
}

//! Ends the capture in any case.
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph)
{
    *graph = nullptr;
    std::unique_ptr<emulation::Graph> made;
    cudaError_t const code = emulation::make_release("cudaStreamEndCapture", [&](Device& device) {
        auto const at = device.streams.find(emulation::from(stream));
        if (at == device.streams.end()) { return cudaErrorInvalidResourceHandle; }
        emulation::Stream& source = *at->second;
        Capturing const state     = std::exchange(source.capturing, Capturing::no);
        if (state == Capturing::no) { return cudaErrorStreamCaptureUnmatched; }
        made = std::make_unique<emulation::Graph>(
            emulation::Graph{std::exchange(source.captured, {})});
        return state == Capturing::yes ? cudaSuccess : cudaErrorStreamCaptureInvalidated;
    });
    if (code != cudaSuccess) { return code; }
    Device& device = Device::instance();
    std::lock_guard const lock(device.mutex);
    auto* const key    = made.get();
    *graph             = reinterpret_cast<cudaGraph_t>(key);
    device.graphs[key] = std::move(made);
    return cudaSuccess;
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long)
{
    return emulation::make_call("cudaGraphInstantiate", [=](Device& device) {
        auto const at = device.graphs.find(emulation::from(graph));
        if (at == device.graphs.end()) { return cudaErrorInvalidValue; }
        auto made = std::make_unique<emulation::GraphExec>(emulation::GraphExec{at->second->tasks});
        auto* const key         = made.get();
        *exec                   = reinterpret_cast<cudaGraphExec_t>(key);
        device.graph_execs[key] = std::move(made);
        return cudaSuccess;
    });
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t exec, cudaStream_t stream)
{
    return emulation::make_call("cudaGraphLaunch", [=](Device& device) {
        auto const at           = device.graph_execs.find(emulation::from(exec));
        emulation::Stream* idle = nullptr;
        cudaError_t const error = emulation::find_idle(device, stream, idle);
        if (at == device.graph_execs.end()) { return cudaErrorInvalidValue; }
        if (error != cudaSuccess) { return error; }
        emulation::Tasks const& tasks = at->second->tasks;
        idle->queue.insert(idle->queue.end(), tasks.begin(), tasks.end());
        return cudaSuccess;
    });
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph)
{
    return emulation::make_release("cudaGraphDestroy", [=](Device& device) {
        return device.graphs.erase(emulation::from(graph)) == 1 ? cudaSuccess
                                                                : cudaErrorInvalidValue;
    });
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec)
{
    return emulation::make_release("cudaGraphExecDestroy", [=](Device& device) {
        return device.graph_execs.erase(emulation::from(exec)) == 1 ? cudaSuccess
                                                                    : cudaErrorInvalidValue;
    });
}
