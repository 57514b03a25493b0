#include "inferno/mapping/sparse_runs.hpp"

#include <bit>

#include "inferno/mapping/sparse_loop.hpp"

namespace inferno {

DueRuns::DueRuns(Index partitions, Index longest_delay)
    : slot_bits_(static_cast<int>(std::bit_width(static_cast<std::uint64_t>(longest_delay)))),
      mask_((std::uint64_t{1} << slot_bits_) - 1),
      due_(static_cast<std::size_t>(partitions) << slot_bits_)
{
}

namespace host {
namespace {

constexpr Index runs_ahead = 12;  //!< runs that are on their way from memory

//! Notes the first runs of what fired in the last window.
template <class Runs>
void note_new(DeliverRuns<Runs> const& stage, Index partition)
{
    std::uint32_t const written = stage.delivery.exchange.clocks[partition].parity;
    auto const* const synapses  = stage.synapses;
    for_each_batch(stage.delivery, written ^ 1U, partition, [&](std::span<Reached const> batch) {
        for (Reached const& row : batch) {
            __builtin_prefetch(synapses + row.begin, 0, 0);
        }
        for (Reached const& row : batch) {
            RunHead const head = Runs::head(synapses[row.begin]);
            stage.due->at(partition, std::uint64_t{row.step} + head.steps)
                .push_back({row.begin + 1, head.count, head.last});
        }
    });
}

//! Delivers what arrives in one step.
template <class Runs>
void deliver_step(DeliverRuns<Runs> const& stage, Index partition, std::uint64_t step)
{
    std::vector<DueRun>& due              = stage.due->at(partition, step);
    std::int32_t* __restrict__ const slot = stage.delivery.ring.slot(partition, step);
    typename Runs::Word const* __restrict__ const synapses = stage.synapses;
    int const shift                                        = stage.weight_shift;
    Index const count                                      = std::ssize(due);
    auto const ask                                         = [&](Index k) {
        DueRun const& run = due[static_cast<std::size_t>(k)];
        ask_for(synapses + run.first, static_cast<Index>((run.count + 1) * sizeof(*synapses)));
    };
    for (Index k = 0; k < std::min(runs_ahead, count); ++k) {
        ask(k);
    }
    for (Index k = 0; k < count; ++k) {
        if (k + runs_ahead < count) { ask(k + runs_ahead); }
        DueRun const run       = due[static_cast<std::size_t>(k)];
        auto const* const mine = synapses + run.first;
        for (std::uint32_t j = 0; j < run.count; ++j) {
            slot[Runs::place(mine[j])] += Runs::weight(mine[j]) << shift;
        }
        if (run.last) { continue; }
        RunHead const head = Runs::head(mine[run.count]);
        stage.due->at(partition, step + head.steps)
            .push_back({run.first + run.count + 1, head.count, head.last});
    }
    due.clear();
}

}  // namespace
}  // namespace host

//! A spike of the last window arrives in the step before this one at the earliest, where synapses
//! filter arrivals before the membrane sees them.
template <class Runs>
void DeliverRuns<Runs>::on_host(DeliverRuns const& stage, Slice slice)
{
    for_each_partition(slice, [&](Index partition) {
        WindowClock const clock = stage.delivery.exchange.clocks[partition];
        host::note_new(stage, partition);
        for (std::uint64_t step = clock.step - 1; step != clock.next_step; ++step) {
            host::deliver_step(stage, partition, step);
        }
    });
}

template struct DeliverRuns<NarrowRuns>;
template struct DeliverRuns<WideRuns>;

}  // namespace inferno
