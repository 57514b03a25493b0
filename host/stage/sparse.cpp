#include "inferno/mapping/sparse.hpp"

#include <algorithm>
#include <array>

#include "inferno/encode/scheduled_spikes.hpp"

namespace inferno {
namespace {

//! The synapses that one spike reaches in a partition.
struct Reached {
    std::uint64_t begin;
    std::uint32_t count, step;
};

constexpr Index reached_at_once = 64;  //!< spikes whose rows are found before the first is read
constexpr Index rows_ahead      = 6;   //!< rows that are on their way from memory
constexpr Index line_bytes      = 64;

//! Calls deliver(reached) for every spike of the last window that has synapses in the partition.
//! Rows lie anywhere in memory: where they begin is looked up for many at once, and the next few
//! are asked for while one is read.
template <class Synapse, class Deliver>
void for_each_reached(Delivery const& delivery,
                      Synapse const* synapses,
                      Index partition,
                      Deliver const& deliver)
{
    ExchangeView const& exchange = delivery.exchange;
    SparseRows const rows        = delivery.rows;
    std::uint32_t const read     = exchange.clocks[partition].parity ^ 1U;
    std::array<Reached, reached_at_once> reached;
    std::array<Fired, reached_at_once> waiting;
    Index waits = 0;

    auto const ask_for = [&](Reached const& row) {
        char const* const first = reinterpret_cast<char const*>(synapses + row.begin);
        Index const bytes       = static_cast<Index>(row.count * sizeof(Synapse));
        for (Index at = 0; at < bytes; at += line_bytes) {
            __builtin_prefetch(first + at, 0, 0);
        }
    };
    auto const deliver_waiting = [&] {
        Index found = 0;
        for (Index k = 0; k < waits; ++k) {
            SparseRows::Range const row =
                rows.of(waiting[static_cast<std::size_t>(k)].neuron, partition);
            reached[static_cast<std::size_t>(found)] = {
                row.begin, row.count, waiting[static_cast<std::size_t>(k)].step};
            found += row.count > 0 ? 1 : 0;
        }
        for (Index k = 0; k < std::min(rows_ahead, found); ++k) {
            ask_for(reached[static_cast<std::size_t>(k)]);
        }
        for (Index k = 0; k < found; ++k) {
            if (k + rows_ahead < found) {
                ask_for(reached[static_cast<std::size_t>(k + rows_ahead)]);
            }
            deliver(reached[static_cast<std::size_t>(k)]);
        }
        waits = 0;
    };

    for (Index from = 0; from < exchange.partitions; ++from) {
        Fired const* const list   = exchange.list(read, from);
        std::uint32_t const count = exchange.count(read, from);
        for (std::uint32_t k = 0; k < count; ++k) {
            Index const source = Index{list[k].neuron} - rows.first_source;
            if (source < 0 || source >= rows.sources) { continue; }
            std::uint32_t const* const ends = rows.ends + source * rows.partitions + partition;
            __builtin_prefetch(ends, 0, 1);
            __builtin_prefetch(rows.begins + source, 0, 1);
            waiting[static_cast<std::size_t>(waits++)] = {static_cast<std::uint32_t>(source),
                                                          list[k].step};
            if (waits == reached_at_once) { deliver_waiting(); }
        }
    }
    deliver_waiting();
}

}  // namespace

void OpenWindow::on_host(OpenWindow const& stage, Slice slice)
{
    for_each_partition(slice, [&](Index partition) { stage.open(partition); });
}

void ReleaseSpikes::on_host(ReleaseSpikes const& stage, Slice slice)
{
    for_each_partition(slice, [&](Index partition) { stage.release(partition); });
}

void LogSpikes::on_host(LogSpikes const& stage, Slice slice)
{
    for_each_partition(slice, [&](Index partition) {
        std::uint32_t const parity = stage.exchange.clocks[partition].parity;
        std::uint32_t const count  = stage.exchange.count(parity, partition);
        std::copy_n(stage.exchange.list(parity, partition),
                    count,
                    stage.log + partition * stage.capacity + stage.logged[partition]);
        stage.logged[partition] += count;
    });
}

void DeliverUniform::on_host(DeliverUniform const& stage, Slice slice)
{
    RingView const ring = stage.delivery.ring;
    for_each_partition(slice, [&](Index partition) {
        for_each_reached(stage.delivery, stage.targets, partition, [&](Reached const& row) {
            std::int32_t* __restrict__ const slot = ring.slot(partition, row.step + stage.delay);
            std::uint16_t const* __restrict__ const targets = stage.targets + row.begin;
            for (std::uint32_t k = 0; k < row.count; ++k) {
                slot[targets[k]] += stage.weight;
            }
        });
    });
}

void DeliverPacked::on_host(DeliverPacked const& stage, Slice slice)
{
    RingView const ring      = stage.delivery.ring;
    std::uint32_t const mask = ring.place_mask();
    int const place_bits     = ring.slot_bits + ring.target_bits;
    int const shift          = stage.weight_shift;
    for_each_partition(slice, [&](Index partition) {
        std::int32_t* __restrict__ const arrivals = ring.of(partition);
        for_each_reached(stage.delivery, stage.synapses, partition, [&](Reached const& row) {
            std::uint32_t const* __restrict__ const synapses = stage.synapses + row.begin;
            std::uint32_t const now                          = row.step << ring.target_bits;
            for (std::uint32_t k = 0; k < row.count; ++k) {
                std::uint32_t const synapse = synapses[k];
                auto const weight = static_cast<std::int32_t>(synapse) >> place_bits << shift;
                arrivals[(now + synapse) & mask] += weight;
            }
        });
    });
}

void DeliverWide::on_host(DeliverWide const& stage, Slice slice)
{
    RingView const ring      = stage.delivery.ring;
    std::uint32_t const mask = ring.place_mask();
    for_each_partition(slice, [&](Index partition) {
        std::int32_t* __restrict__ const arrivals = ring.of(partition);
        for_each_reached(stage.delivery, stage.synapses, partition, [&](Reached const& row) {
            WideSynapse const* __restrict__ const synapses = stage.synapses + row.begin;
            std::uint32_t const now                        = row.step << ring.target_bits;
            for (std::uint32_t k = 0; k < row.count; ++k) {
                arrivals[(now + synapses[k].place) & mask] += synapses[k].weight;
            }
        });
    });
}

}  // namespace inferno
