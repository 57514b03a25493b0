//! What the spikes of a population come to: rates, regularity, rates over time.
#pragma once

#include <cstdint>
#include <vector>

#include "inferno/stats/spike_trains.hpp"

namespace inferno::stats {

//! Spikes of a population, 8 bytes each, as they come.
struct PopulationSpikes {
    Index neurons                   = 0;
    Index steps                     = 0;  //!< that were watched
    double step_time_ms             = 1;
    std::vector<std::uint32_t> step = {}, neuron = {};  //!< in [0, steps) and [0, neurons)

    double duration_ms() const { return static_cast<double>(steps) * step_time_ms; }
};

//! Spikes of a network, whose neurons are numbered one population after the other, on their way to
//! their populations.
class SpikesOfPopulations {
  public:
    //! Populations of these sizes, watched in steps [first_step, first_step + steps).
    SpikesOfPopulations(std::vector<Index> const& sizes,
                        Index first_step,
                        Index steps,
                        double step_time_ms);

    //! A spike in a step that is not watched is left out. ArgumentError for a neuron that is not
    //! there.
    void add(Index step, Index neuron);
    //! Which population a neuron belongs to, and its position there.
    struct Place {
        std::size_t population;
        Index neuron;
    };
    Place place_of(Index neuron) const;
    std::vector<PopulationSpikes> const& populations() const { return populations_; }

  private:
    Index first_step_, steps_;
    std::vector<Index> first_;  //!< neuron of each population, and the end of the last
    std::vector<PopulationSpikes> populations_;
};

//! A train for each neuron. ArgumentError for steps and neurons that are not there.
SpikeTrains trains_of(PopulationSpikes const& spikes);

struct PopulationActivity {
    Index neurons = 0, spikes = 0;
    Index silent      = 0;  //!< neurons without a spike
    double rate_hz    = 0;  //!< mean over neurons
    double rate_sd_hz = 0;  //!< standard deviation over neurons
    double cv         = 0;  //!< of intervals, mean over neurons with two or more; NaN: none
    Index with_cv     = 0;  //!< these neurons
    std::vector<double> rates_hz = {};  //!< of each neuron
    std::vector<double> psth_hz  = {};  //!< mean over neurons, in consecutive bins
};

//! The rest of a bin at the end is left out. ArgumentError for a bin longer than the duration.
PopulationActivity activity_of(PopulationSpikes const& spikes, double bin_ms);

//! How many neurons have a rate in [k bin, (k + 1) bin).
struct RateHistogram {
    double bin_hz              = 1;
    std::vector<Index> neurons = {};
};

//! At most so many bins, all of the same whole number of spikes per train.
RateHistogram rate_histogram(SpikeTrains const& trains, Index most_bins);

}  // namespace inferno::stats
