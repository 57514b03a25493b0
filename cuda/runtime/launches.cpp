#include "launches.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <utility>

#include "inferno/core/error.hpp"

namespace inferno::cuda {
namespace {

int find_kind(PhaseKernel const& kernel, StageType const& type)
{
    auto const same = [&type](Kind const& kind) { return kind.type == &type; };
    auto const at   = std::find_if(kernel.kinds.begin(), kernel.kinds.end(), same);
    return at == kernel.kinds.end() ? -1 : static_cast<int>(at - kernel.kinds.begin());
}

//! The kernel that knows most of the stages at the front; of several the last.
LoadedKernel const& kernel_for(std::span<Stage const> stages,
                               std::span<LoadedKernel const* const> kernels)
{
    LoadedKernel const* best = nullptr;
    std::size_t most         = 0;
    for (std::size_t k = kernels.size(); k-- > 0;) {
        std::size_t const known = known_at_front(stages, kernels[k]->kernel);
        if (known > most) {
            best = kernels[k];
            most = known;
        }
    }
    if (best == nullptr) { kind_of(kernels.back()->kernel, stages.front().type()); }
    return *best;
}

//! True if no other stage of the launch touches what this one touches.
bool stands_alone(std::span<Stage const> stages, std::size_t at)
{
    for (std::size_t other = 0; other < stages.size(); ++other) {
        if (other != at && stages[at].conflicts_with(stages[other])) { return false; }
    }
    return true;
}

//! How one stage spreads over threads. Stages that depend on each other keep each tile in one
//! block; a stage that stands alone shares its tiles among as many as its rows fill. These are
//! neighbours and run side by side: what all of them read is in the cache for all but the first.
StageRecord spread(Stage const& stage, bool alone, LoadedKernel const& loaded)
{
    StageRecord record{};
    int const kind    = kind_of(loaded.kernel, stage.type());
    Index const tiles = (stage.extent() + tile_elements - 1) / tile_elements;
    Index const rows  = std::max<Index>(
        loaded.kernel.kinds[static_cast<std::size_t>(kind)].rows_wanted(stage.body()), 1);
    constexpr Index most_pieces = (Index{1} << 31) - 1;
    INFERNO_REQUIRE(tiles <= most_pieces,
                    stage.type().name << ": " << stage.extent() << " elements are too many");
    record.kind  = static_cast<std::uint16_t>(kind);
    record.tiles = static_cast<std::uint32_t>(tiles);
    record.rows  = static_cast<std::uint16_t>(
        std::bit_ceil(static_cast<unsigned>(std::min<Index>(rows, block_rows))));
    record.shares = 1;
    if (alone) {
        record.shares = static_cast<std::uint32_t>(
            std::min<Index>((rows + block_rows - 1) / block_rows, most_pieces / tiles));
    }
    std::memcpy(record.body, stage.body(), stage.type().bytes);
    return record;
}

//! Blocks that would keep every warp of this stage busy with a single tile.
Index blocks_wanted(StageRecord const& record)
{
    Index const tiles_of_block = block_rows / record.rows;
    return (Index{record.tiles} * record.shares + tiles_of_block - 1) / tiles_of_block;
}

Launch launch_of(std::span<Stage const> stages, LoadedKernel const& loaded)
{
    Launch launch{&loaded, 1, {}};
    std::map<Index, Index> wanted;  // by extent: stages of one extent have the same blocks
    for (std::size_t s = 0; s < stages.size(); ++s) {
        StageRecord& record = launch.records.records[launch.records.count++];
        record              = spread(stages[s], stands_alone(stages, s), loaded);
        Index& blocks       = wanted[stages[s].extent()];
        blocks              = std::max(blocks, blocks_wanted(record));
    }
    Index blocks = 0;
    for (auto& [extent, count] : wanted) {
        blocks += std::exchange(count, blocks);
    }  // now: first block
    launch.blocks = static_cast<unsigned>(std::clamp<Index>(blocks, 1, loaded.resident_blocks));
    for (std::size_t s = 0; s < stages.size(); ++s) {
        launch.records.records[s].first_block =
            static_cast<std::uint32_t>(wanted[stages[s].extent()] % launch.blocks);
    }
    return launch;
}

}  // namespace

std::size_t known_at_front(std::span<Stage const> stages, PhaseKernel const& kernel)
{
    auto const unknown = std::find_if(stages.begin(), stages.end(), [&kernel](Stage const& stage) {
        return find_kind(kernel, stage.type()) < 0;
    });
    return std::min<std::size_t>(static_cast<std::size_t>(unknown - stages.begin()),
                                 PhaseRecords::capacity);
}

int kind_of(PhaseKernel const& kernel, StageType const& type)
{
    int const kind = find_kind(kernel, type);
    INFERNO_CHECK(
        BackendError,
        kind >= 0,
        "stage \"" << type.name
                   << "\" is not known to the CUDA backend; compile a phase kernel with it "
                   << "(cuda/stage/phase.cuh) and register that with cuda::add_kernel");
    return kind;
}

std::vector<Launch> launches_of(std::span<Stage const> stages,
                                std::span<LoadedKernel const* const> kernels)
{
    std::vector<Launch> launches;
    while (!stages.empty()) {
        LoadedKernel const& loaded = kernel_for(stages, kernels);
        auto const now             = stages.first(known_at_front(stages, loaded.kernel));
        launches.push_back(launch_of(now, loaded));
        stages = stages.subspan(now.size());
    }
    return launches;
}

}  // namespace inferno::cuda
