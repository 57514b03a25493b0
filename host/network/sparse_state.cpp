//! A sparse network's state between two runs: what is under way, independent of where it lies.
#include "network/sparse_state.hpp"

#include <algorithm>
#include <tuple>

#include "network/sparse_bounds.hpp"
#include "network/sparse_plan.hpp"

namespace inferno::host {
namespace {

//! What reaches places of a ring: [steps][populations][ports][neurons] in the order of visit().
template <class Visit>
void for_each_arrival(SparseLayout const& layout,
                      std::vector<PointGroup*> const& groups,
                      Index steps,
                      Visit const& visit)
{
    for (Index step = 0; step < steps; ++step) {
        for (Index g = 0; g < layout.populations(); ++g) {
            PointGroup const& group = *groups[static_cast<std::size_t>(g)];
            for (int port = 0; port < group.ports(); ++port) {
                for (Index n = 0; n < group.size(); ++n) {
                    visit(step, layout.target(g, n, port));
                }
            }
        }
    }
}

//! Where the arrivals of a step lie in a ring that has been copied.
std::size_t place_in(RingView const& ring, SparseLayout::Target target, std::uint64_t step)
{
    auto const slot = static_cast<Index>(step & static_cast<std::uint64_t>(ring.slots() - 1));
    return static_cast<std::size_t>(
        (((Index{target.partition} << ring.slot_bits) + slot) << ring.target_bits) + target.place);
}

Index longest_delay(std::vector<ProjectionPlan> const& projections, bool plastic)
{
    Index longest = 0;
    for (ProjectionPlan const& plan : projections) {
        if ((plan.storage == SynapseStorage::plastic) != plastic) { continue; }
        longest = std::max(longest, delays_of(plan).greatest);
    }
    return longest;
}

}  // namespace

Index SparseMemory::longest_static_delay() const { return longest_delay(projections_, false); }

Index SparseMemory::longest_plastic_delay() const { return longest_delay(projections_, true); }

//! Keeps what may still be on its way, in the order of steps.
void SparseMemory::remember(std::vector<PastSpike> const& logged)
{
    remembered_.insert(remembered_.end(), logged.begin(), logged.end());
    auto const reach = static_cast<std::uint64_t>(longest_static_delay()) + 1;
    std::erase_if(remembered_, [this, reach](PastSpike const& spike) {
        return spike.step + reach < drained_step_;
    });
    std::ranges::sort(remembered_, [](PastSpike const& a, PastSpike const& b) {
        return std::tie(a.step, a.neuron) < std::tie(b.step, b.neuron);
    });
}

void SparseMemory::settle_all()
{
    for (SynapseTable const& table : tables_) {
        if (table.plastic) {
            backend_->submit(table.plastic->stage(table.delivery(exchange(), ring()), true));
        }
    }
    backend_->synchronize();
}

SparseState SparseMemory::empty_state() const
{
    SparseState state;
    state.neurons       = layout_->neurons();
    state.longest_delay = longest_static_delay();
    if (learns()) {
        for_each_arrival(
            *layout_, groups_, longest_plastic_delay() + 1, [&state](Index, SparseLayout::Target) {
                ++state.arrival_counts;
            });
    }
    for (SynapseTable const& table : tables_) {
        if (table.plastic) { state.plastic.push_back(table.plastic->empty_state()); }
    }
    return state;
}

SparseState SparseMemory::state()
{
    drain(nullptr);
    settle_all();
    SparseState state       = empty_state();
    WindowClock const clock = lists_.clocks.download().front();
    state.step              = clock.next_step;
    for (PastSpike const& spike : remembered_) {
        state.spikes.push_back({spike.neuron, static_cast<std::uint32_t>(state.step - spike.step)});
    }
    if (learns()) { state.arrivals = plastic_arrivals(clock); }
    auto plastic = state.plastic.begin();
    for (SynapseTable const& table : tables_) {
        if (!table.plastic) { continue; }
        table.plastic->fill(*plastic++, table.delivery(exchange(), ring()).rows);
    }
    return state;
}

//! What is in the rings but for what synapses that do not learn have brought there.
std::vector<std::int32_t> SparseMemory::plastic_arrivals(WindowClock const& clock) const
{
    ExchangeMemory lists(backend_, *layout_, window_);
    Buffer<std::int32_t> other(backend_, ring_.size());
    RingView of_other = ring();
    of_other.arrivals = other.data();
    std::vector<std::unique_ptr<DueRuns>> waiting;
    Replay replay(lists, of_other, *layout_, groups_, window_);
    for (SynapseTable const& table : tables_) {
        if (table.plastic) { continue; }
        if (table.due) {
            waiting.push_back(std::make_unique<DueRuns>(layout_->partitions(), table.delay));
        }
        replay.add(table, table.due ? waiting.back().get() : nullptr);
    }
    replay.run(remembered_, clock.step, clock.next_step);
    std::vector<std::int32_t> const all = ring_.download(), known = other.download();
    std::vector<std::int32_t> arrivals;
    for_each_arrival(
        *layout_, groups_, longest_plastic_delay() + 1, [&](Index step, SparseLayout::Target at) {
            std::size_t const place =
                place_in(ring(), at, clock.next_step - 1 + static_cast<std::uint64_t>(step));
            arrivals.push_back(all[place] - known[place]);
        });
    return arrivals;
}

void SparseMemory::add_arrivals(std::vector<std::int32_t> const& arrivals, std::uint64_t step)
{
    if (arrivals.empty()) { return; }
    std::vector<std::int32_t> all = ring_.download();
    std::size_t k                 = 0;
    for_each_arrival(
        *layout_, groups_, longest_plastic_delay() + 1, [&](Index after, SparseLayout::Target at) {
            std::size_t const place =
                place_in(ring(), at, step - 1 + static_cast<std::uint64_t>(after));
            all[place] += arrivals[k++];
        });
    ring_.upload(all);
}

//! Everything that was fired is delivered here, where a run would leave the spikes of the last
//! window to the next one; it comes to the same.
void SparseMemory::set_state(SparseState const& state)
{
    std::uint64_t const now = state.step;
    remembered_.clear();
    for (Fired const spike : state.spikes) {
        remembered_.push_back({now - spike.step, spike.neuron});
    }
    ring_.clear();
    Replay replay(lists_, ring(), *layout_, groups_, window_);
    for (SynapseTable& table : tables_) {
        if (table.plastic) { continue; }
        if (table.due) { *table.due = DueRuns(layout_->partitions(), table.delay); }
        replay.add(table, table.due.get());
    }
    replay.run(remembered_, now, now);
    add_arrivals(state.arrivals, now);
    lists_.counts.clear();
    lists_.clocks.fill({now, now, 0, 0});
    auto plastic = state.plastic.begin();
    for (SynapseTable& table : tables_) {
        if (!table.plastic) { continue; }
        table.plastic->take(*plastic++, table.delivery(exchange(), ring()).rows, now);
    }
    logged_.clear();
    windows_logged_ = 0;
    drained_step_   = now;
}

}  // namespace inferno::host
