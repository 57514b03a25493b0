//! `inferno plot`: a picture of what a run has recorded.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/words.hpp"

namespace inferno::cli {

struct PlotArguments {
    //! A recording and the options that follow it.
    struct File {
        std::filesystem::path path;
        std::optional<std::string> label;
        std::string select, names;  //!< parted by commas; empty for all
        bool stairs = false;
    };
    std::vector<File> files;
    std::filesystem::path out;
    std::string title;
    double step_time_ms = 1;
    std::optional<double> from_ms, to_ms;
};

//! Takes one option; false where it is none of `plot`.
bool take_plot_option(PlotArguments& arguments, std::string const& option, Words& words);

//! ArgumentError unless there are files and a name for the picture.
void require_complete(PlotArguments const& arguments);

//! Reads the recordings and writes the picture.
void plot(PlotArguments const& arguments);

}  // namespace inferno::cli
