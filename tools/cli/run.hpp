//! The whole of the `inferno` command, apart from the process around it.
#pragma once

#include <ostream>
#include <span>

namespace inferno::cli {

//! Where a command writes. Progress is shown on a file descriptor, because it asks whether that is
//! a terminal; a negative one shows none.
struct Streams {
    std::ostream& out;
    std::ostream& error;
    int progress = -1;
};

//! Exit status of the process: 0, 1 for a failure, 2 for bad input. What is wrong is one line on
//! `error`.
int run(std::span<char const* const> words, Streams const& streams);

//! Version, build, backends and devices.
void print_info(std::ostream& out);

//! Ends the running experiment after its present batch, as if it had failed. Safe in a signal
//! handler.
void interrupt() noexcept;

}  // namespace inferno::cli
