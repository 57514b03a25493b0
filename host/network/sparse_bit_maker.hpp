//! From drawn synapses to rows of bits, see DeliverBits.
#pragma once

#include <algorithm>
#include <vector>

#include "inferno/mapping/sparse.hpp"

#include "network/sparse_forms.hpp"
#include "network/sparse_layout.hpp"

namespace inferno::host {

class BitMaker {
  public:
    using Synapse = std::uint64_t;

    BitMaker(SparseLayout const& layout, ProjectionPlan const& plan) : layout_(&layout)
    {
        std::uint32_t words = 0;
        for (Index p = 0; p < layout.partitions(); ++p) {
            PopulationSlice const& slice = layout.slice(p, plan.target_population);
            constexpr auto word_bits     = std::uint32_t{DeliverBits::word_bits};
            words += (slice.count + word_bits - 1) / word_bits;
            ends_.push_back(words);
            origins_.push_back(slice.place + static_cast<std::uint32_t>(plan.port) * slice.count);
            counts_.push_back(slice.count);
        }
        row_.resize(words);
    }

    std::vector<std::uint32_t> const& ends() const { return ends_; }  //!< of a row's partitions
    std::vector<std::uint32_t> const& origins() const { return origins_; }
    std::vector<std::uint32_t> const& counts() const { return counts_; }

    //! Words of a row, whatever its synapses.
    Index room(Index) const { return std::ssize(row_); }

    void add(ProjectionPlan const& plan, std::uint32_t target, std::uint32_t, WholeWeight)
    {
        SparseLayout::Target const at = layout_->target(plan.target_population, target, plan.port);
        std::uint32_t const first     = at.partition == 0 ? 0 : ends_[at.partition - 1];
        std::uint32_t const bit       = at.place - origins_[at.partition];
        row_[first + bit / DeliverBits::word_bits] |= std::uint64_t{1}
                                                      << bit % DeliverBits::word_bits;
    }

    void write(Synapse* row, std::uint32_t* ends)
    {
        std::copy(row_.begin(), row_.end(), row);
        std::copy(ends_.begin(), ends_.end(), ends);
        std::fill(row_.begin(), row_.end(), 0);
    }

  private:
    SparseLayout const* layout_;
    std::vector<std::uint32_t> ends_, origins_, counts_;  //!< of partitions
    std::vector<std::uint64_t> row_;
};

}  // namespace inferno::host
