#include "cli/arguments.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>
#include <utility>

#include "inferno/core/error.hpp"

namespace inferno::cli {

char const* const usage = R"(usage: inferno COMMAND ...

  inferno run FILE [options]   run the experiment that FILE describes
  inferno check FILE           read FILE and say what is wrong with it
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

  --help, -h         show this text
  --version          show the version
)";

namespace {

constexpr std::array<std::string_view, 3> commands{"run", "check", "info"};
constexpr std::array<std::string_view, 10> options{"--backend",
                                                   "--seed",
                                                   "--threads",
                                                   "--out",
                                                   "--load",
                                                   "--save",
                                                   "--set",
                                                   "--quiet",
                                                   "--help",
                                                   "--version"};

template <class T>
T whole_number(std::string const& option, std::string const& text, T lowest)
{
    T number          = 0;
    char const* end   = text.data() + text.size();
    auto const result = std::from_chars(text.data(), end, number);
    INFERNO_REQUIRE(result.ec == std::errc{} && result.ptr == end && number >= lowest,
                    option << ": is \"" << text << "\", must be a whole number from " << lowest
                           << " to " << std::numeric_limits<T>::max());
    return number;
}

Command command_of(std::string_view word)
{
    auto const* const found = std::find(commands.begin(), commands.end(), word);
    INFERNO_REQUIRE(found != commands.end(),
                    "unknown command \"" << word << "\"" << suggestion(word, commands));
    constexpr std::array meanings{Command::run, Command::check, Command::info};
    return meanings[static_cast<std::size_t>(found - commands.begin())];
}

//! Walks the words after the command.
class Words {
  public:
    explicit Words(std::span<char const* const> words) : rest_(words) {}

    //! The next word; "--option=value" counts as two.
    std::optional<std::string> next()
    {
        INFERNO_REQUIRE(!joined_, option_ << ": takes no value, given \"" << *joined_ << "\"");
        if (rest_.empty()) { return {}; }
        option_                = rest_.front();
        rest_                  = rest_.subspan(1);
        std::size_t const sign = option_.find('=');
        if (option_.starts_with("--") && sign != std::string::npos) {
            joined_ = option_.substr(sign + 1);
            option_.resize(sign);
        }
        return option_;
    }

    //! The value of the option that next() gave.
    std::string value()
    {
        if (joined_) { return *std::exchange(joined_, {}); }
        INFERNO_REQUIRE(!rest_.empty(), option_ << ": needs a value");
        std::string word = rest_.front();
        rest_            = rest_.subspan(1);
        INFERNO_REQUIRE(!word.starts_with("--"), option_ << ": needs a value, found " << word);
        return word;
    }

  private:
    std::span<char const* const> rest_;
    std::string option_;
    std::optional<std::string> joined_;
};

//! Takes one option of `run`; false where it is none.
bool take_option(Arguments& arguments, std::string const& option, Words& words)
{
    if (option == "--backend") {
        arguments.backend = words.value();
    } else if (option == "--seed") {
        arguments.seed = whole_number<std::uint64_t>(option, words.value(), 0);
    } else if (option == "--threads") {
        arguments.threads = whole_number<int>(option, words.value(), 1);
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
    INFERNO_REQUIRE(command != Command::info && arguments.file.empty(),
                    "unexpected argument \"" << word << "\"");
    arguments.file = word;
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
        INFERNO_REQUIRE(take_option(arguments, *word, rest),
                        "unknown option " << *word << suggestion(*word, options));
        INFERNO_REQUIRE(command == Command::run,
                        "option " << *word << " belongs to the command \"run\" and follows it");
    }
    arguments.command     = command.value_or(Command::help);
    bool const needs_file = command == Command::run || command == Command::check;
    INFERNO_REQUIRE(!needs_file || !arguments.file.empty(),
                    "needs an experiment file: inferno " << words.front() << " FILE");
    return arguments;
}

}  // namespace inferno::cli
