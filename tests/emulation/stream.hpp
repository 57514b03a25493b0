//! Streams, events and graphs: work that is done later, in order.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "runtime_types.hpp"

namespace inferno::emulation {

//! Something to do on the device. Shared, for a graph does it many times.
struct Task {
    std::function<void()> run;
    bool always = false;  //!< even after an error has ended the device: releases memory
};
using Tasks = std::vector<std::shared_ptr<Task const>>;

enum class Capturing { no, yes, invalid };

//! Nothing runs before someone waits for the stream (or the queue is long), so that a host that
//! does not wait sees that it should have.
struct Stream {
    int device = 0;
    std::deque<std::shared_ptr<Task const>> queue;
    Capturing capturing = Capturing::no;
    Tasks captured;
};

struct Event {
    bool timed          = true;
    std::size_t records = 0;  //!< put into streams
    std::size_t reached = 0;
    Stream* stream      = nullptr;  //!< of the last record
    std::chrono::steady_clock::time_point time;
};

struct Graph {
    Tasks tasks;
};

struct GraphExec {
    Tasks tasks;
};

//! The handles of the runtime are the addresses of these.
inline Stream* from(cudaStream_t stream) { return reinterpret_cast<Stream*>(stream); }
inline Event* from(cudaEvent_t event) { return reinterpret_cast<Event*>(event); }
inline Graph* from(cudaGraph_t graph) { return reinterpret_cast<Graph*>(graph); }
inline GraphExec* from(cudaGraphExec_t exec) { return reinterpret_cast<GraphExec*>(exec); }

class Device;
//! Puts a task into a stream, or into the graph that is captured from it.
cudaError_t submit(Device& device, cudaStream_t stream, Task task);
//! The stream, if it exists and does not capture; else the error of a call that needs that.
cudaError_t find_idle(Device& device, cudaStream_t handle, Stream*& stream);

}  // namespace inferno::emulation
