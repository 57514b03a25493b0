#include "cli/run.hpp"

#include <atomic>
#include <cstdio>
#include <new>
#include <optional>
#include <string>

#include "inferno/config/experiment_run.hpp"
#include "inferno/core/error.hpp"

#include "cli/arguments.hpp"
#include "cli/progress.hpp"

namespace inferno::cli {

namespace {

constexpr int failed = 1, bad_input = 2;

std::atomic<bool> interrupted = false;

//! Shows the progress of one phase after the other.
class Display {
  public:
    explicit Display(int descriptor) : descriptor_(descriptor) {}

    void operator()(ExperimentProgress const& now)
    {
        if (interrupted) { throw Error("interrupted"); }
        if (descriptor_ < 0) { return; }
        if (!line_ || now.phase != phase_) {
            phase_ = now.phase;
            line_.emplace(
                descriptor_, phase_ == ExperimentPhase::train ? "train" : "test", now.all_samples);
        }
        if (now.samples > 0) { line_->update(now.samples, now.steps, now.accuracy); }
        if (now.samples == now.all_samples) { line_->finish(); }
    }

  private:
    int descriptor_;
    ExperimentPhase phase_ = ExperimentPhase::train;
    std::optional<Progress> line_;
};

Experiment load(Arguments const& arguments)
{
    std::vector<std::string> overrides = arguments.overrides;
    if (arguments.seed) { overrides.push_back("seed=" + std::to_string(*arguments.seed)); }
    Experiment experiment = Experiment::load(arguments.file, overrides);
    if (arguments.out) { experiment.folder = *arguments.out; }
    if (arguments.load) { experiment.state.load = *arguments.load; }
    if (arguments.save) { experiment.state.save = *arguments.save; }
    return experiment;
}

std::string phase_line(char const* name, PhaseResults const& phase)
{
    std::string line = std::string(name) + std::to_string(phase.samples) + " images, ";
    if (phase.accuracy) {
        char accuracy[64];
        std::snprintf(accuracy, sizeof(accuracy), "accuracy %.2f %%, ", 100 * *phase.accuracy);
        line += accuracy;
    }
    return line + short_number(phase.samples_per_s()) + " images/s\n";
}

void print_summary(std::ostream& out, ExperimentResults const& results)
{
    if (results.train.samples > 0) { out << phase_line("train    ", results.train); }
    if (results.test.samples > 0) { out << phase_line("test     ", results.test); }
    out << "hash     spikes " << results.spikes.hex() << ", weights " << results.weights.hex()
        << "\n";
    for (auto const& file : results.files) {
        out << "written  " << file.string() << "\n";
    }
}

void run_experiment(Arguments const& arguments, Streams const& streams)
{
    Experiment experiment = load(arguments);
    BackendOptions options;
    options.threads    = arguments.threads.value_or(0);
    auto const backend = make_backend(arguments.backend.value_or("auto"), options);
    if (!arguments.quiet) {
        streams.out << experiment.name << " on " << backend->name() << ", "
                    << backend->description() << std::endl;
    }
    ExperimentRun work(std::move(experiment), backend);
    Display display(arguments.quiet ? -1 : streams.progress);
    ExperimentResults const results = work.run(std::ref(display));
    if (!arguments.quiet) { print_summary(streams.out, results); }
}

void run_command(Arguments const& arguments, Streams const& streams)
{
    switch (arguments.command) {
        case Command::run:
            return run_experiment(arguments, streams);
        case Command::check:
            streams.out << load(arguments).summary();
            return;
        case Command::info:
            return print_info(streams.out);
        case Command::plot:
            plot(arguments.plot);
            streams.out << "written  " << arguments.plot.out.string() << "\n";
            return;
        case Command::help:
            streams.out << usage;
            return;
        case Command::version:
            streams.out << "inferno " << INFERNO_VERSION << "\n";
            return;
    }
}

}  // namespace

void interrupt() noexcept { interrupted = true; }

int run(std::span<char const* const> words, Streams const& streams)
{
    auto const complain = [&](char const* what, int status) {
        streams.error << "inferno: " << what << std::endl;
        return status;
    };
    try {
        run_command(parse_arguments(words), streams);
        return 0;
    } catch (ArgumentError const& error) {
        return complain(error.what(), bad_input);
    } catch (ConfigError const& error) {
        return complain(error.what(), bad_input);
    } catch (FileError const& error) {
        return complain(error.what(), bad_input);
    } catch (BackendError const& error) {
        return complain(error.what(), bad_input);
    } catch (std::bad_alloc const&) {
        return complain("out of memory", failed);
    } catch (std::exception const& error) {
        return complain(error.what(), failed);
    }
}

}  // namespace inferno::cli
