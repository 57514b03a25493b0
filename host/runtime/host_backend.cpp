#include "host_backend.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include "inferno/core/error.hpp"
#include "inferno/runtime/staging.hpp"

#include "free_memory.hpp"
#include "worker_choice.hpp"

namespace inferno::host {
namespace {

constexpr std::size_t alignment     = 256;
constexpr Index elements_per_worker = 64;
constexpr Index operations_per_worker =
    8192;  // below, waking a second thread costs more than it brings

constexpr Index heavy_operations =
    1'000'000;  // more than sharing cache lines costs, for an extent of any size

//! Slices that a stage can be cut into. Neighbouring slices share cache lines in every row of every
//! column, so small extents are not cut, unless there is much to do for each element: two cores
//! would wait for each other's lines.
Index most_parts(Stage const& stage)
{
    Index const grain = stage.operations() >= heavy_operations ? slice_grain : elements_per_worker;
    return std::max<Index>(stage.extent() / grain, 1);
}

//! Runs the part of a stage that belongs to a worker.
void run_slice(Stage const& stage, int worker, Index parts)
{
    if (worker >= parts) { return; }
    Slice const slice = slice_of(stage.extent(), worker, parts);
    if (slice.begin < slice.end) { stage.type().on_host(stage.body(), slice); }
}

//! The same number for all stages of an extent: what one writes for an element, the next may read.
std::vector<Index> parts_of(Phase const& phase)
{
    std::map<Index, Index> most;
    for (Stage const& stage : phase) {
        Index& parts = most[stage.extent()];
        parts        = std::max(parts, most_parts(stage));
    }
    std::vector<Index> parts;
    for (Stage const& stage : phase) {
        parts.push_back(most[stage.extent()]);
    }
    return parts;
}

class HostProgram final : public Program {
  public:
    HostProgram(std::shared_ptr<HostBackend> backend, Plan plan)
        : backend_(std::move(backend)),
          plan_(std::move(plan)),
          choice_(backend_->workers_for(plan_.operations()))
    {
        for (Phase const& phase : plan_.phases()) {
            most_parts_.push_back(parts_of(phase));
        }
    }

    //! Pieces of many steps, each one parallel region with a barrier after each phase.
    void run(Index steps) override
    {
        while (steps > 0) {
            WorkerChoice::Piece const piece = choice_.next(steps);
            auto const start                = std::chrono::steady_clock::now();
            run_piece(piece);
            auto const took =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start);
            choice_.done(piece, took.count());
            steps -= piece.steps;
        }
    }

    //! On one thread: a barrier after every stage would be timed with it.
    std::vector<StageTime> profile(Index steps) override
    {
        using Clock = std::chrono::steady_clock;
        std::vector<StageTime> times;
        for (Phase const& phase : plan_.phases()) {
            for (Stage const& stage : phase) {
                times.push_back({stage.type().name, stage.type().word, 0});
            }
        }
        for (Index step = 0; step < steps; ++step) {
            std::size_t entry = 0;
            for (Phase const& phase : plan_.phases()) {
                for (Stage const& stage : phase) {
                    auto const start = Clock::now();
                    run_slice(stage, 0, 1);
                    times[entry++].seconds +=
                        std::chrono::duration<double>(Clock::now() - start).count();
                }
            }
        }
        return times;
    }

  private:
    void run_piece(WorkerChoice::Piece piece)
    {
        Barrier barrier(piece.workers);
        backend_->pool().run(piece.workers, [&](int worker) {
            for (Index step = 0; step < piece.steps; ++step) {
                for (std::size_t p = 0; p < most_parts_.size(); ++p) {
                    Phase const& phase = plan_.phases()[p];
                    for (std::size_t s = 0; s < phase.size(); ++s) {
                        run_slice(
                            phase[s], worker, std::min<Index>(most_parts_[p][s], piece.workers));
                    }
                    if (piece.workers > 1) { barrier.wait(); }
                }
            }
        });
    }

    std::shared_ptr<HostBackend> backend_;
    Plan plan_;
    std::vector<std::vector<Index>> most_parts_;  //!< of every stage of every phase
    WorkerChoice choice_;
};

//! Copies at once.
class HostStaging final : public Staging {
  public:
    explicit HostStaging(std::size_t bytes) : memory_(bytes) {}

    void start(void const* from, std::size_t bytes) override
    {
        std::memcpy(memory_.data(), from, bytes);
        bytes_ = bytes;
    }
    void guard() override {}
    std::span<std::byte const> wait() override
    {
        return std::span<std::byte const>(memory_).first(bytes_);
    }

  private:
    std::vector<std::byte> memory_;
    std::size_t bytes_ = 0;
};

}  // namespace

HostBackend::HostBackend(int threads) : pool_(threads > 0 ? threads : available_processors()) {}

std::string HostBackend::description() const
{
    return std::to_string(pool_.threads()) + " threads";
}

std::size_t HostBackend::bytes_free() const { return free_memory(); }

int HostBackend::workers_for(Index operations) const
{
    return static_cast<int>(
        std::clamp<Index>(operations / operations_per_worker, 1, pool_.threads()));
}

void* HostBackend::take(std::size_t bytes)
{
    std::size_t const padded = (bytes + alignment - 1) / alignment * alignment;
    void* const memory       = std::aligned_alloc(alignment, padded);
    INFERNO_CHECK(
        BackendError, memory != nullptr, "host memory exhausted: " << bytes << " bytes asked for");
    std::memset(memory, 0, padded);
    return memory;
}

void HostBackend::give_back(void* memory) noexcept { std::free(memory); }

void HostBackend::upload(void* to, void const* from, std::size_t bytes)
{
    std::memcpy(to, from, bytes);
}

void HostBackend::download(void* to, void const* from, std::size_t bytes) const
{
    std::memcpy(to, from, bytes);
}

void HostBackend::copy(void* to, void const* from, std::size_t bytes)
{
    std::memmove(to, from, bytes);
}

void HostBackend::clear(void* memory, std::size_t bytes) { std::memset(memory, 0, bytes); }

void HostBackend::run(Stage const& stage)
{
    int const workers = workers_for(stage.operations());
    Index const parts = std::min<Index>(most_parts(stage), workers);
    pool_.run(workers, [&](int worker) { run_slice(stage, worker, parts); });
}

std::unique_ptr<Staging> HostBackend::make_staging(std::size_t bytes)
{
    return std::make_unique<HostStaging>(bytes);
}

std::unique_ptr<Program> HostBackend::make_program(Plan plan)
{
    auto self = std::static_pointer_cast<HostBackend>(shared_from_this());
    return std::make_unique<HostProgram>(std::move(self), std::move(plan));
}

}  // namespace inferno::host
