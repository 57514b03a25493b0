//! Drawing the synapses of a projection: a pure function of seed, projection and unit, so that
//! every thread, backend and partition gets the same network, and gets it again when it asks again.
#pragma once

#include <cstdint>
#include <vector>

#include "inferno/network/connection_rule.hpp"

namespace inferno::host {

//! What a rule is drawn by.
enum class DrawUnit {
    source,  //!< all synapses of one source
    target,  //!< all of one target
    chunk    //!< synapses_of_chunk synapses of any source and target
};

inline constexpr Index synapses_of_chunk = 4096;

//! A projection as it is drawn.
struct Drawable {
    ConnectionRule const* rule  = nullptr;
    SynapseConfig const* config = nullptr;
    Index sources = 0, targets = 0;
    bool same_population = false;
    std::uint64_t number = 0;  //!< of the projection in its network
    std::uint64_t seed   = 0;
    double step_time_ms  = 0.1;

    DrawUnit unit() const;
    Index units() const;
    //! How many synapses there are; of PairwiseBernoulli about how many.
    double expected_synapses() const;
    //! More synapses than a target ever gets, but for a chance of less than 1e-20.
    double most_of_target() const;
    double most_of_source() const;
};

//! Synapses in the order in which they are drawn.
struct Drawn {
    std::vector<std::uint32_t> sources, targets;
    std::vector<float> weights;
    std::vector<std::uint32_t> delays;  //!< steps
};

//! Sources and targets of a unit. `count` is the number of synapses of a source where the rule is
//! FixedTotalNumber, see counts_of_sources().
void draw_ends(Drawable const& projection, Index unit, Index count, Drawn& drawn);
//! Weights and delays of the synapses whose ends have been drawn.
void draw_values(Drawable const& projection, Index unit, Drawn& drawn);

//! FixedTotalNumber with multiple synapses: how many of the synapses [begin, end) each source
//! draws, added to counts.
void count_sources(Drawable const& projection, Index begin, Index end, std::uint32_t* counts);

}  // namespace inferno::host
