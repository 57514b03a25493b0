//! Spikes of the past, delivered once more: brings rings and runs under way to where they were.
#pragma once

#include <span>

#include "network/sparse_layout.hpp"
#include "network/sparse_rows.hpp"

namespace inferno::host {

//! Lists and clocks of the partitions.
struct ExchangeMemory {
    ExchangeMemory() = default;
    ExchangeMemory(BackendPointer const& backend, SparseLayout const& layout, Index window);

    Buffer<WindowClock> clocks;
    Buffer<std::uint32_t> counts;
    Buffer<Fired> fired;
    Buffer<std::uint64_t> begins;

    ExchangeView view() const;
    std::size_t bytes() const;
};

//! A spike with its whole step.
struct PastSpike {
    std::uint64_t step;
    std::uint32_t neuron;
};

//! Delivers `spikes`, in the order of steps, through tables that do not learn, and empties the
//! slots of steps that are over, as neurons do.
class Replay {
  public:
    //! Into this ring, which is empty, and these runs, none of which are under way.
    Replay(ExchangeMemory& lists,
           RingView const& ring,
           SparseLayout const& layout,
           std::vector<PointGroup*> const& groups,
           Index window);

    //! A table, and its runs under way where it has any.
    void add(SynapseTable const& table, DueRuns* due) { tables_.push_back({&table, due}); }
    //! Windows up to step `last`, then one from there to `end` in which nothing fires. Spikes from
    //! step `last` on are not delivered.
    void run(std::span<PastSpike const> spikes, std::uint64_t last, std::uint64_t end);

  private:
    struct Table {
        SynapseTable const* table;
        DueRuns* due;
    };
    void fill_lists(std::span<PastSpike const> spikes);
    void step(std::span<PastSpike const> fired, std::uint64_t begin, std::uint64_t end);
    void consume(std::uint64_t step);

    ExchangeMemory& lists_;
    RingView ring_;
    SparseLayout const& layout_;
    std::vector<PointGroup*> const& groups_;
    std::uint64_t window_;
    std::vector<Table> tables_;
};

}  // namespace inferno::host
