#include "inferno/config/experiment_run.hpp"

#include <algorithm>

#include "inferno/config/network_state.hpp"

#include "config/experiment_clock.hpp"
#include "config/experiment_network.hpp"
#include "config/experiment_readout.hpp"
#include "config/experiment_recording.hpp"
#include "config/experiment_results.hpp"
#include "config/experiment_reward_feed.hpp"
#include "config/output_folder.hpp"

namespace inferno {

namespace {

constexpr Index batches_per_sample = 100;  //!< one in so many is timed stage by stage

}  // namespace

//! All that lives during a run.
class ExperimentRun::Work {
  public:
    Work(Experiment experiment, BackendPointer backend, Options options);

    Experiment const experiment;
    ExperimentResults run(Progress const& progress);
    ExperimentNetwork& network() { return network_; }

  private:
    void run_phase(ExperimentPhase phase, Progress const& progress);
    void tell(ExperimentPhase phase, Index batches, Progress const& progress) const;
    void run_steps(ExperimentPhase phase, Index batch, Program& program);
    void run_batch(ExperimentPhase phase, Index batch, Program& program);
    void read_results(ExperimentPhase phase, Index batch);
    void sum_up();
    void visit_state(StateVisitor& state);
    void load_state();
    void save_state_to(std::filesystem::path const& file, char const* when);
    void finish(double started_s);
    PhaseResults& phase_results(ExperimentPhase phase)
    {
        return phase == ExperimentPhase::train ? results_.train : results_.test;
    }

    BackendPointer backend_;
    Options options_;
    OutputFolder folder_;
    ExperimentNetwork network_;
    ExperimentResults results_;
    std::optional<Readout> readout_;
    std::optional<RewardFeed> rewards_;
    std::vector<Recording> recordings_;
    std::filesystem::path report_file_, results_file_;
    std::filesystem::path trained_file_, state_file_;  //!< empty: none
    Index steps_ = 0;                                  //!< taken, those before a restored state too
    WordClock clock_;
    Report::Raster raster_;
    bool done_ = false;
};

ExperimentRun::Work::Work(Experiment given, BackendPointer backend, Options options)
    : experiment(std::move(given)),
      backend_(std::move(backend)),
      options_(options),
      folder_(experiment.folder),
      network_(experiment, backend_)
{
    report_file_                  = folder_.partial("report.html");
    results_file_                 = folder_.partial("results.json");
    StateDescription const& state = experiment.state;
    INFERNO_REQUIRE(state.save.empty() || state.save != state.save_trained,
                    "state: \"" << state.save << "\" is to be saved after training and at the end");
    if (!state.save_trained.empty()) { trained_file_ = folder_.partial(state.save_trained); }
    if (!state.save.empty()) { state_file_ = folder_.partial(state.save); }
    for (ExperimentPhase const phase : {ExperimentPhase::train, ExperimentPhase::test}) {
        network_.tap(experiment.result(), phase);
    }
    readout_.emplace(experiment, network_.spikes_of(experiment.result()).elements(), results_);
    rewards_.emplace(experiment, network_, *readout_, results_);
    for (RecordDescription const& record : experiment.records) {
        recordings_.emplace_back(record, network_, *rewards_, folder_);
    }
}

ExperimentResults ExperimentRun::Work::run(Progress const& progress)
{
    INFERNO_CHECK(StateError, !done_, "an experiment run can be used only once");
    done_                  = true;
    double const started_s = seconds_now();
    network_.run_hooks_at_start();
    load_state();
    run_phase(ExperimentPhase::train, progress);
    if (!trained_file_.empty()) { save_state_to(trained_file_, "after training"); }
    run_phase(ExperimentPhase::test, progress);
    if (!state_file_.empty()) { save_state_to(state_file_, "at the end"); }
    finish(started_s);
    return results_;
}

void ExperimentRun::Work::visit_state(StateVisitor& state)
{
    network_.visit_state(state);
    readout_->visit_state(state);
}

void ExperimentRun::Work::load_state()
{
    if (experiment.state.load.empty()) { return; }
    steps_ = restore_state(experiment.state.load,
                           [this](StateVisitor& state) { visit_state(state); },
                           {.partly = experiment.state.partly})
                 .step;
}

void ExperimentRun::Work::save_state_to(std::filesystem::path const& file, char const* when)
{
    save_state(file,
               [this](StateVisitor& state) { visit_state(state); },
               {.step = steps_, .texts = {{"experiment", experiment.name}, {"saved", when}}});
}

void ExperimentRun::Work::run_phase(ExperimentPhase phase, Progress const& progress)
{
    Index const batches = experiment.data.of(phase).count / experiment.batch;
    if (batches == 0) { return; }
    network_.enter(phase);
    auto const program     = record(*backend_, [&] { network_.step(); });
    double const started_s = seconds_now();
    readout_->begin(phase);
    for (Index batch = 0; batch < batches; ++batch) {
        tell(phase, batch, progress);
        run_batch(phase, batch, *program);
    }
    readout_->end();
    tell(phase, batches, progress);
    PhaseResults& results = phase_results(phase);
    results.samples       = batches * experiment.batch;
    steps_ += batches * experiment.steps();
    results.seconds  = seconds_now() - started_s;
    results.accuracy = readout_->accuracy();
}

void ExperimentRun::Work::tell(ExperimentPhase phase, Index batches, Progress const& progress) const
{
    if (!progress) { return; }
    progress({phase,
              batches * experiment.batch,
              experiment.data.of(phase).count,
              batches * experiment.steps(),
              readout_->accuracy()});
}

void ExperimentRun::Work::run_batch(ExperimentPhase phase, Index batch, Program& program)
{
    double const started_s = seconds_now();
    network_.run_hooks(HookPoint::before_batch);
    network_.show(experiment.data.of(phase), batch * experiment.batch);
    backend_->synchronize();
    clock_.add_encode(seconds_now() - started_s);
    run_steps(phase, batch, program);
    read_results(phase, batch);
    for (Recording& recording : recordings_) {
        recording.before_clear(phase, batch);
    }
    network_.clear();
    network_.run_hooks(HookPoint::after_batch);
    for (Recording& recording : recordings_) {
        recording.after_batch(phase, batch);
    }
}

//! All at once, but for stops where a reward changes or something is to be recorded.
void ExperimentRun::Work::run_steps(ExperimentPhase phase, Index batch, Program& program)
{
    Index const steps      = experiment.steps();
    Index const batches    = experiment.data.of(phase).count / experiment.batch;
    bool const timed       = batch % batches_per_sample == std::min<Index>(1, batches - 1);
    bool const trains      = phase == ExperimentPhase::train;
    double const started_s = seconds_now();
    for (Index done = 0, stop = 0; done < steps; done = stop) {
        if (trains) { rewards_->enter(batch, done); }
        stop = trains ? rewards_->next_change(batch, done) : steps;
        for (Recording& recording : recordings_) {
            recording.before_step(phase, batch, done);
            stop = std::min(stop, recording.next_stop(phase, batch, done));
        }
        if (!options_.replay) {
            stop = done + 1;
            network_.step();
        } else if (timed) {
            clock_.add_sample(program.profile(stop - done));
        } else {
            program.run(stop - done);
        }
        for (Recording& recording : recordings_) {
            recording.after_step(phase, batch, stop);
        }
    }
    backend_->synchronize();
    clock_.add_steps(seconds_now() - started_s);
    results_.timed_batches += timed && options_.replay ? 1 : 0;
}

void ExperimentRun::Work::read_results(ExperimentPhase phase, Index batch)
{
    Raster& raster   = network_.spikes_of(experiment.result());
    auto const words = raster.download_words();
    results_.spikes.add(std::span<SpikeWord const>(words));
    auto const counts = count_spikes(words, raster.steps(), raster.batch(), raster.elements());
    for (Index const spikes : counts) {
        phase_results(phase).spikes += spikes;
    }
    readout_->add(counts, batch * experiment.batch);
    bool const shown = phase == ExperimentPhase::test || experiment.data.test.count == 0;
    if (shown && batch == 0) { raster_ = first_sample(experiment, raster, words); }
}

//! What the network has come to.
void ExperimentRun::Work::sum_up()
{
    for (ConnectionDescription const& description : experiment.connections) {
        Connection& connection         = network_.connection(description.name);
        std::vector<Real> const weight = connection.weight();
        results_.weights.add(std::span<Real const>(weight));
        for (auto const& [parameter, update] : description.updates) {
            if (parameter == "weight") { continue; }
            std::vector<Real> const learnt = connection.parameter(parameter).memory->download();
            results_.weights.add(std::span<Real const>(learnt));
        }
        if (description.updates.empty()) { continue; }
        results_.largest_weight.emplace_back(description.name,
                                             *std::max_element(weight.begin(), weight.end()));
    }
    for (NeuronsDescription const& description : experiment.neurons) {
        double sum = 0;
        for (Real const component : network_.neurons(description.name).adaptation()) {
            sum += double{component};
        }
        if (network_.neurons(description.name).components() == 0) { continue; }
        results_.mean_of_adaptation.emplace_back(
            description.name, sum / static_cast<double>(count(description.shape)));
    }
}

void ExperimentRun::Work::finish(double started_s)
{
    sum_up();
    results_.wall_s    = seconds_now() - started_s;
    results_.timings_s = clock_.words(results_.wall_s);

    for (Recording& recording : recordings_) {
        recording.close();
    }
    RanOn const where{backend_->name(), backend_->description()};
    Report report = make_report(experiment, results_, where, network_);
    report.raster = raster_;
    write_report(report_file_, report);
    write_results(results_file_, experiment, results_, where);
    results_.files = folder_.commit();
}

ExperimentRun::ExperimentRun(Experiment experiment, BackendPointer backend, Options options)
    : work_(std::make_unique<Work>(std::move(experiment), std::move(backend), options))
{
}

ExperimentRun::~ExperimentRun() = default;

Experiment const& ExperimentRun::experiment() const { return work_->experiment; }

ExperimentResults ExperimentRun::run(Progress const& progress) { return work_->run(progress); }

NeuronGroup& ExperimentRun::neurons(std::string_view name) const
{
    return work_->network().neurons(name);
}

Connection& ExperimentRun::connection(std::string_view name) const
{
    return work_->network().connection(name);
}

}  // namespace inferno
