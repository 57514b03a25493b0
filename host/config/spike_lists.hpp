//! Lists of spikes as tables of numbers.
#pragma once

#include "inferno/network/spike_source.hpp"

namespace inferno {

//! [spikes][2], time in ms and element, or [spikes][3] with the sample; ArgumentError for others.
std::vector<SpikeTime> spike_list(Shape const& shape, std::vector<double> const& numbers);

}  // namespace inferno
