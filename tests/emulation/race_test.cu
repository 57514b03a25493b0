//! Built with the thread sanitizer. Without an argument it runs a kernel whose blocks write to the
//! same place, and should be stopped for that; with "--clean" one whose blocks use an atomic; with
//! "--network" the small network.
#include <cstdio>
#include <string_view>

#include <cuda_runtime.h>

#include "emulation/emulation.hpp"
#include "support/small_network.hpp"

namespace {

__global__ void count_badly(int* counter)
{
    for (int i = 0; i < 100; ++i) {
        *counter += 1;
    }
}
__global__ void count_well(int* counter)
{
    for (int i = 0; i < 100; ++i) {
        atomicAdd(counter, 1);
        __syncthreads();
    }
}

int count(void (*kernel)(int*))
{
    cudaStream_t stream = nullptr;
    void* counter       = nullptr;
    int result          = 0;
    cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
    cudaMallocAsync(&counter, sizeof(int), stream);
    cudaMemsetAsync(counter, 0, sizeof(int), stream);
    cudaLaunchConfig_t const config{64, 4, 0, stream, nullptr, 0};
    cudaLaunchKernelEx(&config, kernel, static_cast<int*>(counter));
    cudaMemcpyAsync(&result, counter, sizeof(int), cudaMemcpyDeviceToHost, stream);
    cudaStreamSynchronize(stream);
    cudaFreeAsync(counter, stream);
    cudaStreamDestroy(stream);
    return result;
}

//! One host thread: the library is not instrumented, and its threads would be taken for unordered.
std::uint64_t run_network(std::string_view name)
{
    inferno::BackendPointer const backend = inferno::make_backend(name, {1});
    inferno::test::SmallNetwork network(backend, 1, {20, 70, 40});
    network.show(0);
    network.step();
    inferno::record(*backend, [&] { network.step(); })->run(10);
    network.finish();
    return network.fingerprint();
}

}  // namespace

int main(int arguments, char const* const* words)
{
    std::string_view const what = arguments > 1 ? words[1] : "";
    inferno::emulation::set_threads(4);
    if (what == "--network") { return run_network("cuda") == run_network("host") ? 0 : 1; }
    int const counted = count(what == "--clean" ? count_well : count_badly);
    std::printf("%d of %d\n", counted, 64 * 4 * 100);
    return counted == 64 * 4 * 100 ? 0 : 1;
}
