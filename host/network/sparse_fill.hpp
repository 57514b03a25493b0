//! The way of drawn synapses to their sources.
#pragma once

#include <algorithm>
#include <atomic>
#include <vector>

#include "network/sparse_rows.hpp"

namespace inferno::host {

inline constexpr Index sources_at_once = 64;  //!< that a thread takes on

//! Runs job(first, end) over pieces of [0, count) on all threads.
template <class Job>
void in_pieces(ThreadPool& pool, Index count, Index piece, Job const& job)
{
    std::atomic<Index> next{0};
    pool.run(pool.threads(), [&](int) {
        for (Index first = next.fetch_add(piece); first < count; first = next.fetch_add(piece)) {
            job(first, std::min(first + piece, count));
        }
    });
}

//! A synapse that was drawn by its target and waits for its source's turn.
struct Waiting {
    std::uint32_t target;
    float weight;
    std::uint32_t delay;
};

//! What is known of one projection of a table while it is filled.
struct Filling {
    ProjectionPlan* plan;
    Index first_source;                 //!< in the network
    std::vector<std::uint32_t> degree;  //!< [sources]
    // of the sources at work, for projections that are not drawn by source:
    std::vector<std::uint64_t> begin;
    std::vector<Waiting> waiting;
};

//! How many synapses each source has.
void count_degrees(Filling& filling, ThreadPool& pool);

//! Draws the synapses of sources [first, end) of a projection that is not drawn by source.
void draw_waiting(Filling& filling, Index first, Index end, ThreadPool& pool);

}  // namespace inferno::host
