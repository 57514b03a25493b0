//! What the partitions of a sparse network share: a clock each, and who fired in which step.
//!
//! A window is a run of steps in which no spike can reach another partition: as long as the
//! shortest delay and, where synapses filter arrivals before the membrane sees them, one step more.
//! In a window every partition delivers what all of them fired in the window before into its own
//! rings, steps its own neurons, and notes who fires. Between two windows everybody waits; nowhere
//! else. Potjans and Diesmann's network with delays from one step, for one, exchanges every two
//! steps, and the result does not depend on the length of windows.
//!
//! Stages of partitions have 32 elements for each of them: element 32 p + k is lane k of p, so that
//! a partition is a tile to a device and a slice to a thread.
#pragma once

#include <cstdint>

#include "inferno/core/portable.hpp"
#include "inferno/runtime/stage.hpp"

namespace inferno {

inline constexpr Index partition_lanes = 32;  //!< elements of a stage for each partition

//! A spike: a neuron's number in its network, and the low bits of its step.
struct Fired {
    std::uint32_t neuron, step;
};

//! Where a partition is in time. Each has its own, so that nobody waits for a common one.
struct WindowClock {
    std::uint64_t step      = 0;  //!< first step of the window
    std::uint64_t next_step = 0;  //!< first step of the next
    std::uint32_t parity    = 0;  //!< which half of the lists is being written
    std::uint32_t steps     = 0;  //!< of this window
};

//! The lists of who fired, twice: one half is read while the other is written.
struct ExchangeView {
    WindowClock* clocks         = nullptr;  //!< [partitions]
    std::uint32_t* counts       = nullptr;  //!< [2][partitions]
    Fired* fired                = nullptr;  //!< [2][spikes of all partitions in a window]
    std::uint64_t const* begins = nullptr;  //!< [partitions + 1], into one half of `fired`
    Index partitions            = 0;

    INFERNO_HD Fired* list(std::uint32_t parity, Index partition) const
    {
        return fired + parity * begins[partitions] + begins[partition];
    }
    INFERNO_HD std::uint32_t& count(std::uint32_t parity, Index partition) const
    {
        return counts[parity * static_cast<std::uint64_t>(partitions) +
                      static_cast<std::uint64_t>(partition)];
    }
    Index extent() const { return partitions * partition_lanes; }
    //! A stage that writes its partition's half reads the other: no two of them clash.
    void note_reading(Uses& list) const { list.reads_own(clocks).reads_any(counts); }
    void note_writing(Uses& list) const { list.reads_own(clocks).writes_own(fired); }
};

//! Arrivals to come, one ring of slots for each partition: [partitions][slots][stride] in units of
//! 2^-k of the port they belong to. Slots and stride are powers of two: a place in the ring of a
//! partition is one addition and one mask away from a synapse.
struct RingView {
    std::int32_t* arrivals = nullptr;
    int target_bits        = 0;  //!< log2 of the stride
    int slot_bits          = 0;  //!< log2 of the number of slots
    Index places           = 0;  //!< of a slot, that targets have; the rest of the stride is unused

    INFERNO_HD Index slots() const { return Index{1} << slot_bits; }
    INFERNO_HD Index stride() const { return Index{1} << target_bits; }
    INFERNO_HD std::int32_t* of(Index partition) const
    {
        return arrivals + (partition << (slot_bits + target_bits));
    }
    INFERNO_HD std::uint32_t place_mask() const
    {
        return (std::uint32_t{1} << (slot_bits + target_bits)) - 1;
    }
    //! What arrives in this step, in the ring of a partition.
    INFERNO_HD std::int32_t* slot(Index partition, std::uint64_t step) const
    {
        auto const in_ring = static_cast<Index>(step & static_cast<std::uint64_t>(slots() - 1));
        return of(partition) + (in_ring << target_bits);
    }
};

//! Calls visit(p) for every partition whose first element lies in the slice.
template <class Visit>
void for_each_partition(Slice slice, Visit const& visit)
{
    for (Index p = (slice.begin + partition_lanes - 1) / partition_lanes;
         p * partition_lanes < slice.end;
         ++p) {
        visit(p);
    }
}

//! How a device replays windows. Results do not depend on it.
enum class WindowReplay {
    automatic,  //!< resident, where that is possible
    graph,      //!< a kernel for every window
    resident    //!< a kernel that stays for many windows and keeps the rings close to it
};

//! What whoever replays windows must know of the network.
struct WindowPlan {
    RingView ring;
    Index neurons       = 0;
    WindowReplay replay = WindowReplay::automatic;
};

//! Begins a window: clocks move on, and lists that nobody reads any more are emptied.
struct OpenWindow {
    static constexpr std::string_view name = "open window";
    static constexpr Word word             = Word::encode;

    ExchangeView exchange;
    std::uint32_t steps = 1;
    WindowPlan plan;

    Index extent() const { return exchange.extent(); }
    Index operations() const { return exchange.partitions; }
    void uses(Uses& list) const { list.writes_own(exchange.clocks); }
    static void on_host(OpenWindow const& stage, Slice slice);

    INFERNO_HD void advance(WindowClock& clock) const
    {
        clock.step = clock.next_step;
        clock.next_step += steps;
        clock.steps = steps;
        clock.parity ^= 1U;
    }
    INFERNO_HD void open(Index partition) const
    {
        WindowClock& clock = exchange.clocks[partition];
        advance(clock);
        exchange.count(clock.parity, partition) = 0;
    }
};

//! Appends the spikes of a window to logs that are emptied between runs.
struct LogSpikes {
    static constexpr std::string_view name = "log spikes";
    static constexpr Word word             = Word::trace;

    ExchangeView exchange;
    Fired* log            = nullptr;  //!< [partitions][capacity]
    std::uint32_t* logged = nullptr;  //!< [partitions]
    Index capacity        = 0;  //!< of a partition; whoever replays sees to it that it is kept

    Index extent() const { return exchange.extent(); }
    Index operations() const { return exchange.partitions * 4; }
    void uses(Uses& list) const
    {
        exchange.note_writing(list);
        list.writes_own(log).writes_own(logged);
    }
    static void on_host(LogSpikes const& stage, Slice slice);
};

}  // namespace inferno
