//! What a sparse network remembers from one step to the next, in terms that know nothing of
//! partitions, windows and forms of storage: any network of the same definition can take it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inferno/state/exchange.hpp"
#include "inferno/state/visitor.hpp"

namespace inferno::host {

//! A plastic projection, all weights brought up to date. Steps are counted modulo 2^32.
struct PlasticState {
    Index synapses = 0, sources = 0, targets = 0;
    Index kept = 0;  //!< spikes of a target

    std::vector<Real> weights;                //!< by source, target, delay
    std::vector<std::uint32_t> source_steps;  //!< [sources], of the last spike
    std::vector<Real> source_fast, source_slow;
    std::vector<std::uint32_t> target_counts;  //!< [targets], spikes so far
    //! [targets][kept], the last spikes, the latest at the end; those that never were are zeros.
    std::vector<std::uint32_t> target_steps;
    std::vector<Real> target_fast, target_slow;

    void make_room();
    void visit(StateVisitor& state, std::string const& prefix);
};

//! Between two runs.
struct SparseState {
    Index neurons        = 0;
    Index longest_delay  = 0;  //!< of synapses that do not learn
    Index arrival_counts = 0;

    std::uint64_t step = 0;  //!< the next
    //! Spikes that may still be on their way through synapses that do not learn, by step, then
    //! neuron; `step` says how many steps ago, from 1 on.
    std::vector<Fired> spikes;
    //! [steps from the last one on][populations][ports][neurons]: what is on its way through
    //! synapses that do, in counts of the rings.
    std::vector<std::int32_t> arrivals;
    std::vector<PlasticState> plastic;  //!< in the order of projections

    void visit(StateVisitor& state);
};

}  // namespace inferno::host
