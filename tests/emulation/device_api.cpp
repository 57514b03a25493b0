//! Questions about the device and about errors.
#include <algorithm>
#include <string_view>

#include "emulation/device.hpp"
#include "emulation/runtime_api.hpp"

namespace emulation = inferno::emulation;
using emulation::Device;

namespace {

constexpr int driver_version = 13000;

struct ErrorText {
    cudaError_t code;
    char const* name;
    char const* text;
};

constexpr ErrorText error_texts[] = {
    {cudaSuccess, "cudaSuccess", "no error"},
    {cudaErrorInvalidValue, "cudaErrorInvalidValue", "invalid argument"},
    {cudaErrorMemoryAllocation, "cudaErrorMemoryAllocation", "out of memory"},
    {cudaErrorInvalidConfiguration,
     "cudaErrorInvalidConfiguration",
     "invalid configuration argument"},
    {cudaErrorInsufficientDriver,
     "cudaErrorInsufficientDriver",
     "CUDA driver version is insufficient for CUDA runtime version"},
    {cudaErrorNoDevice, "cudaErrorNoDevice", "no CUDA-capable device is detected"},
    {cudaErrorInvalidDevice, "cudaErrorInvalidDevice", "invalid device ordinal"},
    {cudaErrorInvalidResourceHandle, "cudaErrorInvalidResourceHandle", "invalid resource handle"},
    {cudaErrorNotReady, "cudaErrorNotReady", "device not ready"},
    {cudaErrorIllegalAddress,
     "cudaErrorIllegalAddress",
     "an illegal memory access was encountered"},
    {cudaErrorLaunchFailure, "cudaErrorLaunchFailure", "unspecified launch failure"},
    {cudaErrorCooperativeLaunchTooLarge,
     "cudaErrorCooperativeLaunchTooLarge",
     "too many blocks in cooperative launch"},
    {cudaErrorStreamCaptureUnsupported,
     "cudaErrorStreamCaptureUnsupported",
     "operation not permitted when stream is capturing"},
    {cudaErrorStreamCaptureInvalidated,
     "cudaErrorStreamCaptureInvalidated",
     "operation failed due to a previous error during capture"},
    {cudaErrorStreamCaptureUnmatched,
     "cudaErrorStreamCaptureUnmatched",
     "the stream does not capture"},
    {cudaErrorUnknown, "cudaErrorUnknown", "unknown error"},
};

ErrorText const& text_of(cudaError_t code)
{
    auto const* const at = std::find_if(std::begin(error_texts),
                                        std::end(error_texts) - 1,
                                        [code](ErrorText const& one) { return one.code == code; });
    return *at;
}

cudaError_t check_device(int device)
{
    return device >= 0 && device < emulation::devices ? cudaSuccess : cudaErrorInvalidDevice;
}

}  // namespace

char const* cudaGetErrorName(cudaError_t code) { return text_of(code).name; }
char const* cudaGetErrorString(cudaError_t code) { return text_of(code).text; }

cudaError_t cudaDriverGetVersion(int* version)
{
    return emulation::make_query("cudaDriverGetVersion", [=](Device&) {
        *version = driver_version;
        return cudaSuccess;
    });
}

cudaError_t cudaGetDeviceCount(int* count)
{
    return emulation::make_query("cudaGetDeviceCount", [=](Device&) {
        *count = emulation::devices;
        return cudaSuccess;
    });
}

cudaError_t cudaGetDevice(int* device)
{
    return emulation::make_query("cudaGetDevice", [=](Device&) {
        *device = emulation::current_device;
        return cudaSuccess;
    });
}

cudaError_t cudaSetDevice(int device)
{
    return emulation::make_query("cudaSetDevice", [=](Device&) {
        cudaError_t const code = check_device(device);
        if (code == cudaSuccess) { emulation::current_device = device; }
        return code;
    });
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device)
{
    return emulation::make_query("cudaGetDeviceProperties", [=](Device& emulated) {
        emulation::Settings const& settings = emulated.settings;
        *properties                         = {};
        constexpr std::string_view name     = "emulated device";
        std::copy(name.begin(), name.end(), properties->name);
        properties->totalGlobalMem       = settings.memory_bytes;
        properties->major                = settings.compute_capability / 10;
        properties->minor                = settings.compute_capability % 10;
        properties->multiProcessorCount  = settings.multiprocessors;
        properties->memoryPoolsSupported = settings.memory_pools ? 1 : 0;
        return check_device(device);
    });
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device)
{
    return emulation::make_query("cudaDeviceGetAttribute", [=](Device& emulated) {
        *value = attribute == cudaDevAttrMultiProcessorCount
                     ? emulated.settings.multiprocessors
                     : static_cast<int>(emulation::max_shared_bytes);
        return check_device(device);
    });
}
