//! mapping, sparse: spikes -> arrivals at targets, each after the delay of its synapse.
//!
//! A network of many neurons maps before it filters: what a linear synapse makes of spikes that
//! arrive together is what it makes of their sum. So a spike adds whole numbers into the ring slots
//! of its delays, in any order with the same result, and the filter is stepped with the target.
//! Only spikes cost anything.
//!
//! The synapses of a source lie together, sorted by the partition of their target, then by delay.
#pragma once

#include "inferno/mapping/drawn_rows.hpp"
#include "inferno/state/exchange.hpp"

namespace inferno {

//! Which synapses belong to a source and a partition.
struct SparseRows {
    Index first_source          = 0;  //!< number of the first neuron that may have synapses
    Index sources               = 0;
    Index partitions            = 0;
    std::uint64_t const* begins = nullptr;  //!< [sources]
    std::uint32_t const* ends   = nullptr;  //!< [sources][partitions], counted from begins

    //! Synapses [begin, end) of the source at this place, 0 for first_source.
    struct Range {
        std::uint64_t begin;
        std::uint32_t count;
    };
    INFERNO_HD Range of(Index source, Index partition) const
    {
        std::uint32_t const* const row = ends + source * partitions + partition;
        std::uint32_t const before     = partition == 0 ? 0 : row[-1];
        return {begins[source] + before, row[0] - before};
    }
    void note_uses(Uses& list) const { list.reads_any(begins).reads_any(ends); }
};

//! What all deliveries have in common.
struct Delivery {
    ExchangeView exchange;
    RingView ring;
    SparseRows rows;
    Index events_per_step = 1;  //!< about how many synapses are reached in a step

    Index extent() const { return exchange.extent(); }
    void note_uses(Uses& list) const
    {
        exchange.note_reading(list);
        rows.note_uses(list);
        list.writes_own(ring.arrivals);
    }
};

//! Synapses that all have one weight and one delay: 2 bytes each.
struct DeliverUniform {
    static constexpr std::string_view name = "deliver, one weight";
    static constexpr Word word             = Word::mapping;

    Delivery delivery;
    std::uint16_t const* targets = nullptr;  //!< [synapses], places in a slot
    std::int32_t weight          = 0;        //!< in units of the ring
    std::uint32_t delay          = 1;        //!< steps

    Index extent() const { return delivery.extent(); }
    Index operations() const { return delivery.events_per_step; }
    void uses(Uses& list) const
    {
        delivery.note_uses(list);
        list.reads_any(targets);
    }
    static void on_host(DeliverUniform const& stage, Slice slice);
};

//! Synapses of 4 bytes: target in the lowest bits, then the delay in steps, then the weight, which
//! is counted in 2^weight_shift units of the ring.
struct DeliverPacked {
    static constexpr std::string_view name = "deliver, 4-byte synapses";
    static constexpr Word word             = Word::mapping;

    Delivery delivery;
    std::uint32_t const* synapses = nullptr;
    int weight_shift              = 0;

    Index extent() const { return delivery.extent(); }
    Index operations() const { return delivery.events_per_step; }
    void uses(Uses& list) const
    {
        delivery.note_uses(list);
        list.reads_any(synapses);
    }
    static void on_host(DeliverPacked const& stage, Slice slice);
};

//! A synapse of 8 bytes.
struct WideSynapse {
    std::uint32_t place;  //!< target in the lowest bits, above them the delay in steps
    std::int32_t weight;  //!< in units of the ring
};

struct DeliverWide {
    static constexpr std::string_view name = "deliver, 8-byte synapses";
    static constexpr Word word             = Word::mapping;

    Delivery delivery;
    WideSynapse const* synapses = nullptr;

    Index extent() const { return delivery.extent(); }
    Index operations() const { return delivery.events_per_step; }
    void uses(Uses& list) const
    {
        delivery.note_uses(list);
        list.reads_any(synapses);
    }
    static void on_host(DeliverWide const& stage, Slice slice);
};

//! Dense connections with one weight, one delay and no pair twice: a bit for each pair. The targets
//! of a row are neighbours.
struct DeliverBits {
    static constexpr std::string_view name = "deliver, bits";
    static constexpr Word word             = Word::mapping;
    static constexpr int word_bits         = 64;

    Delivery delivery;                       //!< rows count words
    std::uint64_t const* bits    = nullptr;  //!< lowest bit first
    std::uint32_t const* origins = nullptr;  //!< [partitions], place of a row's first target
    std::uint32_t const* counts  = nullptr;  //!< [partitions], targets of a row
    std::int32_t weight          = 0;        //!< in units of the ring
    std::uint32_t delay          = 1;        //!< steps

    Index extent() const { return delivery.extent(); }
    Index operations() const { return delivery.events_per_step; }
    void uses(Uses& list) const
    {
        delivery.note_uses(list);
        list.reads_any(bits).reads_any(origins).reads_any(counts);
    }
    static void on_host(DeliverBits const& stage, Slice slice);
};

namespace host {
struct Drawable;
}

//! Synapses that are drawn anew when their source spikes: no memory, many operations. On a device
//! any block may bring arrivals to any partition.
struct DeliverDrawn {
    static constexpr std::string_view name = "deliver, drawn anew";
    static constexpr Word word             = Word::mapping;

    ExchangeView exchange;
    RingView ring;
    DrawnRows rows;
    Index first_source             = 0;        //!< number of source 0 in the network
    TargetPlace const* places      = nullptr;  //!< [targets]
    host::Drawable const* drawable = nullptr;  //!< the same rows, in the program's memory
    Index events_per_step          = 1;

    Index extent() const { return exchange.extent(); }
    Index operations() const { return events_per_step * 64; }
    void uses(Uses& list) const
    {
        exchange.note_reading(list);
        list.reads_any(rows.degrees).reads_any(rows.least_ms).reads_any(places);
        list.writes_any(ring.arrivals);
    }
    static void on_host(DeliverDrawn const& stage, Slice slice);

    //! Position of a neuron among the sources; not below rows.sources, nor below 0, if it is one.
    INFERNO_HD Index source(Fired spike) const { return Index{spike.neuron} - first_source; }
};

}  // namespace inferno
