#include <algorithm>
#include <memory>
#include <span>

#include "emulation/device.hpp"
#include "emulation/runtime_api.hpp"

namespace inferno::emulation {
namespace {

std::size_t count_of(dim3 const& size) { return std::size_t{size.x} * size.y * size.z; }

int blocks_of_processor(std::size_t threads)
{
    return static_cast<int>(threads_of_processor / threads);
}

bool is_cooperative(cudaLaunchConfig_t const& config)
{
    std::span const attributes(config.attrs, config.numAttrs);
    return std::any_of(attributes.begin(), attributes.end(), [](cudaLaunchAttribute const& one) {
        return one.id == cudaLaunchAttributeCooperative && one.val.cooperative != 0;
    });
}

//! What a device says to this launch at once.
cudaError_t check(cudaLaunchConfig_t const& config, int multiprocessors)
{
    dim3 const& grid          = config.gridDim;
    std::size_t const threads = count_of(config.blockDim);
    if (threads == 0 || threads > max_threads_of_block || count_of(grid) == 0 ||
        grid.x > max_grid_width || grid.y > max_grid_height || grid.z > max_grid_height) {
        return cudaErrorInvalidConfiguration;
    }
    if (config.dynamicSmemBytes > max_shared_bytes) { return cudaErrorInvalidValue; }
    auto const resident = static_cast<std::size_t>(blocks_of_processor(threads) * multiprocessors);
    bool const fits     = !is_cooperative(config) || count_of(grid) <= resident;
    return fits ? cudaSuccess : cudaErrorCooperativeLaunchTooLarge;
}

}  // namespace

cudaError_t launch(cudaLaunchConfig_t const& config, std::function<void()> body)
{
    return make_call("cudaLaunchKernelEx", [&](Device& device) {
        cudaError_t const wrong = check(config, device.settings.multiprocessors);
        if (wrong != cudaSuccess) { return wrong; }
        auto const kernel = std::make_shared<Kernel const>(Kernel{config.gridDim,
                                                                  config.blockDim,
                                                                  config.dynamicSmemBytes,
                                                                  is_cooperative(config),
                                                                  std::move(body)});
        return submit(device, config.stream, {[&device, kernel] { device.run(*kernel); }});
    });
}

}  // namespace inferno::emulation

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks,
                                                          void const*,
                                                          int threads,
                                                          std::size_t)
{
    using namespace inferno::emulation;
    return make_call("cudaOccupancyMaxActiveBlocksPerMultiprocessor", [=](Device&) {
        if (threads < 1) { return cudaErrorInvalidValue; }
        *blocks = blocks_of_processor(static_cast<std::size_t>(threads));
        return cudaSuccess;
    });
}

//! Kernels may have what they have anyway: no device of this kind offers more on request.
cudaError_t cudaFuncSetAttribute(void const*, cudaFuncAttribute, int value)
{
    using namespace inferno::emulation;
    return make_call("cudaFuncSetAttribute", [=](Device&) {
        bool const fits = value >= 0 && static_cast<std::size_t>(value) <= max_shared_bytes;
        return fits ? cudaSuccess : cudaErrorInvalidValue;
    });
}
