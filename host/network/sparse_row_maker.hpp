//! From drawn synapses to rows.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "network/sparse_forms.hpp"
#include "network/sparse_layout.hpp"

namespace inferno::host {

//! One thread's way there.
template <class Form>
class RowMaker {
  public:
    using Key     = typename Form::Key;
    using Synapse = typename Form::Synapse;

    RowMaker(SparseLayout const& layout, Form const& form)
        : layout_(&layout), form_(form), counts_(static_cast<std::size_t>(layout.partitions()))
    {
    }

    //! Words that the row of a source with so many synapses takes.
    Index room(Index synapses) const { return synapses; }

    void add(ProjectionPlan const& plan,
             std::uint32_t target,
             std::uint32_t delay,
             WholeWeight weight)
    {
        SparseLayout::Target const at = layout_->target(plan.target_population, target, plan.port);
        keys_.push_back(form_.make(at.place, delay, weight));
        partitions_.push_back(at.partition);
    }

    //! Writes the synapses added since the last row, and where those of each partition end.
    void write(Synapse* row, std::uint32_t* ends)
    {
        std::fill(counts_.begin(), counts_.end(), 0);
        for (std::uint32_t const partition : partitions_) {
            ++counts_[partition];
        }
        std::uint32_t sum = 0;
        for (std::size_t p = 0; p < counts_.size(); ++p) {
            ends[p]    = sum + counts_[p];
            counts_[p] = std::exchange(sum, ends[p]);  // now: where the next one goes
        }
        sorted_.resize(keys_.size());
        for (std::size_t k = 0; k < keys_.size(); ++k) {
            sorted_[counts_[partitions_[k]]++] = keys_[k];
        }
        auto const begin = sorted_.begin();
        for (std::size_t p = 0; p < counts_.size(); ++p) {
            std::sort(begin + (p == 0 ? 0 : ends[p - 1]), begin + ends[p]);
        }
        std::transform(
            sorted_.begin(), sorted_.end(), row, [this](Key key) { return form_.synapse(key); });
        keys_.clear();
        partitions_.clear();
    }

  private:
    SparseLayout const* layout_;
    Form form_;
    std::vector<std::uint32_t> counts_;
    std::vector<Key> keys_, sorted_;
    std::vector<std::uint32_t> partitions_;
};

}  // namespace inferno::host
