//! What spikes say: rates, regularity, variability, correlation, distance.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "inferno/stats/array.hpp"

namespace inferno::stats {

//! When each of several trains fired: those of one sample after the other, [batch][elements].
struct SpikeTrains {
    double duration_ms                        = 0;
    std::vector<std::vector<double>> times_ms = {};  //!< ascending, in [0, duration)

    Index size() const { return std::ssize(times_ms); }
};

//! From a raster [steps][trains], where nonzero is a spike; step s is at s * step_time_ms.
SpikeTrains trains_of_raster(std::span<std::uint8_t const> fired,
                             Index steps,
                             Index trains,
                             double step_time_ms);
//! From a list of spikes in any order: spike k is at times_ms[k] in train train_of[k].
SpikeTrains trains_of_list(std::span<Index const> train_of,
                           std::span<double const> times_ms,
                           Index trains,
                           double duration_ms);

//! Spikes per second of each train.
std::vector<double> rates_hz(SpikeTrains const& trains);
//! Times between consecutive spikes of each train.
std::vector<std::vector<double>> intervals_ms(SpikeTrains const& trains);
//! Standard deviation of a train's intervals over their mean; NaN for fewer than two. 0 for a
//! clock, 1 for a Poisson process.
std::vector<double> interval_cv(SpikeTrains const& trains);
//! Mean of 2 |a - b| / (a + b) over neighbouring intervals, which slow changes of the rate do not
//! raise (Holt, Softky, Koch, Douglas, J. Neurophysiol. 75, 1996).
std::vector<double> interval_cv2(SpikeTrains const& trains);

//! Spikes in consecutive windows, [trains][windows]. A rest shorter than a window is left out; a
//! spike closer than 1e-9 of a window to an edge counts as on it.
struct SpikeCounts {
    Index windows = 0;
    std::vector<Index> counts;
};
SpikeCounts spike_counts(SpikeTrains const& trains, double window_ms);
//! Variance of a train's counts over their mean; NaN for a silent train. 1 for a Poisson process.
std::vector<double> fano_factor(SpikeTrains const& trains, double window_ms);
//! Pearson's correlation of the counts of all pairs, [trains][trains]; NaN where one is constant.
std::vector<double> count_correlation(SpikeTrains const& trains, double window_ms);
//! Peri-stimulus time histogram in Hz, [elements][windows]: train t is of element t mod `elements`,
//! and the mean is over the trains of each. With 1 all trains are taken together.
std::vector<double> psth_hz(SpikeTrains const& trains, double window_ms, Index elements = 1);

//! Interspike intervals as an array: of spikes [steps][...], or [...][steps] if not `time_first`.
//! Along the axis of time lie the intervals of each train, then NaN, as many as the busiest needs.
Array isi(std::span<std::uint8_t const> fired,
          Shape const& shape,
          double step_time_ms,
          bool time_first = true);

//! Distance of two trains, one for each cost: the least that it takes to make one of the other by
//! adding and removing spikes at 1 each and moving them at `cost` per ms (Victor, Purpura,
//! J. Neurophysiol. 76, 1996). A cost of 0 compares counts, infinity allows no moving, not even by
//! 0.
std::vector<double> victor_purpura_distance(std::span<double const> first_ms,
                                            std::span<double const> second_ms,
                                            std::span<double const> costs_per_ms);
double victor_purpura_distance(std::span<double const> first_ms,
                               std::span<double const> second_ms,
                               double cost_per_ms);

}  // namespace inferno::stats
