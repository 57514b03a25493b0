//! The text of a progress report.
#pragma once

#include <optional>
#include <string>

#include "inferno/core/types.hpp"

namespace inferno::cli {

//! How far a run has come.
struct Standing {
    std::string what;  //!< "train", "test"
    Index images = 0, all_images = 0, steps = 0;
    double elapsed_s = 0;
    std::optional<double> accuracy;  //!< between 0 and 1
    std::string unit = "images";     //!< what is counted; "steps" are not counted twice
};

//! 950, 61.3k, 1.2M
std::string short_number(double value);

//! 0:07, 12:05, 1:02:03
std::string clock_text(double seconds);

//! One line with a bar that fills at most `columns`; parts that do not fit are left out.
std::string terminal_line(Standing const& standing, int columns);

//! One line for a log file.
std::string log_line(Standing const& standing);

}  // namespace inferno::cli
