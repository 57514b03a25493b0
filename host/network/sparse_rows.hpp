//! Building the rows of a sparse network: synapses by source, split by target partition, sorted.
#pragma once

#include <cmath>
#include <memory>
#include <vector>

#include "inferno/mapping/sparse.hpp"
#include "inferno/mapping/sparse_runs.hpp"

#include "network/sparse_draw.hpp"
#include "network/sparse_drawn.hpp"
#include "network/sparse_layout.hpp"
#include "network/sparse_plastic.hpp"
#include "runtime/thread_pool.hpp"

namespace inferno::host {

//! A projection on its way into a table.
struct ProjectionPlan {
    Drawable draw;
    Index source_population = 0, target_population = 0;
    int port               = 0;
    double unit            = 1;  //!< of the target's ring
    SynapseStorage storage = SynapseStorage::wide;
    double weight_step     = 0;  //!< that weights are rounded to; 0: the unit
    Index synapses         = 0;  //!< found out by building

    //! What weights are multiples of, a power of two.
    double step() const { return weight_step > 0 ? weight_step : unit; }
};

//! log2 of the units of the ring in a step of the weights.
inline int weight_shift(ProjectionPlan const& plan) { return std::ilogb(plan.step() / plan.unit); }
DrawnTarget drawn_target(ProjectionPlan const& plan);

//! True if synapses so stored can wait with their spikes, see mapping/sparse_runs.hpp.
inline bool makes_runs(SynapseStorage storage)
{
    return storage == SynapseStorage::packed || storage == SynapseStorage::wide;
}

//! Bits of a synapse's place, the same for all tables of a network.
struct PlaceBits {
    int target = 0, slot = 0;
    int both() const { return target + slot; }
};

//! Synapses that share a form: one stage delivers them.
struct SynapseTable {
    SynapseStorage storage = SynapseStorage::wide;
    std::int32_t weight    = 0;  //!< of uniform synapses, in units of the ring
    std::uint32_t delay    = 1;  //!< likewise, steps; the longest, of synapses in runs
    int weight_shift       = 0;  //!< of packed ones, log2 of their step in units
    std::vector<ProjectionPlan*> projections;

    Index first_source = 0, sources = 0;
    Index synapses = 0;
    Buffer<std::uint64_t> begins;
    Buffer<std::uint32_t> ends;
    Buffer<std::uint16_t> uniform;
    Buffer<std::uint32_t> packed;
    Buffer<WideSynapse> wide;
    Buffer<std::uint64_t> bits;
    Buffer<std::uint32_t> origins, counts;   //!< [partitions], of targets of bits
    std::unique_ptr<DueRuns> due;            //!< where packed and wide synapses lie in runs
    std::unique_ptr<PlasticMemory> plastic;  //!< where weights learn
    std::unique_ptr<DrawnMemory> drawn;      //!< where synapses have no storage

    std::size_t synapse_bytes() const
    {
        return uniform.bytes() + packed.bytes() + wide.bytes() + bits.bytes() - head_bytes() +
               (plastic ? plastic->synapse_bytes() : 0);
    }
    std::size_t row_bytes() const
    {
        return begins.bytes() + ends.bytes() + head_bytes() +
               (plastic ? plastic->trace_bytes() : 0) + (drawn ? drawn->bytes() : 0);
    }
    //! Of runs: their heads, and the room for those that could have been.
    std::size_t head_bytes() const
    {
        if (!due) { return 0; }
        std::size_t const each = packed.size() > 0 ? sizeof(std::uint32_t) : sizeof(WideSynapse);
        return packed.bytes() + wide.bytes() - static_cast<std::size_t>(synapses) * each;
    }
    Delivery delivery(ExchangeView const& exchange, RingView const& ring) const;
    //! With runs under way in `waiting`, where synapses wait with their spikes.
    Stage stage(ExchangeView const& exchange, RingView const& ring, DueRuns* waiting) const;
    Stage stage(ExchangeView const& exchange, RingView const& ring) const
    {
        return stage(exchange, ring, due.get());
    }
};

//! The tables that these projections go into: those that one stage can serve share one.
std::vector<SynapseTable> make_tables(std::vector<ProjectionPlan>& projections,
                                      SparseLayout const& layout);

//! Draws the synapses of a table and fills its memory.
void fill_table(SynapseTable& table,
                BackendPointer const& backend,
                SparseLayout const& layout,
                PlaceBits bits,
                ThreadPool& pool);

}  // namespace inferno::host
