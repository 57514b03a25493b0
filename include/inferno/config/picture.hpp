//! Pictures of what a run has recorded: panels one below the other over the same time, as an SVG
//! that needs nothing else.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "inferno/config/npy.hpp"

namespace inferno {

//! One recording. Spikes ([spikes][3] of step, sample and element, int64) become a raster, anything
//! else ([rows][...]) lines, a row per step.
struct PicturePanel {
    NpyArray array;
    std::string name;   //!< for messages: that of the file
    std::string label;  //!< of the y axis, with the unit
    //! What to show, an entry per axis after the first: "3", "0:4" or ":". Of spikes: sample, and
    //! the elements. Empty: everything, of spikes sample 0.
    std::vector<std::string> select;
    std::vector<std::string> legend;  //!< a name per line; none: where they are in the array
    bool stairs = false;              //!< values hold for a step, instead of a line through them
};

struct Picture {
    std::string title;
    double step_time_ms = 1;
    std::optional<double> from_ms, to_ms;  //!< none: all that was recorded
    std::vector<PicturePanel> panels;
};

//! "voltage_mv.npy" -> "voltage (mV)".
std::string picture_label(std::filesystem::path const& file);

//! ArgumentError for a selection that the array does not have, more than 16 lines in a panel, or
//! times without anything to show.
std::string picture_svg(Picture const& picture);

//! The same into a file, which appears when it is complete.
void write_picture(std::filesystem::path const& file, Picture const& picture);

}  // namespace inferno
