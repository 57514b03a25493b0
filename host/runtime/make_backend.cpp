#include <charconv>

#include "inferno/core/error.hpp"
#include "inferno/runtime/backend.hpp"

#include "host/runtime/host_backend.hpp"

#ifdef INFERNO_HAS_CUDA
#    include "cuda/runtime/devices.hpp"
#endif

namespace inferno {
namespace {

#ifdef INFERNO_HAS_CUDA
using cuda::list_devices;
using cuda::make_device;
#else
std::vector<BackendReport> list_devices()
{
    return {{"cuda", false, "this build has no CUDA backend"}};
}

BackendPointer make_device(int device)
{
    throw BackendError(
        "backend \"cuda:" + std::to_string(device) +
        "\": this build has no CUDA backend; build with nvcc and INFERNO_CUDA=ON, or use \"host\"");
}
#endif

//! Reads the N of "cuda:N".
int device_number(std::string_view name)
{
    std::string_view const digits = name.substr(std::string_view("cuda:").size());
    int device                    = -1;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), device);
    INFERNO_REQUIRE(error == std::errc{} && end == digits.data() + digits.size() && device >= 0,
                    "backend \"" << name << "\": the device must be a number, as in cuda:0");
    return device;
}

}  // namespace

std::vector<BackendReport> list_backends()
{
    std::vector<BackendReport> reports = {{"host", true, host::HostBackend(0).description()}};
    for (BackendReport& device : list_devices()) {
        reports.push_back(std::move(device));
    }
    return reports;
}

BackendPointer make_backend(std::string_view name, BackendOptions options)
{
    INFERNO_REQUIRE(options.threads >= 0,
                    "threads: is " << options.threads << ", must not be negative");
    if (name == "auto") { name = list_devices().front().usable ? "cuda" : "host"; }
    if (name == "host") { return std::make_shared<host::HostBackend>(options.threads); }
    if (name == "cuda") { return make_device(0); }
    if (name.starts_with("cuda:")) { return make_device(device_number(name)); }
    constexpr std::string_view known[] = {"host", "cuda", "cuda:0", "auto"};
    throw ArgumentError("backend \"" + std::string(name) + "\" is unknown" +
                        suggestion(name, known));
}

}  // namespace inferno
