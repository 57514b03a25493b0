#include "inferno/config/experiment_run.hpp"

#include <algorithm>
#include <map>

#include "inferno/config/network_state.hpp"

#include "config/experiment_clock.hpp"
#include "config/experiment_network.hpp"
#include "config/experiment_readout.hpp"
#include "config/experiment_recording.hpp"
#include "config/experiment_results.hpp"
#include "config/experiment_reward_feed.hpp"
#include "config/experiment_spikes.hpp"
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
    std::vector<std::filesystem::path> incomplete;
    ExperimentResults run(Progress const& progress);
    ExperimentNetwork& network() { return network_; }

  private:
    void run_all(Progress const& progress);
    void run_phase(ExperimentPhase phase, Progress const& progress);
    void tell(ExperimentPhase phase, Index batches, Progress const& progress);
    void take_step();
    Program& program_of(ExperimentPhase phase, Index batch, Index step);
    Index next_change(ExperimentPhase phase, Index batch, Index step) const;
    void run_steps(ExperimentPhase phase, Index batch);
    void run_batch(ExperimentPhase phase, Index batch);
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
    std::optional<ResultSpikes> spikes_;
    std::optional<RewardFeed> rewards_;
    ExperimentRecordings recordings_;
    //! Of this phase, by which recordings take part in the steps.
    std::map<std::vector<bool>, std::unique_ptr<Program>> programs_;
    std::filesystem::path report_file_, results_file_;
    std::filesystem::path trained_file_, state_file_;  //!< empty: none
    Index steps_ = 0;                                  //!< taken, those before a restored state too
    WordClock clock_;
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
    Watched const result = network_.spikes_of(experiment.result());
    readout_.emplace(experiment, result, results_);
    spikes_.emplace(result);
    network_.tap(experiment.result(), [this] {
        spikes_->observe();
        readout_->observe();
    });
    rewards_.emplace(experiment, network_, *readout_, results_);
    for (RecordDescription const& record : experiment.records) {
        recordings_.add(record, network_, *rewards_, folder_);
    }
}

ExperimentResults ExperimentRun::Work::run(Progress const& progress)
{
    INFERNO_CHECK(StateError, !done_, "an experiment run can be used only once");
    done_ = true;
    try {
        run_all(progress);
    } catch (...) {
        recordings_.abandon();
        incomplete = folder_.keep();
        throw;
    }
    return results_;
}

void ExperimentRun::Work::run_all(Progress const& progress)
{
    double const started_s = seconds_now();
    network_.run_hooks_at_start();
    load_state();
    run_phase(ExperimentPhase::train, progress);
    if (!trained_file_.empty()) { save_state_to(trained_file_, "after training"); }
    run_phase(ExperimentPhase::test, progress);
    if (!state_file_.empty()) { save_state_to(state_file_, "at the end"); }
    finish(started_s);
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
    rewards_->begin(phase);
    programs_.clear();
    program_of(phase, 0, 0);  // before the clock starts
    double const started_s = seconds_now();
    readout_->begin(phase);
    bool const shown = phase == ExperimentPhase::test || experiment.data.test.count == 0;
    spikes_->begin(shown ? experiment.steps() : 0);
    for (Index batch = 0; batch < batches; ++batch) {
        tell(phase, batch, progress);
        run_batch(phase, batch);
    }
    readout_->end();
    tell(phase, batches, progress);
    PhaseResults& results = phase_results(phase);
    results.samples       = batches * experiment.batch;
    results.spikes        = spikes_->end();
    steps_ += batches * experiment.steps();
    results.seconds  = seconds_now() - started_s;
    results.accuracy = readout_->accuracy();
}

void ExperimentRun::Work::tell(ExperimentPhase phase, Index batches, Progress const& progress)
{
    if (!progress) { return; }
    progress({phase,
              batches * experiment.batch,
              experiment.data.of(phase).count,
              batches * experiment.steps(),
              readout_->accuracy()});
}

void ExperimentRun::Work::take_step()
{
    recordings_.before_step();
    network_.step();
    recordings_.after_step();
}

//! The step with the recordings that want this one, and no others.
Program& ExperimentRun::Work::program_of(ExperimentPhase phase, Index batch, Index step)
{
    std::unique_ptr<Program>& program = programs_[recordings_.begin_steps(phase, batch, step)];
    if (program == nullptr) {
        program = record(*backend_, [this] { take_step(); });
    }
    return *program;
}

void ExperimentRun::Work::run_batch(ExperimentPhase phase, Index batch)
{
    double const started_s = seconds_now();
    network_.run_hooks(HookPoint::before_batch);
    network_.show(experiment.data.of(phase), batch * experiment.batch);
    backend_->synchronize();
    clock_.add_encode(seconds_now() - started_s);
    run_steps(phase, batch);
    readout_->end_batch();
    recordings_.before_clear(phase, batch);
    network_.clear();
    network_.run_hooks(HookPoint::after_batch);
    recordings_.after_batch(phase, batch);
}

//! The first step after this one that is another program's, or before which a reward changes.
Index ExperimentRun::Work::next_change(ExperimentPhase phase, Index batch, Index step) const
{
    return std::min({rewards_->next_change(batch, step),
                     recordings_.next_change(phase, batch, step),
                     experiment.steps()});
}

void ExperimentRun::Work::run_steps(ExperimentPhase phase, Index batch)
{
    Index const batches    = experiment.data.of(phase).count / experiment.batch;
    bool const timed       = batch % batches_per_sample == std::min<Index>(1, batches - 1);
    double const started_s = seconds_now();
    for (Index done = 0, next = 0; done < experiment.steps(); done = next) {
        next = next_change(phase, batch, done);
        rewards_->enter(batch, done);
        Program& program = program_of(phase, batch, done);
        if (timed && options_.replay) {
            clock_.add_sample(program.profile(next - done));
        } else if (options_.replay) {
            program.run(next - done);
        }
        for (Index step = done; step < next && !options_.replay; ++step) {
            take_step();
        }
    }
    backend_->synchronize();
    clock_.add_steps(seconds_now() - started_s);
    results_.timed_batches += timed && options_.replay ? 1 : 0;
}

void ExperimentRun::Work::finish(double started_s)
{
    sum_up(experiment, network_, results_);
    results_.wall_s    = seconds_now() - started_s;
    results_.timings_s = clock_.words(results_.wall_s);

    recordings_.close();
    results_.spikes = spikes_->hash();
    RanOn const where{backend_->name(), backend_->description()};
    Report report           = make_report(experiment, results_, where, network_);
    report.curves           = recordings_.curves(experiment.step_time_ms);
    bool const only_trained = experiment.data.test.count == 0 && results_.train.samples > 0;
    if (results_.test.samples > 0 || only_trained) {
        report.raster = {experiment.steps(),
                         readout_->neurons(),
                         experiment.step_time_ms,
                         spikes_->shown(),
                         experiment.result_neurons()};
    }
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

std::vector<std::filesystem::path> const& ExperimentRun::incomplete() const
{
    return work_->incomplete;
}

NeuronGroup& ExperimentRun::neurons(std::string_view name) const
{
    return work_->network().neurons(name);
}

Connection& ExperimentRun::connection(std::string_view name) const
{
    return work_->network().connection(name);
}

}  // namespace inferno
