#include "inferno/config/sparse_run.hpp"

#include <algorithm>
#include <cmath>

#include "inferno/config/network_state.hpp"
#include "inferno/config/state_file.hpp"

#include "config/experiment_clock.hpp"
#include "config/sparse_recording.hpp"
#include "config/sparse_results.hpp"

namespace inferno {
namespace {

constexpr double piece_ms = 100;  //!< of biological time, between looks at the spikes

}  // namespace

//! All that lives during a run.
class SparseRun::Work {
  public:
    Work(SparseExperiment given, BackendPointer backend)
        : experiment(std::move(given)),
          folder_(experiment.folder),
          backend_(std::move(backend)),
          network_(experiment.make(backend_))
    {
        report_file_  = folder_.partial("report.html");
        results_file_ = folder_.partial("results.json");
        if (!experiment.state.load.empty()) { loaded_.emplace(experiment.state.load); }
        if (!experiment.state.save.empty()) {
            state_file_ = folder_.partial(experiment.state.save);
        }
        spikes_.emplace(experiment, *network_, loaded_ ? loaded_->step() : 0, folder_);
        for (SparseRecord const& record : experiment.records) {
            if (record.what == "synapses") {
                synapse_files_.emplace_back(folder_.recording(record.file), &record);
            } else if (record.what != "spikes") {
                columns_.emplace_back(experiment, record, *network_, folder_);
            }
        }
    }

    SparseResults run(Progress const& progress);

    SparseNetwork& network() { return *network_; }

    SparseExperiment const experiment;
    std::vector<std::filesystem::path> incomplete;

  private:
    Index piece() const;
    StateOwner state();
    void run_all(Progress const& progress);
    void run_steps(Progress const& progress);
    void sum_up();

    OutputFolder folder_;
    BackendPointer backend_;
    std::unique_ptr<SparseNetwork> network_;
    std::filesystem::path report_file_, results_file_, state_file_;
    std::optional<StateReader> loaded_;
    std::optional<SparseSpikes> spikes_;
    std::deque<ColumnRecording> columns_;
    std::vector<std::pair<std::filesystem::path, SparseRecord const*>> synapse_files_;
    SparseResults results_;
    bool done_ = false;
};

//! A whole number of windows, so that none is cut into single steps.
Index SparseRun::Work::piece() const
{
    auto const steps   = static_cast<Index>(piece_ms / network_->step_time_ms());
    Index const window = std::max<Index>(network_->report().window, 1);
    return std::max<Index>(steps / window, 1) * window;
}

StateOwner SparseRun::Work::state()
{
    return [this](StateVisitor& state) { state.object("network", *network_); };
}

void SparseRun::Work::run_steps(Progress const& progress)
{
    Index const steps = experiment.steps();
    for (Index done = 0; done < steps;) {
        Index next = std::min(steps, (done / piece() + 1) * piece());
        for (ColumnRecording const& column : columns_) {
            next = std::min(next, column.next(done));
        }
        network_->run(next - done);
        done = next;
        spikes_->take(network_->take_spikes());
        for (ColumnRecording& column : columns_) {
            column.take(done);
        }
        if (progress && (done % piece() == 0 || done == steps)) { progress(done, steps); }
    }
}

void SparseRun::Work::sum_up()
{
    results_.measured_ms = spikes_->measured().front().duration_ms();
    results_.bin_ms      = std::min(experiment.view.bin_ms, results_.measured_ms);
    auto const groups    = network_->populations();
    for (std::size_t k = 0; k < groups.size(); ++k) {
        PopulationResults population{groups[k]->name(),
                                     std::string(groups[k]->model()),
                                     stats::activity_of(spikes_->measured()[k], results_.bin_ms),
                                     {}};
        auto const expected = experiment.view.reference.find(population.name);
        if (expected != experiment.view.reference.end()) {
            population.reference = expected->second;
        }
        results_.populations.push_back(std::move(population));
    }
    for (SparseProjection const& projection : network_->projections()) {
        if (!projection.learns()) { continue; }
        results_.weight_hash.add(std::span<Real const>(projection.weights()));
    }
    results_.network    = network_->report();
    results_.spikes     = spikes_->count();
    results_.spike_hash = spikes_->hash();
}

SparseResults SparseRun::Work::run(Progress const& progress)
{
    INFERNO_CHECK(StateError, !done_, "an experiment run can be used only once");
    done_ = true;
    try {
        run_all(progress);
    } catch (...) {
        spikes_.reset();  // closes the files
        columns_.clear();
        incomplete = folder_.keep();
        throw;
    }
    return results_;
}

void SparseRun::Work::run_all(Progress const& progress)
{
    double const started_s = seconds_now();
    network_->build();
    if (loaded_) { restore_state(*loaded_, state()); }
    loaded_.reset();
    network_->record_spikes(true);
    backend_->synchronize();
    double const built_s = seconds_now();
    if (progress) { progress(0, experiment.steps()); }
    run_steps(progress);
    backend_->synchronize();
    results_.build_s = built_s - started_s;
    results_.run_s   = seconds_now() - built_s;
    if (!state_file_.empty()) {
        save_state(state_file_,
                   state(),
                   {.step = network_->steps_done(), .texts = {{"experiment", experiment.name}}});
    }
    sum_up();
    spikes_->close();
    for (ColumnRecording& column : columns_) {
        column.close();
    }
    for (auto const& [file, record] : synapse_files_) {
        write_synapses(file, *record, *network_);
    }
    results_.wall_s = seconds_now() - started_s;
    RanOn const where{backend_->name(), backend_->description()};
    write_sparse_report(report_file_, experiment, results_, spikes_->measured(), where);
    write_sparse_results(results_file_, experiment, results_, where);
    results_.files = folder_.commit();
}

SparseRun::SparseRun(SparseExperiment experiment, BackendPointer backend)
    : work_(std::make_unique<Work>(std::move(experiment), std::move(backend)))
{
}

SparseRun::~SparseRun() = default;

SparseExperiment const& SparseRun::experiment() const { return work_->experiment; }

SparseNetwork& SparseRun::network() { return work_->network(); }

SparseResults SparseRun::run(Progress const& progress) { return work_->run(progress); }

std::vector<std::filesystem::path> const& SparseRun::incomplete() const
{
    return work_->incomplete;
}

}  // namespace inferno
