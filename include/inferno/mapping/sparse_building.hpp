//! Building the rows of a sparse network where they will lie: synapses are drawn once to be
//! counted, and once more to be written.
#pragma once

#include "inferno/mapping/sparse.hpp"

namespace inferno {

//! A projection on its way into a table. Element 32 u is unit u: a source with all its synapses or,
//! by_target, a target.
struct DrawnProjection {
    DrawnRows rows;  //!< of units; what they draw are partners
    bool by_target            = false;
    Index first_row           = 0;  //!< of source 0 in the table
    Index partitions          = 1;
    TargetPlace const* places = nullptr;  //!< [targets]

    Index extent() const { return rows.sources * partition_lanes; }
    Index operations() const { return rows.sources * 1024; }
    void note_uses(Uses& list) const
    {
        list.reads_any(rows.degrees).reads_any(rows.least_ms).reads_any(places);
    }
    INFERNO_HD Index row(Index unit, std::uint32_t partner) const
    {
        return first_row + (by_target ? Index{partner} : unit);
    }
    INFERNO_HD TargetPlace place(Index unit, std::uint32_t partner) const
    {
        return places[by_target ? unit : Index{partner}];
    }
};

//! How many synapses each row has in each partition, added to what is there.
struct CountSynapses {
    static constexpr std::string_view name = "count synapses";
    static constexpr Word word             = Word::mapping;

    DrawnProjection projection;
    std::uint32_t* counts = nullptr;  //!< [rows][partitions]

    Index extent() const { return projection.extent(); }
    Index operations() const { return projection.operations(); }
    void uses(Uses& list) const
    {
        projection.note_uses(list);
        list.writes_any(counts);
    }
    static void on_host(CountSynapses const& stage, Slice slice);

    INFERNO_HD std::uint32_t* counter(Index unit, std::uint32_t partner) const
    {
        return counts + projection.row(unit, partner) * projection.partitions +
               projection.place(unit, partner).partition;
    }
};

//! Writes synapses, in any order, where the rows of their sources begin.
struct WriteSynapses {
    static constexpr std::string_view name = "write synapses";
    static constexpr Word word             = Word::mapping;

    DrawnProjection projection;
    std::uint64_t const* begins = nullptr;  //!< [rows]
    //! [rows][partitions], where the next one goes, counted from begins; of bits [partitions],
    //! where those of a partition begin.
    std::uint32_t* cursors = nullptr;
    //! One of these.
    std::uint16_t* uniform = nullptr;
    std::uint32_t* packed  = nullptr;
    WideSynapse* wide      = nullptr;
    std::uint64_t* bits    = nullptr;

    std::uint32_t const* origins = nullptr;  //!< of bits, as of DeliverBits
    int target_bits = 0, place_bits = 0;
    int weight_shift = 0;  //!< of wide ones, log2 of the counts in a step of the weights

    Index extent() const { return projection.extent(); }
    Index operations() const { return projection.operations(); }
    void uses(Uses& list) const
    {
        projection.note_uses(list);
        list.reads_any(begins).reads_any(origins).writes_any(cursors);
        list.writes_any(uniform).writes_any(packed).writes_any(wide).writes_any(bits);
    }
    static void on_host(WriteSynapses const& stage, Slice slice);

    //! `take(counter)` adds 1 to it and gives what it was, `set(word, bits)` sets bits of a word.
    template <class Take, class Set>
    INFERNO_HD void write(
        Index unit, std::uint64_t k, std::uint32_t partner, Take const& take, Set const& set) const
    {
        TargetPlace const at = projection.place(unit, partner);
        Index const row      = projection.row(unit, partner);
        if (bits != nullptr) {
            std::uint32_t const bit = at.place - origins[at.partition];
            std::uint64_t* const of_bits =
                bits + begins[row] + cursors[at.partition] + bit / DeliverBits::word_bits;
            return set(of_bits, std::uint64_t{1} << (bit % DeliverBits::word_bits));
        }
        Index const cell          = row * projection.partitions + at.partition;
        std::uint64_t const where = begins[row] + take(cursors + cell);
        if (uniform != nullptr) {
            uniform[where] = static_cast<std::uint16_t>(at.place);
            return;
        }
        DrawnRows const& rows     = projection.rows;
        auto const synapse        = rows.synapse(unit, k, partner, rows.words(unit, k));
        std::uint32_t const place = synapse.delay << target_bits | at.place;
        auto const weight         = static_cast<std::uint32_t>(synapse.weight);
        if (packed != nullptr) {
            packed[where] = weight << place_bits | place;
        } else {
            wide[where] = {place, static_cast<std::int32_t>(weight << weight_shift)};
        }
    }
};

}  // namespace inferno
