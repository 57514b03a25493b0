#include "host_backend.hpp"

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "inferno/core/error.hpp"

#include "worker_choice.hpp"

namespace inferno::host {
namespace {

constexpr std::size_t alignment     = 256;
constexpr Index elements_per_worker = 64;
constexpr Index operations_per_worker =
    8192;  // below, waking a second thread costs more than it brings

//! Runs the part of a stage that belongs to a worker. Neighbouring slices share cache lines in
//! every row of every column, so small extents are not split: two cores would wait for each other's
//! lines.
void run_slice(Stage const& stage, int worker, int workers)
{
    Index const parts = std::clamp<Index>(stage.extent() / elements_per_worker, 1, workers);
    if (worker >= parts) { return; }
    Slice const slice = slice_of(stage.extent(), worker, parts);
    if (slice.begin < slice.end) { stage.type().on_host(stage.body(), slice); }
}

class HostProgram final : public Program {
  public:
    HostProgram(std::shared_ptr<HostBackend> backend, Plan plan)
        : backend_(std::move(backend)),
          plan_(std::move(plan)),
          choice_(backend_->workers_for(plan_.operations()))
    {
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
                for (Phase const& phase : plan_.phases()) {
                    for (Stage const& stage : phase) {
                        run_slice(stage, worker, piece.workers);
                    }
                    if (piece.workers > 1) { barrier.wait(); }
                }
            }
        });
    }

    std::shared_ptr<HostBackend> backend_;
    Plan plan_;
    WorkerChoice choice_;
};

}  // namespace

HostBackend::HostBackend(int threads) : pool_(threads > 0 ? threads : available_processors()) {}

std::string HostBackend::description() const
{
    return std::to_string(pool_.threads()) + " threads";
}

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
    pool_.run(workers, [&](int worker) { run_slice(stage, worker, workers); });
}

std::unique_ptr<Program> HostBackend::compile(Plan plan)
{
    auto self = std::static_pointer_cast<HostBackend>(shared_from_this());
    return std::make_unique<HostProgram>(std::move(self), std::move(plan));
}

}  // namespace inferno::host
