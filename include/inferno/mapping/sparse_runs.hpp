//! mapping, sparse, on processors with large caches: a synapse waits with its spike, not in a ring.
//!
//! The synapses of a source and a partition lie in runs, one for each delay, in the order of
//! delays. A run is delivered in the very step in which it arrives. So what is written at random is
//! one slot for each step of a window, which stays in a near cache, where rings of all delays would
//! not; and which run is next is known steps before it is read.
//!
//! A run is a head, then its synapses. Results are those of the other deliveries, bit for bit.
#pragma once

#include <cstdint>
#include <vector>

#include "inferno/mapping/sparse.hpp"

namespace inferno {

//! What precedes the synapses of a run.
struct RunHead {
    std::uint32_t count;  //!< synapses
    std::uint32_t steps;  //!< between the run before, or the spike, and this one; 1 or more
    bool last;            //!< of its source and partition
};

//! Runs of 4 bytes a synapse: the place in the low 16 bits, above it the weight.
struct NarrowRuns {
    static constexpr std::string_view name = "deliver, runs of 4-byte synapses";
    using Word                             = std::uint32_t;

    static constexpr int count_bits  = 20;
    static constexpr int step_bits   = 11;
    static constexpr int place_bits  = 16;
    static constexpr int weight_bits = 16;

    static constexpr std::uint32_t most_count = (std::uint32_t{1} << count_bits) - 1;
    static constexpr std::uint32_t most_steps = (std::uint32_t{1} << step_bits) - 1;

    static Word of(RunHead head)
    {
        return head.count | head.steps << count_bits | (head.last ? std::uint32_t{1} << 31 : 0);
    }
    static RunHead head(Word word)
    {
        return {word & most_count, word >> count_bits & most_steps, word >> 31 != 0};
    }
    static std::uint32_t place(Word word) { return word & 0xffffU; }
    static std::int32_t weight(Word word) { return static_cast<std::int32_t>(word) >> place_bits; }
};

//! Runs of 8 bytes a synapse.
struct WideRuns {
    static constexpr std::string_view name = "deliver, runs of 8-byte synapses";
    using Word                             = WideSynapse;

    static constexpr std::uint32_t most_count = 0xffffffffU;

    static Word of(RunHead head)
    {
        return {head.count, static_cast<std::int32_t>(head.steps << 1 | (head.last ? 1U : 0U))};
    }
    static RunHead head(Word word)
    {
        return {word.place, static_cast<std::uint32_t>(word.weight) >> 1, (word.weight & 1) != 0};
    }
    static std::uint32_t place(Word word) { return word.place; }
    static std::int32_t weight(Word word) { return word.weight; }
};

//! A run under way.
struct DueRun {
    std::uint64_t first;  //!< of its synapses
    std::uint32_t count;
    bool last;
};

//! The runs that will arrive in each of the next steps, at each partition. Grows with what is under
//! way, and lies in the program's memory.
class DueRuns {
  public:
    //! For delays of up to so many steps.
    DueRuns(Index partitions, Index longest_delay);

    std::vector<DueRun>& at(Index partition, std::uint64_t step)
    {
        return due_[(static_cast<std::size_t>(partition) << slot_bits_) + (step & mask_)];
    }

  private:
    int slot_bits_;
    std::uint64_t mask_;
    std::vector<std::vector<DueRun>> due_;
};

//! Delivers what arrives in the steps of a window, on the host.
template <class Runs>
struct DeliverRuns {
    static constexpr std::string_view name = Runs::name;
    static constexpr Word word             = Word::mapping;

    Delivery delivery;
    typename Runs::Word const* synapses = nullptr;
    DueRuns* due                        = nullptr;
    int weight_shift                    = 0;  //!< weights are counted in 2^weight_shift units

    Index extent() const { return delivery.extent(); }
    Index operations() const { return delivery.events_per_step; }
    void uses(Uses& list) const
    {
        delivery.note_uses(list);
        list.reads_any(synapses).writes_own(due);
    }
    static void on_host(DeliverRuns const& stage, Slice slice);
};

}  // namespace inferno
