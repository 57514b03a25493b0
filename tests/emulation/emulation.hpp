//! What tests can ask of the emulated device, besides the calls of the CUDA runtime.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime_types.hpp"

namespace inferno::emulation {

//! Fresh devices: no error, no planned failure, default settings. What is allocated stays.
void reset();

//! 0: threads and blocks run in ascending order; else in orders chosen by this seed.
void set_order(std::uint64_t seed);
//! OS threads that run blocks at the same time.
void set_threads(int threads);
//! Newly allocated memory is filled with this word.
void set_fill(std::uint32_t word);
void set_multiprocessors(int count);
void set_compute_capability(int major, int minor);
void set_memory_pools(bool supported);
//! Memory that the device has.
void set_memory(std::size_t bytes);

//! What the last faulty kernel did, in words; empty if none was faulty since the reset.
std::string last_fault();

//! Calls of the runtime made in this process, launches included.
std::size_t calls();
//! Lets call number n fail, counted from 1 at this moment. A sticky error ends the device.
void fail_call(std::size_t n, cudaError_t code);
//! Lets the next call of this function fail: fail_next("cudaMallocAsync").
void fail_next(std::string_view function, cudaError_t code);
//! The function that was made to fail; empty if the plan has not struck.
std::string failed_function();
//! The function that was called next.
std::string function_after_failure();

//! What exists now; work that waits in streams is run first.
struct Inventory {
    std::size_t allocations, bytes, pinned, streams, events, graphs, graph_execs;
    bool operator==(Inventory const&) const = default;
};
Inventory inventory();

//! Runs the work twice, new memory filled differently, and compares what it returns. Says where
//! the results differ, for then it has read memory that nobody wrote; empty if they are equal.
std::string unwritten_memory_read_by(std::function<std::vector<std::byte>()> const& work);

}  // namespace inferno::emulation
