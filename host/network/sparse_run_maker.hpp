//! From drawn synapses to rows that are made of runs, see mapping/sparse_runs.hpp.
#pragma once

#include <algorithm>
#include <vector>

#include "inferno/core/error.hpp"
#include "inferno/mapping/sparse_runs.hpp"

#include "network/sparse_forms.hpp"
#include "network/sparse_layout.hpp"

namespace inferno::host {

//! How the synapses of runs are written.
struct NarrowRunForm : NarrowRuns {
    static Word synapse(std::uint32_t place, WholeWeight weight)
    {
        return static_cast<std::uint32_t>(weight.steps) << place_bits | place;
    }
};
struct WideRunForm : WideRuns {
    static Word synapse(std::uint32_t place, WholeWeight weight) { return {place, weight.units()}; }
};

//! One thread's way there.
template <class Form>
class RunMaker {
  public:
    using Synapse = typename Form::Word;

    RunMaker(SparseLayout const& layout, Index longest_delay)
        : layout_(&layout),
          delays_(static_cast<std::uint32_t>(longest_delay) + 1),
          ends_(static_cast<std::size_t>(layout.partitions()) * delays_)
    {
    }

    //! The most words that the row of a source with so many synapses takes: a head for each run.
    Index room(Index synapses) const { return synapses + std::min(synapses, std::ssize(ends_)); }

    void add(ProjectionPlan const& plan,
             std::uint32_t target,
             std::uint32_t delay,
             WholeWeight weight)
    {
        SparseLayout::Target const at = layout_->target(plan.target_population, target, plan.port);
        runs_.push_back(at.partition * delays_ + delay);
        synapses_.push_back(Form::synapse(at.place, weight));
    }

    //! Writes the synapses added since the last row, and where those of each partition end.
    void write(Synapse* row, std::uint32_t* ends)
    {
        std::fill(ends_.begin(), ends_.end(), 0);
        for (std::uint32_t const run : runs_) {
            ++ends_[run];
        }
        std::uint32_t at = 0;
        for (Index p = 0; p < layout_->partitions(); ++p) {
            write_heads(row, at, ends_.data() + p * delays_);
            ends[p] = at;
        }
        for (std::size_t k = 0; k < runs_.size(); ++k) {
            row[ends_[runs_[k]]++] = synapses_[k];
        }
        runs_.clear();
        synapses_.clear();
    }

  private:
    //! The heads of a partition's runs. What was the number of a run's synapses becomes the place
    //! of its first.
    void write_heads(Synapse* row, std::uint32_t& at, std::uint32_t* counts)
    {
        Synapse* last        = nullptr;
        RunHead head         = {};
        std::uint32_t before = 0;
        for (std::uint32_t delay = 1; delay < delays_; ++delay) {
            std::uint32_t const count = counts[delay];
            if (count == 0) { continue; }
            INFERNO_REQUIRE(count <= Form::most_count,
                            "a neuron has "
                                << count << " synapses of one delay on a partition, at most "
                                << Form::most_count
                                << " can be packed: use the storage \"wide\", or more partitions");
            head          = {count, delay - before, false};
            last          = row + at;
            *last         = Form::of(head);
            counts[delay] = at + 1;
            at += 1 + count;
            before = delay;
        }
        head.last = true;
        if (last != nullptr) { *last = Form::of(head); }
    }

    SparseLayout const* layout_;
    std::uint32_t delays_;             //!< 0 to the longest
    std::vector<std::uint32_t> ends_;  //!< [partitions][delays]
    std::vector<std::uint32_t> runs_;
    std::vector<Synapse> synapses_;
};

}  // namespace inferno::host
