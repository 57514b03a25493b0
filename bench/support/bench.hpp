//! Timing, and one JSON line per row.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "inferno/inferno.hpp"

namespace inferno::bench {

//! What every benchmark understands: --backend NAME, --threads N, --repeats N, --data FOLDER (or
//! "synthetic"), --only TEXT that a row's name must hold.
struct Options {
    std::string backend = "host";
    std::string data    = "/usr/share/datasets/fashion-mnist";
    std::string only    = "";
    int threads         = 0;
    int repeats         = 21;
};
//! Throws ArgumentError for anything else.
Options parse_options(int count, char const* const* words);

//! The seconds that work() takes, the backend having finished, `repeats` times, in ascending order.
template <class Work>
std::vector<double> sorted_seconds(Backend const& backend, int repeats, Work const& work)
{
    std::vector<double> seconds;
    for (int r = 0; r < repeats; ++r) {
        auto const start = std::chrono::steady_clock::now();
        work();
        backend.synchronize();
        seconds.push_back(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds;
}

//! Their median.
template <class Work>
double median_seconds(Backend const& backend, int repeats, Work const& work)
{
    return sorted_seconds(backend, repeats, work)[static_cast<std::size_t>(repeats / 2)];
}

//! One measurement.
struct Row {
    std::string name;     //!< "neuron/LIF"
    std::string backend;  //!< "host"
    std::string size;     //!< "B=20 N=100"
    double microseconds       = 0;
    double bytes              = 0;  //!< that must be read and written at the least
    double elements           = 0;  //!< of output
    double least_microseconds = 0;  //!< of all repeats; 0: not told
};
//! Prints it; `copy_bytes_per_s` is the measured bandwidth of a plain copy, 0 where it means
//! nothing.
void report(Row const& row, double copy_bytes_per_s = 0);

//! Bytes per second, read plus written, that a copy of `bytes` reaches on this backend.
double copy_bandwidth(BackendPointer const& backend, std::size_t bytes, int repeats);

//! What memory gives, far beyond every cache: on the host the bytes per second that a triad, a = b
//! + 3 c, reads and writes on all threads (McCalpin, STREAM); elsewhere those of a copy.
double stream_bandwidth(BackendPointer const& backend, int repeats);

//! Runs the benchmark's main part; prints errors to stderr and returns the exit code.
int run_main(int count, char const* const* words, void (*body)(Options const&));

}  // namespace inferno::bench
