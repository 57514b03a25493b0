//! Where the neurons of a sparse network lie: how populations are split into partitions.
#pragma once

#include <vector>

#include "inferno/network/point_group.hpp"

namespace inferno::host {

//! Partitions, and the places of targets in the ring slots of theirs.
class SparseLayout {
  public:
    //! Splits every population into `partitions` neighbouring parts of about one size.
    SparseLayout(std::vector<PointGroup*> const& groups, Index partitions);

    Index partitions() const { return partitions_; }
    Index neurons() const { return first_neuron_.back(); }
    //! Number in the network of the first neuron of a population.
    Index first_neuron(Index population) const
    {
        return first_neuron_[static_cast<std::size_t>(population)];
    }
    //! [partitions][populations].
    std::vector<PopulationSlice> const& slices() const { return slices_; }
    PopulationSlice const& slice(Index partition, Index population) const
    {
        return slices_[static_cast<std::size_t>(partition * populations() + population)];
    }
    Index populations() const { return std::ssize(first_neuron_) - 1; }
    Index neurons_of(Index partition) const;
    //! Places that the largest partition needs in a ring slot.
    Index most_places() const { return most_places_; }

    struct Target {
        std::uint32_t partition, place;
    };
    //! Of a neuron with this number in the network.
    std::uint32_t partition_of(std::uint32_t neuron) const { return partition_of_[neuron]; }
    //! Of port 0 or 1 of neuron n of a population.
    Target target(Index population, Index n, int port) const
    {
        std::uint32_t const partition =
            partition_of_[static_cast<std::size_t>(first_neuron(population) + n)];
        PopulationSlice const& found = slice(partition, population);
        return {partition,
                found.place + static_cast<std::uint32_t>(port) * found.count +
                    (static_cast<std::uint32_t>(n) - found.first)};
    }

  private:
    Index partitions_;
    Index most_places_ = 1;
    std::vector<Index> first_neuron_;  //!< [populations + 1]
    std::vector<PopulationSlice> slices_;
    std::vector<std::uint32_t> partition_of_;  //!< [neurons]
};

}  // namespace inferno::host
