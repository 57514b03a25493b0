#include "network/sparse_rows.hpp"

namespace inferno::host {

Delivery SynapseTable::delivery(ExchangeView const& exchange, RingView const& ring) const
{
    Delivery delivery;
    delivery.exchange = exchange;
    delivery.ring     = ring;
    delivery.rows     = {first_source, sources, exchange.partitions, begins.data(), ends.data()};
    delivery.events_per_step = synapses / 1000 + 1;  // a few spikes per second and neuron
    return delivery;
}

Stage SynapseTable::stage(ExchangeView const& exchange,
                          RingView const& ring,
                          DueRuns* waiting) const
{
    Delivery const common = delivery(exchange, ring);
    switch (storage) {
        case SynapseStorage::uniform:
            return Stage(DeliverUniform{common, uniform.data(), weight, delay});
        case SynapseStorage::packed:
            if (due) {
                return Stage(DeliverRuns<NarrowRuns>{common, packed.data(), waiting, weight_shift});
            }
            return Stage(DeliverPacked{common, packed.data(), weight_shift});
        case SynapseStorage::bits:
            return Stage(
                DeliverBits{common, bits.data(), origins.data(), counts.data(), weight, delay});
        case SynapseStorage::procedural:
            return drawn->stage(exchange, ring, first_source, common.events_per_step);
        case SynapseStorage::plastic:
            return plastic->stage(common, false);
        default:
            if (due) { return Stage(DeliverRuns<WideRuns>{common, wide.data(), waiting, 0}); }
            return Stage(DeliverWide{common, wide.data()});
    }
}

}  // namespace inferno::host
