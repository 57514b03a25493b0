#include <atomic>
#include <cmath>

#include "inferno/mapping/sparse.hpp"

#include "network/sparse_draw.hpp"

namespace inferno {
namespace {

void deliver_row(DeliverDrawn const& stage, Fired spike, host::Drawn& drawn)
{
    Index const source = stage.source(spike);
    if (source < 0 || source >= stage.rows.sources) { return; }
    Index const count = stage.rows.degrees != nullptr ? stage.rows.count(source) : 0;
    draw_ends(*stage.drawable, source, count, drawn);
    draw_values(*stage.drawable, source, drawn);
    float const counts_per_weight = stage.rows.counts_per_weight;
    for (std::size_t k = 0; k < drawn.targets.size(); ++k) {
        TargetPlace const at = stage.places[drawn.targets[k]];
        std::int32_t* const slot =
            stage.ring.slot(at.partition, std::uint64_t{spike.step} + drawn.delays[k]);
        std::atomic_ref(slot[at.place])
            .fetch_add(static_cast<std::int32_t>(std::lrintf(drawn.weights[k] * counts_per_weight)),
                       std::memory_order_relaxed);
    }
}

}  // namespace

//! Partitions share the spikes, each of which is drawn once, and bring arrivals to all of them.
void DeliverDrawn::on_host(DeliverDrawn const& stage, Slice slice)
{
    thread_local host::Drawn drawn;
    for_each_partition(slice, [&stage](Index partition) {
        ExchangeView const& exchange = stage.exchange;
        std::uint32_t const last     = exchange.clocks[partition].parity ^ 1U;
        Index at = partition;  // counted from the list that is next: the first spike to be drawn
        for (Index from = 0; from < exchange.partitions; ++from) {
            Fired const* const list = exchange.list(last, from);
            Index const count       = exchange.count(last, from);
            for (; at < count; at += exchange.partitions) {
                deliver_row(stage, list[at], drawn);
            }
            at -= count;
        }
    });
}

}  // namespace inferno
