#include "cli/arguments.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "inferno/core/error.hpp"

namespace inferno::cli {

char const* const usage = R"(usage: inferno COMMAND ...

  inferno run FILE [options]   run the experiment that FILE describes
  inferno check FILE           read FILE and say what is wrong with it
  inferno plot FILES --out PICTURE.svg [options]
                               draw recordings (.npy), one panel for each
  inferno info                 show the version, the backends and the devices

options of run
  --backend NAME     host, cuda, cuda:N or auto (the default)
  --seed N           seed of all random numbers
  --threads N        threads of the host backend
  --out DIR          folder for the results
  --load FILE        begin with the state in FILE
  --save NAME        keep the state at the end as NAME (.safetensors) with the results
  --set PATH=VALUE   change one value of FILE, as in --set data.train=1000; repeatable
  --quiet            show errors only

options of plot
  --out PICTURE.svg  the picture
  --title TEXT       above the panels
  --step-time MS     length of a time step (1)
  --from MS, --to MS part of the time to show
  after a file, of its panel
  --label TEXT       of the vertical axis (the name of the file)
  --select I,J...    an index, FIRST:LAST or : for every axis after the first, as in
                     --select 0,2:5; of spikes the sample, or SAMPLE,ELEMENTS
  --names A,B...     of the lines
  --stairs           values that hold for a step, not a line through them

  --help, -h         show this text
  --version          show the version
)";

namespace {

constexpr std::array<std::string_view, 4> commands{"run", "check", "info", "plot"};
constexpr std::array<std::string_view, 10> run_options{"--backend",
                                                       "--seed",
                                                       "--threads",
                                                       "--out",
                                                       "--load",
                                                       "--save",
                                                       "--set",
                                                       "--quiet",
                                                       "--help",
                                                       "--version"};
constexpr std::array<std::string_view, 11> plot_options{"--out",
                                                        "--title",
                                                        "--step-time",
                                                        "--from",
                                                        "--to",
                                                        "--label",
                                                        "--select",
                                                        "--names",
                                                        "--stairs",
                                                        "--help",
                                                        "--version"};

Command command_of(std::string_view word)
{
    auto const* const found = std::find(commands.begin(), commands.end(), word);
    INFERNO_REQUIRE(found != commands.end(),
                    "unknown command \"" << word << "\"" << suggestion(word, commands));
    constexpr std::array meanings{Command::run, Command::check, Command::info, Command::plot};
    return meanings[static_cast<std::size_t>(found - commands.begin())];
}

//! Takes one option of `run`; false where it is none.
bool take_option(Arguments& arguments, std::string const& option, Words& words)
{
    if (option == "--backend") {
        arguments.backend = words.value();
    } else if (option == "--seed") {
        arguments.seed = words.whole_number<std::uint64_t>(0);
    } else if (option == "--threads") {
        arguments.threads = words.whole_number<int>(1);
    } else if (option == "--out") {
        arguments.out = words.value();
    } else if (option == "--load") {
        arguments.load = words.value();
    } else if (option == "--save") {
        arguments.save                   = words.value();
        std::filesystem::path const path = *arguments.save;
        INFERNO_REQUIRE(
            path.extension() == ".safetensors" && path.filename() == path,
            "--save: is \"" << *arguments.save << "\", must be a name that ends with .safetensors");
    } else if (option == "--set") {
        std::string const assignment = words.value();
        INFERNO_REQUIRE(assignment.find('=') != std::string::npos && !assignment.starts_with('='),
                        "--set: is \"" << assignment << "\", must be path.to.key=value");
        arguments.overrides.push_back(assignment);
    } else if (option == "--quiet") {
        arguments.quiet = true;
    } else {
        return false;
    }
    return true;
}

//! Takes the command or the experiment file.
void take_name(Arguments& arguments, std::optional<Command>& command, std::string const& word)
{
    if (!command) {
        command = command_of(word);
        return;
    }
    if (command == Command::plot) {
        arguments.plot.files.push_back({word, {}, {}, {}, false});
        return;
    }
    INFERNO_REQUIRE(command != Command::info && arguments.file.empty(),
                    "unexpected argument \"" << word << "\"");
    arguments.file = word;
}

//! Takes one option of the command.
void take(Arguments& arguments,
          std::optional<Command> const& command,
          std::string const& option,
          Words& words)
{
    if (command == Command::plot) {
        INFERNO_REQUIRE(take_plot_option(arguments.plot, option, words),
                        "unknown option " << option << suggestion(option, plot_options));
        return;
    }
    INFERNO_REQUIRE(take_option(arguments, option, words),
                    "unknown option " << option << suggestion(option, run_options));
    INFERNO_REQUIRE(command == Command::run,
                    "option " << option << " belongs to the command \"run\" and follows it");
}

}  // namespace

Arguments parse_arguments(std::span<char const* const> words)
{
    Arguments arguments;
    std::optional<Command> command;
    Words rest(words);
    while (auto const word = rest.next()) {
        if (*word == "--help" || *word == "-h") { return {}; }
        if (*word == "--version") {
            arguments.command = Command::version;
            return arguments;
        }
        if (!word->starts_with("-")) {
            take_name(arguments, command, *word);
            continue;
        }
        take(arguments, command, *word, rest);
    }
    arguments.command     = command.value_or(Command::help);
    bool const needs_file = command == Command::run || command == Command::check;
    INFERNO_REQUIRE(!needs_file || !arguments.file.empty(),
                    "needs an experiment file: inferno " << words.front() << " FILE");
    if (command == Command::plot) { require_complete(arguments.plot); }
    return arguments;
}

}  // namespace inferno::cli
