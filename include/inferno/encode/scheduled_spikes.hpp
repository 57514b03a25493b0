//! encode, sparse networks: lists of steps -> spikes.
#pragma once

#include "inferno/state/exchange.hpp"

namespace inferno {

//! A spike that is to come.
struct ScheduledSpike {
    std::uint64_t step;
    std::uint32_t* fired_count;  //!< of its neuron
    std::uint32_t neuron;        //!< number in the network
};

//! Lets the spikes of all steps of a window out. Where in its list a partition is follows from its
//! clock: nothing is remembered, and steps without a spike cost a search.
struct ReleaseSpikes {
    static constexpr std::string_view name = "spike generator";
    static constexpr Word word             = Word::encode;

    ExchangeView exchange;
    ScheduledSpike const* spikes = nullptr;  //!< by partition, then by step
    std::uint64_t const* begins  = nullptr;  //!< [partitions + 1]

    Index extent() const { return exchange.extent(); }
    Index operations() const { return exchange.partitions * 16; }
    void uses(Uses& list) const
    {
        exchange.note_writing(list);
        list.reads_any(spikes).reads_any(begins);
    }
    static void on_host(ReleaseSpikes const& stage, Slice slice);

    //! The first of the partition's spikes that is not before this step.
    INFERNO_HD std::uint64_t first_of(Index partition, std::uint64_t step) const
    {
        std::uint64_t low  = begins[partition];
        std::uint64_t high = begins[partition + 1];
        while (low < high) {
            std::uint64_t const middle = low + (high - low) / 2;
            if (spikes[middle].step < step) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
    INFERNO_HD void release(Index partition) const
    {
        WindowClock const clock = exchange.clocks[partition];
        Fired* const list       = exchange.list(clock.parity, partition);
        std::uint32_t& count    = exchange.count(clock.parity, partition);
        std::uint64_t const end = begins[partition + 1];
        for (std::uint64_t k = first_of(partition, clock.step);
             k < end && spikes[k].step < clock.next_step;
             ++k) {
            list[count++] = {spikes[k].neuron, static_cast<std::uint32_t>(spikes[k].step)};
            ++*spikes[k].fired_count;
        }
    }
};

}  // namespace inferno
