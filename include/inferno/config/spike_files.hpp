//! Spikes from .npy files.
#pragma once

#include <filesystem>
#include <vector>

#include "inferno/network/spike_source.hpp"

namespace inferno {

//! A recording of [steps][elements], for every sample, or of [steps][batch][elements]; 0 or 1.
//! FileError for anything else.
SpikeFrames read_spike_frames(std::filesystem::path const& file);

//! A list of [spikes][2], time in ms and element, or of [spikes][3] with the sample. FileError for
//! anything else; frames_of() checks the numbers.
std::vector<SpikeTime> read_spike_times(std::filesystem::path const& file);

}  // namespace inferno
