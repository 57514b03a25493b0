#include <csignal>
#include <iostream>

#include <unistd.h>

#include "cli/run.hpp"

namespace {

//! The first Ctrl-C ends the run tidily, a second one at once.
extern "C" void on_signal(int signal)
{
    inferno::cli::interrupt();
    std::signal(signal, SIG_DFL);
}

}  // namespace

int main(int count, char** words)
{
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error like a full disk
    return inferno::cli::run(std::span<char const* const>(words + 1, words + count),
                             {std::cout, std::cerr, STDERR_FILENO});
}
