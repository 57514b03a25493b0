#include <algorithm>
#include <bit>
#include <numeric>

#include "network/sparse_plastic.hpp"

namespace inferno::host {

//! A synapse does not hear of spikes that came before those of its longest delay and one on from
//! which traces go.
PlasticState PlasticMemory::empty_state() const
{
    PlasticState state;
    state.synapses = synapses_.size();
    state.sources  = projection_.sources;
    state.targets  = projection_.targets;
    state.kept     = Index{view_.longest_delay} + 2;
    return state;
}

//! A source that has no synapses in a partition has no trace there; in the others it is the same
//! once rows are settled.
void PlasticMemory::fill(PlasticState& state, SparseRows const& rows) const
{
    state.make_room();
    Rows const copy                       = download(rows);
    state.weights                         = weights(copy);
    std::vector<SourceTrace> const traces = sources_.download();
    for (std::size_t s = 0; s < state.source_steps.size(); ++s) {
        SourceTrace trace;
        trace.fast = timing_.initial;
        for (Index p = rows.partitions - 1; p >= 0; --p) {
            if (copy.view.of(static_cast<Index>(s), p).count == 0) { continue; }
            trace = traces[static_cast<std::size_t>(p) * state.source_steps.size() + s];
        }
        state.source_steps[s] = trace.last;
        state.source_fast[s]  = trace.fast;
        state.source_slow[s]  = trace.slow;
    }
    state.target_counts                 = counts_.download();
    std::vector<TargetMark> const marks = marks_.download();
    std::vector<Real> const slow        = slow_.download();
    for_each_kept(state, [&](std::size_t at, std::size_t kept) {
        state.target_steps[kept] = marks[at].step;
        state.target_fast[kept]  = marks[at].fast;
        state.target_slow[kept]  = slow.empty() ? Real{0} : slow[at];
    });
}

void PlasticMemory::take(PlasticState const& state, SparseRows const& rows, std::uint64_t step)
{
    put_weights(state.weights, rows);
    auto const last = static_cast<std::uint32_t>(step - 1);
    std::vector<SourceTrace> traces;
    for (Index p = 0; p < rows.partitions; ++p) {
        for (std::size_t s = 0; s < state.source_steps.size(); ++s) {
            traces.push_back(
                {state.source_steps[s], last, state.source_fast[s], state.source_slow[s]});
        }
    }
    sources_.upload(traces);
    std::vector<TargetMark> marks(static_cast<std::size_t>(marks_.size()));
    std::vector<Real> slow(static_cast<std::size_t>(slow_.size()));
    for_each_kept(state, [&](std::size_t at, std::size_t kept) {
        marks[at] = {state.target_steps[kept], state.target_fast[kept]};
        if (!slow.empty()) { slow[at] = state.target_slow[kept]; }
    });
    marks_.upload(marks);
    slow_.upload(slow);
    counts_.upload(state.target_counts);
    clocks_.fill({static_cast<std::uint32_t>(step), last, last});
}

//! Calls visit(place in the history, place in the state) for the spikes that are kept.
template <class Visit>
void PlasticMemory::for_each_kept(PlasticState const& state, Visit const& visit) const
{
    auto const most = static_cast<std::uint32_t>(state.kept);
    for (Index target = 0; target < state.targets; ++target) {
        std::uint32_t const count = state.target_counts[static_cast<std::size_t>(target)];
        std::uint32_t const many  = std::min(count, most);
        for (std::uint32_t k = 0; k < many; ++k) {
            visit(static_cast<std::size_t>(view_.history.at(target, count - many + k)),
                  static_cast<std::size_t>((target + 1) * state.kept - many + k));
        }
    }
}

void PlasticMemory::put_weights(std::vector<Real> const& weights, SparseRows const& rows)
{
    Rows copy     = download(rows);
    std::size_t k = 0;
    for (Index s = 0; s < rows.sources; ++s) {
        for (PlasticReadout const& synapse : row(copy, s)) {
            copy.synapses[synapse.place].weight = weights[k++];
        }
    }
    synapses_.upload(copy.synapses);
}

}  // namespace inferno::host
