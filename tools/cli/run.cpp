#include "cli/run.hpp"

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "inferno/config/experiment_run.hpp"
#include "inferno/config/sparse_run.hpp"
#include "inferno/config/write_error.hpp"

#include "cli/arguments.hpp"
#include "cli/progress.hpp"
#include "cli/run_sparse.hpp"

namespace inferno::cli {

namespace {

constexpr int failed = 1, bad_input = 2;

std::atomic<bool> interrupted = false;

void stop_if_interrupted()
{
    if (interrupted) { throw Error("interrupted"); }
}

//! Shows the progress of one phase after the other.
class Display {
  public:
    explicit Display(int descriptor) : descriptor_(descriptor) {}

    void operator()(ExperimentProgress const& now)
    {
        stop_if_interrupted();
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

//! What --set and --seed change.
std::vector<std::string> overrides_of(Arguments const& arguments)
{
    std::vector<std::string> overrides = arguments.overrides;
    if (arguments.seed) { overrides.push_back("seed=" + std::to_string(*arguments.seed)); }
    return overrides;
}

Experiment load(Arguments const& arguments)
{
    Experiment experiment = Experiment::load(arguments.file, overrides_of(arguments));
    if (arguments.out) { experiment.folder = *arguments.out; }
    if (arguments.load) { experiment.state.load = *arguments.load; }
    if (arguments.save) { experiment.state.save = *arguments.save; }
    return experiment;
}

bool is_sparse(Arguments const& arguments)
{
    return SparseExperiment::describes(arguments.file, arguments.overrides);
}

SparseExperiment load_sparse(Arguments const& arguments)
{
    SparseExperiment experiment = SparseExperiment::load(arguments.file, overrides_of(arguments));
    if (arguments.out) { experiment.folder = *arguments.out; }
    if (arguments.load) { experiment.state.load = *arguments.load; }
    if (arguments.save) { experiment.state.save = *arguments.save; }
    return experiment;
}

BackendPointer backend_of(Arguments const& arguments)
{
    BackendOptions options;
    options.threads = arguments.threads.value_or(0);
    return make_backend(arguments.backend.value_or("auto"), options);
}

void greet(std::string const& name,
           Arguments const& arguments,
           Backend const& backend,
           std::ostream& out)
{
    if (arguments.quiet) { return; }
    out << name << " on " << backend.name() << ", " << backend.description() << std::endl;
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

using Paths = std::vector<std::filesystem::path>;

//! Calls run(), and tells what it has left where it fails.
template <class Work, class Run>
auto run_or_leave(Work const& work, Paths& left, Run const& run)
{
    try {
        return run();
    } catch (...) {
        left = work.incomplete();
        throw;
    }
}

void run_experiment(Arguments const& arguments, Streams const& streams, Paths& left)
{
    Experiment experiment        = load(arguments);
    BackendPointer const backend = backend_of(arguments);
    greet(experiment.name, arguments, *backend, streams.out);
    ExperimentRun work(std::move(experiment), backend);
    Display display(arguments.quiet ? -1 : streams.progress);
    ExperimentResults const results =
        run_or_leave(work, left, [&] { return work.run(std::ref(display)); });
    if (!arguments.quiet) { print_summary(streams.out, results); }
}

void run_sparse_experiment(Arguments const& arguments, Streams const& streams, Paths& left)
{
    SparseExperiment experiment  = load_sparse(arguments);
    BackendPointer const backend = backend_of(arguments);
    greet(experiment.name, arguments, *backend, streams.out);
    SparseRun work(std::move(experiment), backend);
    int const descriptor        = arguments.quiet ? -1 : streams.progress;
    SparseResults const results = run_or_leave(
        work, left, [&] { return run_with_progress(work, descriptor, stop_if_interrupted); });
    if (!arguments.quiet) { print_sparse_summary(streams.out, work.experiment(), results); }
}

void run_command(Arguments const& arguments, Streams const& streams, Paths& left)
{
    switch (arguments.command) {
        case Command::run:
            return is_sparse(arguments) ? run_sparse_experiment(arguments, streams, left)
                                        : run_experiment(arguments, streams, left);
        case Command::check:
            streams.out << (is_sparse(arguments) ? load_sparse(arguments).summary()
                                                 : load(arguments).summary());
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
    Paths left;
    auto const complain = [&](char const* what, int status) {
        streams.error << "inferno: " << what;
        for (std::filesystem::path const& file : left) {
            streams.error << (file == left.front() ? "; incomplete recordings: " : ", ")
                          << file.string();
        }
        streams.error << std::endl;
        return status;
    };
    try {
        run_command(parse_arguments(words), streams, left);
        return 0;
    } catch (ArgumentError const& error) {
        return complain(error.what(), bad_input);
    } catch (ConfigError const& error) {
        return complain(error.what(), bad_input);
    } catch (WriteError const& error) {
        return complain(error.what(), failed);
    } catch (FileError const& error) {
        return complain(error.what(), bad_input);
    } catch (std::bad_alloc const&) {
        return complain("out of memory", failed);
    } catch (std::exception const& error) {
        return complain(error.what(), failed);
    }
}

}  // namespace inferno::cli
