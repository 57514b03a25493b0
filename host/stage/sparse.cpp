#include "inferno/encode/scheduled_spikes.hpp"
#include "inferno/mapping/sparse_loop.hpp"

namespace inferno {

using host::Reached;

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
        host::for_each_reached(stage.delivery, stage.targets, partition, [&](Reached const& row) {
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
        host::for_each_reached(stage.delivery, stage.synapses, partition, [&](Reached const& row) {
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
        host::for_each_reached(stage.delivery, stage.synapses, partition, [&](Reached const& row) {
            WideSynapse const* __restrict__ const synapses = stage.synapses + row.begin;
            std::uint32_t const now                        = row.step << ring.target_bits;
            for (std::uint32_t k = 0; k < row.count; ++k) {
                arrivals[(now + synapses[k].place) & mask] += synapses[k].weight;
            }
        });
    });
}

}  // namespace inferno
