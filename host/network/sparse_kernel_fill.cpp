#include "network/sparse_kernel_fill.hpp"

#include <algorithm>
#include <numeric>

#include "network/sparse_bit_maker.hpp"
#include "network/sparse_bounds.hpp"
#include "network/sparse_fill.hpp"

namespace inferno::host {

DrawnTarget drawn_target(ProjectionPlan const& plan)
{
    return {&plan.draw, plan.target_population, plan.port, plan.step(), delays_of(plan).greatest};
}

bool kernels_can_fill(SynapseTable const& table)
{
    bool const there =
        table.storage == SynapseStorage::uniform || table.storage == SynapseStorage::packed ||
        table.storage == SynapseStorage::wide || table.storage == SynapseStorage::bits;
    return there && !table.due &&
           std::ranges::all_of(table.projections, [](ProjectionPlan const* plan) {
               return plan->draw.unit() != DrawUnit::chunk;
           });
}

namespace {

class KernelFill {
  public:
    KernelFill(SynapseTable& table,
               BackendPointer const& backend,
               SparseLayout const& layout,
               PlaceBits bits)
        : table_(table),
          backend_(backend),
          layout_(layout),
          bits_(bits),
          counts_(backend, table.sources * layout.partitions())
    {
    }

    void run(ThreadPool& pool)
    {
        for (ProjectionPlan* const plan : table_.projections) {
            memories_.push_back(std::make_unique<DrawnMemory>(
                backend_, drawn_target(*plan), degrees_of(*plan, pool), layout_));
            backend_->submit(Stage(CountSynapses{projection(*plan), counts_.data()}));
            std::vector<std::uint32_t> const counts = counts_.download();
            Index const all = std::accumulate(counts.begin(), counts.end(), Index{0});
            plan->synapses  = all - table_.synapses;
            table_.synapses = all;
        }
        WriteSynapses stage;
        stage.target_bits = bits_.target;
        stage.place_bits  = bits_.both();
        table_.storage == SynapseStorage::bits ? make_bits(stage) : make_rows(stage);
        stage.begins = table_.begins.data();
        for (std::size_t k = 0; k < memories_.size(); ++k) {
            ProjectionPlan const& plan = *table_.projections[k];
            stage.projection           = projection(plan, k);
            stage.weight_shift         = weight_shift(plan);
            backend_->submit(Stage(stage));
        }
        backend_->synchronize();  // before what is only needed here goes
    }

  private:
    static std::vector<std::uint32_t> degrees_of(ProjectionPlan& plan, ThreadPool& pool)
    {
        if (!std::holds_alternative<FixedTotalNumber>(*plan.draw.rule)) { return {}; }
        Filling filling{&plan, 0, {}, {}, {}};
        count_degrees(filling, pool);
        return filling.degree;
    }
    DrawnProjection projection(ProjectionPlan const& plan, std::size_t k) const
    {
        DrawnMemory const& memory = *memories_[k];
        Index const first = layout_.first_neuron(plan.source_population) - table_.first_source;
        return {memory.rows(), memory.by_target(), first, layout_.partitions(), memory.places()};
    }
    DrawnProjection projection(ProjectionPlan const& plan) const
    {
        return projection(plan, memories_.size() - 1);
    }

    //! Where rows begin, and where in them the synapses of each partition.
    void make_rows(WriteSynapses& stage)
    {
        Index const partitions            = layout_.partitions();
        std::vector<std::uint32_t> cursor = counts_.download(), ends = cursor;
        std::vector<std::uint64_t> begins;
        std::uint64_t sum = 0;
        for (Index s = 0; s < table_.sources; ++s) {
            begins.push_back(sum);
            std::uint32_t in_row = 0;
            for (Index p = 0; p < partitions; ++p) {
                auto const cell = static_cast<std::size_t>(s * partitions + p);
                cursor[cell]    = in_row;
                in_row += ends[cell];
                ends[cell] = in_row;
            }
            sum += in_row;
        }
        table_.begins = Buffer<std::uint64_t>(backend_, std::span<std::uint64_t const>(begins));
        table_.ends   = Buffer<std::uint32_t>(backend_, std::span<std::uint32_t const>(ends));
        counts_.upload(cursor);
        stage.cursors    = counts_.data();
        auto const count = static_cast<Index>(sum);
        if (table_.storage == SynapseStorage::uniform) {
            table_.uniform = Buffer<std::uint16_t>(backend_, count);
            stage.uniform  = table_.uniform.data();
        } else if (table_.storage == SynapseStorage::packed) {
            table_.packed = Buffer<std::uint32_t>(backend_, count);
            stage.packed  = table_.packed.data();
        } else {
            table_.wide = Buffer<WideSynapse>(backend_, count);
            stage.wide  = table_.wide.data();
        }
    }

    //! All rows have as many words.
    void make_bits(WriteSynapses& stage)
    {
        BitMaker const blank(layout_, *table_.projections.front());
        Index const words = blank.room(0);
        std::vector<std::uint64_t> begins;
        std::vector<std::uint32_t> ends, firsts{0};
        for (Index s = 0; s < table_.sources; ++s) {
            begins.push_back(static_cast<std::uint64_t>(s * words));
            ends.insert(ends.end(), blank.ends().begin(), blank.ends().end());
        }
        firsts.insert(firsts.end(), blank.ends().begin(), blank.ends().end() - 1);
        table_.origins = Buffer<std::uint32_t>(backend_, std::span(blank.origins()));
        table_.counts  = Buffer<std::uint32_t>(backend_, std::span(blank.counts()));
        table_.begins  = Buffer<std::uint64_t>(backend_, std::span<std::uint64_t const>(begins));
        table_.ends    = Buffer<std::uint32_t>(backend_, std::span<std::uint32_t const>(ends));
        table_.bits    = Buffer<std::uint64_t>(backend_, table_.sources * words);
        counts_        = Buffer<std::uint32_t>(backend_, std::span<std::uint32_t const>(firsts));
        stage.cursors  = counts_.data();
        stage.bits     = table_.bits.data();
        stage.origins  = table_.origins.data();
    }

    SynapseTable& table_;
    BackendPointer const& backend_;
    SparseLayout const& layout_;
    PlaceBits bits_;
    Buffer<std::uint32_t> counts_;  //!< [rows][partitions]; then where the next synapse goes
    std::vector<std::unique_ptr<DrawnMemory>> memories_;
};

}  // namespace

void fill_by_kernels(SynapseTable& table,
                     BackendPointer const& backend,
                     SparseLayout const& layout,
                     PlaceBits bits,
                     ThreadPool& pool)
{
    KernelFill(table, backend, layout, bits).run(pool);
}

}  // namespace inferno::host
