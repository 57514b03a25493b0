#include "resident_program.hpp"

#include <algorithm>
#include <bit>
#include <sstream>
#include <utility>

#include "inferno/runtime/buffer.hpp"

namespace inferno::cuda {
namespace {

//! After so many steps a kernel ends, so that others get their turn.
constexpr Index steps_of_launch = 10'000;

//! Kernels start with less than a block may have. To be called before each launch: another
//! program of the same kernel may have asked for another size.
cudaError_t ask_for(ResidentKernel const& kernel, std::size_t shared_bytes)
{
    return cudaFuncSetAttribute(kernel.phase.entry,
                                cudaFuncAttributeMaxDynamicSharedMemorySize,
                                static_cast<int>(shared_bytes));
}

std::size_t most_shared_bytes(int device)
{
    int bytes = 0;
    INFERNO_CUDA_CHECK(
        cudaDeviceGetAttribute(&bytes, cudaDevAttrMaxSharedMemoryPerBlockOptin, device));
    return static_cast<std::size_t>(bytes);
}

int bits_of(Index numbers)
{
    return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(numbers - 1)));
}

//! What a block needs: the used part of a ring, and room for everybody's mail.
std::size_t shared_bytes_of(OpenWindow const& open)
{
    Index const ring = (open.plan.ring.places << open.plan.ring.slot_bits) * Index{sizeof(int)};
    Index const spikes_of_slot = 2 * Index{words_of_slot};
    return static_cast<std::size_t>(ring + open.exchange.partitions * spikes_of_slot *
                                               Index{sizeof(Fired)});
}

//! 0 where the numbers of neurons and steps are too long for a word.
int neuron_bits_of(OpenWindow const& open)
{
    int const neuron = std::max(bits_of(open.plan.neurons), 1);
    return neuron + bits_of(Index{open.steps}) < spike_bits ? neuron : 0;
}

//! The kernel that knows all of these stages, or the one that comes closest.
ResidentKernel kernel_for(std::span<Stage const> stages)
{
    ResidentKernel best = resident_current_kernel();
    for (auto const& other :
         {resident_jump_kernel(), resident_traub_kernel(), resident_adex_kernel()}) {
        if (known_at_front(stages, other.phase) > known_at_front(stages, best.phase)) {
            best = other;
        }
    }
    return best;
}

//! Why these stages cannot stay on the device; empty if they can.
std::string obstacle(CudaBackend const& backend,
                     ResidentKernel const& kernel,
                     std::span<Stage const> stages)
{
    OpenWindow const& open = *stages.front().as<OpenWindow>();
    Index const partitions = open.exchange.partitions;
    std::ostringstream text;
    std::size_t const known = known_at_front(stages, kernel.phase);
    if (known == PhaseRecords::capacity && known < stages.size()) {
        text << "it has " << stages.size() << " stages, a kernel takes " << known;
        return text.str();
    }
    if (known < stages.size()) {
        text << "no resident kernel knows \"" << stages[known].type().name
             << "\" as well as the stages before it";
        return text.str();
    }
    backend.on_device([&] {
        std::size_t const bytes = shared_bytes_of(open);
        std::size_t const most  = most_shared_bytes(backend.device());
        if (bytes > most || ask_for(kernel, bytes) != cudaSuccess) {
            (void)cudaGetLastError();
            text << "a partition needs " << bytes << " bytes of shared memory, a block has " << most
                 << " for everything; use more partitions";
            return;
        }
        int blocks = 0;
        INFERNO_CUDA_CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(
            &blocks, kernel.phase.entry, tile_elements * block_rows, bytes));
        Index const resident =
            std::min(ResidentKernel::most_partitions, blocks * backend.preferred_partitions());
        if (partitions > resident) {
            text << "there are " << partitions << " partitions, and " << resident
                 << " fit side by side";
        }
    });
    return text.str();
}

class ResidentProgram final : public Program {
  public:
    ResidentProgram(std::shared_ptr<CudaBackend> backend, ResidentKernel kernel, Plan const& plan)
        : backend_(std::move(backend)),
          kernel_(std::move(kernel)),
          open_(*plan.phases().front().front().as<OpenWindow>()),
          mail_(backend_, 2 * open_.exchange.partitions * Index{words_of_slot}),
          by_stage_(backend_, plan)
    {
        LoadedKernel const loaded{kernel_.phase, open_.exchange.partitions};
        LoadedKernel const* const known[] = {&loaded};
        records_ = launches_of(plan.phases().front(), known).front().records;
    }

    void run(Index windows) override
    {
        Index const most        = std::max<Index>(steps_of_launch / Index{open_.steps}, 1);
        std::size_t const bytes = shared_bytes_of(open_);
        for (Index left = windows; left > 0; left -= most) {
            mail_.clear();
            backend_->on_device([&] {
                INFERNO_CUDA_CHECK(ask_for(kernel_, bytes));
                INFERNO_CUDA_CHECK(kernel_.launch(records_,
                                                  {mail_.data(), neuron_bits_of(open_)},
                                                  static_cast<std::uint32_t>(std::min(left, most)),
                                                  static_cast<unsigned>(open_.exchange.partitions),
                                                  bytes,
                                                  backend_->stream()));
            });
        }
    }

    std::vector<StageTime> profile(Index windows) override { return by_stage_.profile(windows); }

  private:
    std::shared_ptr<CudaBackend> backend_;
    ResidentKernel kernel_;
    OpenWindow open_;
    Buffer<std::uint64_t> mail_;
    PhaseRecords records_{};
    CudaProgram by_stage_;  //!< for profiles
};

}  // namespace

bool wants_residence(Plan const& plan)
{
    if (plan.phases().empty()) { return false; }
    auto const* const open = plan.phases().front().front().as<OpenWindow>();
    return open != nullptr && open->plan.replay != WindowReplay::graph;
}

std::unique_ptr<Program> make_resident(std::shared_ptr<CudaBackend> backend, Plan const& plan)
{
    Phase const& stages     = plan.phases().front();
    ResidentKernel kernel   = kernel_for(stages);
    std::string const wrong = plan.phases().size() > 1
                                  ? "synapses without storage bring arrivals to any partition, "
                                    "which must wait for each other"
                                  : obstacle(*backend, kernel, stages);
    if (wrong.empty()) {
        return std::make_unique<ResidentProgram>(std::move(backend), std::move(kernel), plan);
    }
    bool const insists = stages.front().as<OpenWindow>()->plan.replay == WindowReplay::resident;
    INFERNO_CHECK(BackendError,
                  !insists,
                  backend->name() << ": the network cannot stay on the device: " << wrong);
    return std::make_unique<CudaProgram>(std::move(backend), plan);
}

}  // namespace inferno::cuda
