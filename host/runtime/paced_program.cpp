#include "paced_program.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "inferno/core/error.hpp"

namespace inferno {

Pacers pacers_of(Plan const& plan)
{
    Pacers pacers;
    for (Phase const& phase : plan.phases()) {
        for (Stage const& stage : phase) {
            if (stage.pacer() == nullptr) { continue; }
            INFERNO_CHECK(StateError,
                          std::ranges::find(pacers, stage.pacer()) == pacers.end(),
                          stage.type().name << ": is in the step twice, must be there once");
            pacers.push_back(stage.pacer());
        }
    }
    return pacers;
}

PacedProgram::PacedProgram(std::unique_ptr<Program> program, Pacers pacers)
    : program_(std::move(program)), pacers_(std::move(pacers))
{
}

//! Every pacer hears of steps that have run, even if another has thrown.
template <class Run>
void PacedProgram::in_pieces(Index steps, Run const& run)
{
    while (steps > 0) {
        Index piece = steps;
        for (auto const& pacer : pacers_) {
            piece = std::min(piece, pacer->ahead());
        }
        run(piece);
        steps -= piece;
        std::exception_ptr failure;
        for (auto const& pacer : pacers_) {
            try {
                pacer->passed(piece);
            } catch (...) {
                failure = std::current_exception();
            }
        }
        if (failure) { std::rethrow_exception(failure); }
    }
}

void PacedProgram::run(Index steps)
{
    in_pieces(steps, [this](Index piece) { program_->run(piece); });
}

std::vector<StageTime> PacedProgram::profile(Index steps)
{
    std::vector<StageTime> times = program_->profile(0);
    in_pieces(steps, [&](Index piece) {
        std::vector<StageTime> const more = program_->profile(piece);
        for (std::size_t s = 0; s < times.size(); ++s) {
            times[s].seconds += more[s].seconds;
        }
    });
    return times;
}

}  // namespace inferno
