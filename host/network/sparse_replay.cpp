#include "network/sparse_replay.hpp"

#include <algorithm>

namespace inferno::host {
namespace {

//! Where the lists of each partition begin: every neuron may fire in every step of a window.
std::vector<std::uint64_t> begins_of(SparseLayout const& layout, Index window)
{
    std::vector<std::uint64_t> begins{0};
    for (Index p = 0; p < layout.partitions(); ++p) {
        begins.push_back(begins.back() + static_cast<std::uint64_t>(layout.neurons_of(p) * window));
    }
    return begins;
}

}  // namespace

ExchangeMemory::ExchangeMemory(BackendPointer const& backend,
                               SparseLayout const& layout,
                               Index window)
    : clocks(backend, layout.partitions()),
      counts(backend, 2 * layout.partitions()),
      fired(backend, 2 * layout.neurons() * window),
      begins(backend, std::span<std::uint64_t const>(begins_of(layout, window)))
{
}

ExchangeView ExchangeMemory::view() const
{
    return {const_cast<WindowClock*>(clocks.data()),
            const_cast<std::uint32_t*>(counts.data()),
            const_cast<Fired*>(fired.data()),
            begins.data(),
            clocks.size()};
}

std::size_t ExchangeMemory::bytes() const
{
    return clocks.bytes() + counts.bytes() + fired.bytes() + begins.bytes();
}

Replay::Replay(ExchangeMemory& lists,
               RingView const& ring,
               SparseLayout const& layout,
               std::vector<PointGroup*> const& groups,
               Index window)
    : lists_(lists),
      ring_(ring),
      layout_(layout),
      groups_(groups),
      window_(static_cast<std::uint64_t>(window))
{
}

void Replay::run(std::span<PastSpike const> spikes, std::uint64_t last, std::uint64_t end)
{
    auto const first_from = [spikes](std::uint64_t step) {
        return std::lower_bound(
            spikes.begin(), spikes.end(), step, [](PastSpike const& spike, std::uint64_t from) {
                return spike.step < from;
            });
    };
    std::uint64_t const first = spikes.empty() ? last : std::min(last, spikes.front().step);
    std::uint64_t begin       = last - (last - first + window_ - 1) / window_ * window_;
    if (begin > last) { begin = 0; }  // before the beginning
    while (begin < last) {
        std::uint64_t const next = std::min(begin + window_, last);
        std::span<PastSpike const> const fired(first_from(begin), first_from(next));
        step(fired, next, next == last ? end : std::min(next + window_, last));
        begin = next;
    }
}

//! Spikes of the window before, in the half of the lists that is read.
void Replay::fill_lists(std::span<PastSpike const> spikes)
{
    Index const partitions = layout_.partitions();
    std::vector<std::vector<Fired>> by_partition(static_cast<std::size_t>(partitions));
    for (PastSpike const& spike : spikes) {
        by_partition[layout_.partition_of(spike.neuron)].push_back(
            {spike.neuron, static_cast<std::uint32_t>(spike.step)});
    }
    std::vector<std::uint32_t> counts(static_cast<std::size_t>(2 * partitions), 0);
    std::vector<std::uint64_t> const begins = lists_.begins.download();
    for (std::size_t p = 0; p < by_partition.size(); ++p) {
        std::vector<Fired> const& own = by_partition[p];
        counts[p]                     = static_cast<std::uint32_t>(own.size());
        if (own.empty()) { continue; }
        lists_.fired.backend()->upload(
            lists_.fired.data() + begins[p], own.data(), own.size() * sizeof(Fired));
    }
    lists_.counts.upload(counts);
}

//! The deliveries of the window [begin, end), before which these spikes were fired.
void Replay::step(std::span<PastSpike const> fired, std::uint64_t begin, std::uint64_t end)
{
    fill_lists(fired);
    lists_.clocks.fill({begin, end, 1, static_cast<std::uint32_t>(end - begin)});
    for (Table const& table : tables_) {
        lists_.clocks.backend()->submit(table.table->stage(lists_.view(), ring_, table.due));
    }
    for (std::uint64_t step = begin; step < end; ++step) {
        consume(step);
    }
}

void Replay::consume(std::uint64_t step)
{
    for (Index p = 0; p < layout_.partitions(); ++p) {
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            PopulationSlice const& slice = layout_.slice(p, static_cast<Index>(g));
            Index const places           = Index{slice.count} * groups_[g]->ports();
            if (places == 0) { continue; }
            auto const lag = static_cast<std::uint64_t>(groups_[g]->lag());
            lists_.clocks.backend()->clear(ring_.slot(p, step - lag) + slice.place,
                                           static_cast<std::size_t>(places) * sizeof(std::int32_t));
        }
    }
}

}  // namespace inferno::host
