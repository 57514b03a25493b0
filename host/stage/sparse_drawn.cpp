#include <cmath>

#include "inferno/mapping/sparse.hpp"

#include "network/sparse_draw.hpp"

namespace inferno {
namespace {

void deliver_row(DeliverDrawn const& stage, Index partition, Fired spike, host::Drawn& drawn)
{
    Index const source = stage.source(spike);
    if (source < 0 || source >= stage.rows.sources) { return; }
    Index const count = stage.rows.degrees != nullptr ? stage.rows.count(source) : 0;
    draw_ends(*stage.drawable, source, count, drawn);
    draw_values(*stage.drawable, source, drawn);
    float const counts_per_weight = stage.rows.counts_per_weight;
    for (std::size_t k = 0; k < drawn.targets.size(); ++k) {
        TargetPlace const at = stage.places[drawn.targets[k]];
        if (at.partition != static_cast<std::uint32_t>(partition)) { continue; }
        stage.ring.slot(partition, std::uint64_t{spike.step} + drawn.delays[k])[at.place] +=
            static_cast<std::int32_t>(std::lrintf(drawn.weights[k] * counts_per_weight));
    }
}

}  // namespace

//! Every partition draws all rows and takes what is its own.
void DeliverDrawn::on_host(DeliverDrawn const& stage, Slice slice)
{
    thread_local host::Drawn drawn;
    for_each_partition(slice, [&stage](Index partition) {
        ExchangeView const& exchange = stage.exchange;
        std::uint32_t const last     = exchange.clocks[partition].parity ^ 1U;
        for (Index from = 0; from < exchange.partitions; ++from) {
            Fired const* const list = exchange.list(last, from);
            for (std::uint32_t k = 0; k < exchange.count(last, from); ++k) {
                deliver_row(stage, partition, list[k], drawn);
            }
        }
    });
}

}  // namespace inferno
