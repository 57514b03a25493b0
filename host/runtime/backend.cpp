#include "inferno/runtime/backend.hpp"

#include "inferno/core/error.hpp"
#include "inferno/network/plan.hpp"

#include "paced_program.hpp"

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
        return;
    }
    run(stage);
    if (stage.pacer() != nullptr) { stage.pacer()->passed(1); }
}

std::unique_ptr<Program> Backend::compile(Plan plan)
{
    auto pacers  = pacers_of(plan);
    auto program = make_program(std::move(plan));
    if (pacers.empty()) { return program; }
    return std::make_unique<PacedProgram>(std::move(program), std::move(pacers));
}

}  // namespace inferno
