#include "inferno/runtime/backend.hpp"

#include "inferno/core/error.hpp"
#include "inferno/network/plan.hpp"

namespace inferno {

void* Backend::allocate(std::size_t bytes)
{
    void* const memory = take(bytes);
    bytes_in_use_ += bytes;
    return memory;
}

void Backend::release(void* memory, std::size_t bytes) noexcept
{
    give_back(memory);
    bytes_in_use_ -= bytes;
}

void Backend::submit(Stage const& stage)
{
    if (stage.extent() == 0) { return; }
    if (recorder_ != nullptr) {
        recorder_->stages_.push_back(stage);
    } else {
        run(stage);
    }
}

}  // namespace inferno
