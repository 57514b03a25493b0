//! The host's loop over the synapses that the spikes of a window reach.
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "inferno/mapping/sparse.hpp"

namespace inferno::host {

//! The synapses that one spike reaches in a partition.
struct Reached {
    std::uint64_t begin;
    std::uint32_t count, step;
    std::uint32_t source;  //!< its place among the sources
};

inline constexpr Index reached_at_once =
    64;  //!< spikes whose rows are found before the first is read
inline constexpr std::size_t rows_ahead = 6;  //!< rows that are on their way from memory
inline constexpr Index line_bytes       = 64;
inline constexpr Index asked_bytes      = 4096;  //!< of a row; the rest follows by itself

//! Asks for so many bytes, each of which is read once.
inline void ask_for(void const* memory, Index bytes)
{
    auto const* const first = static_cast<char const*>(memory);
    for (Index at = 0; at < bytes; at += line_bytes) {
        __builtin_prefetch(first + at, 0, 0);
    }
}

//! Calls use(batch) with the rows in the partition of every spike in one half of the lists, in the
//! order of the lists: spikes of one source in the order of time. Rows lie anywhere in memory:
//! where they begin is looked up for many at once.
template <class Use>
void for_each_batch(Delivery const& delivery, std::uint32_t parity, Index partition, Use const& use)
{
    ExchangeView const& exchange = delivery.exchange;
    SparseRows const rows        = delivery.rows;
    std::array<Reached, reached_at_once> reached;
    std::array<Fired, reached_at_once> waiting;
    Index waits = 0;

    auto const use_waiting = [&] {
        std::size_t found = 0;
        for (Index k = 0; k < waits; ++k) {
            Fired const spike           = waiting[static_cast<std::size_t>(k)];
            SparseRows::Range const row = rows.of(spike.neuron, partition);
            reached[found]              = {row.begin, row.count, spike.step, spike.neuron};
            found += row.count > 0 ? 1 : 0;
        }
        use(std::span<Reached const>(reached).first(found));
        waits = 0;
    };

    for (Index from = 0; from < exchange.partitions; ++from) {
        Fired const* const list   = exchange.list(parity, from);
        std::uint32_t const count = exchange.count(parity, from);
        for (std::uint32_t k = 0; k < count; ++k) {
            Index const source = Index{list[k].neuron} - rows.first_source;
            if (source < 0 || source >= rows.sources) { continue; }
            std::uint32_t const* const ends = rows.ends + source * rows.partitions + partition;
            __builtin_prefetch(ends, 0, 1);
            __builtin_prefetch(rows.begins + source, 0, 1);
            waiting[static_cast<std::size_t>(waits++)] = {static_cast<std::uint32_t>(source),
                                                          list[k].step};
            if (waits == reached_at_once) { use_waiting(); }
        }
    }
    use_waiting();
}

//! Calls deliver(reached) for each of them; the next few rows are asked for while one is read.
template <class Synapse, class Deliver>
void for_each_reached(Delivery const& delivery,
                      std::uint32_t parity,
                      Synapse const* synapses,
                      Index partition,
                      Deliver const& deliver)
{
    auto const ask = [&](Reached const& row) {
        auto const bytes = static_cast<Index>(row.count * sizeof(Synapse));
        ask_for(synapses + row.begin, std::min(bytes, asked_bytes));
    };
    for_each_batch(delivery, parity, partition, [&](std::span<Reached const> batch) {
        for (std::size_t k = 0; k < std::min(rows_ahead, batch.size()); ++k) {
            ask(batch[k]);
        }
        for (std::size_t k = 0; k < batch.size(); ++k) {
            if (k + rows_ahead < batch.size()) { ask(batch[k + rows_ahead]); }
            deliver(batch[k]);
        }
    });
}

//! The same for what fired in the last window.
template <class Synapse, class Deliver>
void for_each_reached(Delivery const& delivery,
                      Synapse const* synapses,
                      Index partition,
                      Deliver const& deliver)
{
    std::uint32_t const written = delivery.exchange.clocks[partition].parity;
    for_each_reached(delivery, written ^ 1U, synapses, partition, deliver);
}

}  // namespace inferno::host
