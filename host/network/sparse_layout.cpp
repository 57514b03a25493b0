#include "network/sparse_layout.hpp"

#include <algorithm>

namespace inferno::host {
namespace {

constexpr Index cut = 4;  //!< populations are cut at multiples: so many neighbours share a draw

}  // namespace

SparseLayout::SparseLayout(std::vector<PointGroup*> const& groups, Index partitions)
    : partitions_(partitions)
{
    first_neuron_.push_back(0);
    for (PointGroup const* const group : groups) {
        first_neuron_.push_back(first_neuron_.back() + group->size());
    }
    partition_of_.resize(static_cast<std::size_t>(neurons()));
    for (Index p = 0; p < partitions; ++p) {
        std::uint32_t place = 0;
        for (std::size_t g = 0; g < groups.size(); ++g) {
            Index const size   = groups[g]->size();
            Index const pieces = (size + cut - 1) / cut;
            Index const first  = std::min(size, pieces * p / partitions * cut);
            Index const end    = std::min(size, pieces * (p + 1) / partitions * cut);
            auto const many    = static_cast<std::uint32_t>(end - first);
            slices_.push_back({static_cast<std::uint32_t>(first), many, place});
            place += many * static_cast<std::uint32_t>(groups[g]->ports());
            std::fill_n(partition_of_.begin() + first_neuron_[g] + first,
                        many,
                        static_cast<std::uint32_t>(p));
        }
        most_places_ = std::max<Index>(most_places_, place);
    }
}

Index SparseLayout::neurons_of(Index partition) const
{
    Index sum = 0;
    for (Index g = 0; g < populations(); ++g) {
        sum += slice(partition, g).count;
    }
    return sum;
}

}  // namespace inferno::host
