//! The spikes of one sample as a recipe for summing rows of weights in the order of core/sum.hpp.
#pragma once

#include <vector>

#include "inferno/core/types.hpp"

namespace inferno::host {

//! One partial of the sum that is not empty. Empty ones are exact zeros and leave no trace in the
//! tree.
struct Partial {
    Index
        end;  //!< its sources end here in SpikeList::sources; they begin where the one before ended
    int merges;  //!< then the two topmost sums on the stack are added, so many times
};

class SpikeList {
  public:
    //! Reads one row of packed spikes.
    void gather(SpikeWord const* row, Index elements);

    std::vector<Index> const& sources() const { return sources_; }
    std::vector<Partial> const& partials() const { return partials_; }

    static constexpr int stack_depth = 6;  //!< enough for 32 partials

  private:
    static constexpr int spikes_at_once = 4;
    Index unpack(SpikeWord word, Index first, Index found);
    void plan_merges();

    std::vector<Index> sources_;  //!< partial by partial
    std::vector<Partial> partials_;
    std::vector<unsigned> numbers_;  //!< which of the 32 each partial is
};

}  // namespace inferno::host
