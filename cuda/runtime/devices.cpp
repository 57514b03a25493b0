#include "devices.hpp"

#include <cstdio>

#include "check.hpp"
#include "cuda_backend.hpp"

namespace inferno::cuda {
namespace {

constexpr double gib = 1024.0 * 1024.0 * 1024.0;

//! Number of devices; 0 and a reason where there are none.
int count_devices(std::string& reason)
{
    int count              = 0;
    cudaError_t const code = cudaGetDeviceCount(&count);
    if (code == cudaErrorInsufficientDriver) {
        int driver = 0;
        (void)cudaDriverGetVersion(&driver);
        reason = driver == 0 ? "no CUDA driver" : "the CUDA driver is too old for this build";
    } else if (code == cudaErrorNoDevice || (code == cudaSuccess && count == 0)) {
        reason = "no device";
    } else if (code != cudaSuccess) {
        reason = cudaGetErrorString(code);
    }
    (void)cudaGetLastError();
    return code == cudaSuccess ? count : 0;
}

std::string text_of(cudaDeviceProp const& device)
{
    char memory[32];
    std::snprintf(
        memory, sizeof(memory), "%.1f GiB", static_cast<double>(device.totalGlobalMem) / gib);
    return std::string(device.name) + ", " + memory + ", compute capability " +
           std::to_string(device.major) + "." + std::to_string(device.minor);
}

//! Looks at a device without waking it up.
BackendReport report_on(int device)
{
    BackendReport report{"cuda:" + std::to_string(device), false, ""};
    cudaDeviceProp properties{};
    cudaError_t const code = cudaGetDeviceProperties(&properties, device);
    if (code != cudaSuccess) {
        (void)cudaGetLastError();
        report.description = cudaGetErrorString(code);
        return report;
    }
    report.description = text_of(properties);
    int const lowest   = lowest_architecture();
    if (properties.major * 10 + properties.minor < lowest) {
        report.description +=
            ": this build needs " + std::to_string(lowest / 10) + "." + std::to_string(lowest % 10);
    } else if (properties.memoryPoolsSupported == 0) {
        report.description += ": the driver offers no memory pools";
    } else {
        report.usable = true;
    }
    return report;
}

}  // namespace

std::vector<BackendReport> list_devices()
{
    std::string reason;
    int const count = count_devices(reason);
    if (count == 0) { return {{"cuda", false, reason}}; }
    std::vector<BackendReport> reports;
    for (int device = 0; device < count; ++device) {
        reports.push_back(report_on(device));
    }
    return reports;
}

BackendPointer make_device(int device)
{
    std::string const asked = "backend \"cuda:" + std::to_string(device) + "\": ";
    std::string reason;
    int const count = count_devices(reason);
    INFERNO_CHECK(BackendError, count > 0, asked << reason << "; use \"host\"");
    INFERNO_CHECK(BackendError,
                  device >= 0 && device < count,
                  asked << "there are " << count
                        << " devices, numbered from 0; use one of them, or \"host\"");
    BackendReport const report = report_on(device);
    INFERNO_CHECK(BackendError, report.usable, asked << report.description << "; use \"host\"");
    try {
        return std::make_shared<CudaBackend>(device, report.description);
    } catch (CudaError const& error) {
        throw BackendError(asked + error.what() + "; use \"host\"");
    }
}

}  // namespace inferno::cuda
