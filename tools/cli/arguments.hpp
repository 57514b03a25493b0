//! The command line of `inferno`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/plot.hpp"

namespace inferno::cli {

enum class Command { run, check, info, plot, help, version };

//! What was asked for; what is absent here is taken from the experiment file.
struct Arguments {
    Command command = Command::help;
    std::filesystem::path file;  //!< of run and check
    std::optional<std::string> backend;
    std::optional<std::uint64_t> seed;
    std::optional<int> threads;
    std::optional<std::filesystem::path> out;
    std::optional<std::filesystem::path> load;  //!< a state file
    std::optional<std::string> save;            //!< its name in the folder for results
    std::vector<std::string> overrides;         //!< path=value, in the order given
    bool quiet = false;
    PlotArguments plot;
};

//! `words`: the command line without the program's name. ArgumentError says what is wrong.
Arguments parse_arguments(std::span<char const* const> words);

extern char const* const usage;  //!< the text of --help

}  // namespace inferno::cli
