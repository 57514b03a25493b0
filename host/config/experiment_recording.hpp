//! One quantity of a running network, written to its file while the run gets on.
#pragma once

#include <deque>

#include "inferno/config/npy_recording.hpp"

#include "config/experiment_network.hpp"
#include "config/experiment_results.hpp"
#include "config/experiment_reward_feed.hpp"
#include "config/output_folder.hpp"

namespace inferno {

class ExperimentRecording {
  public:
    ExperimentRecording(RecordDescription const& record,
                        ExperimentNetwork& network,
                        RewardFeed& rewards,
                        OutputFolder& folder);

    //! True if something is kept in this step.
    bool wants_step(ExperimentPhase phase, Index batch, Index step) const;
    //! The first step after this one of which that may change; the last possible Index if none.
    Index next_change(ExperimentPhase phase, Index batch, Index step) const;
    //! Says whether the steps taken from now on are such steps.
    void record_steps(bool recorded) { in_steps_ = recorded; }
    void before_step() { look_at(Time::before_step); }
    void after_step() { look_at(Time::after_step); }
    //! After the last step of a batch, before anything is cleared.
    void before_clear(ExperimentPhase phase, Index batch);
    //! When the batch is over and the hooks have run.
    void after_batch(ExperimentPhase phase, Index batch);
    void close() { file_->close(); }
    RecordDescription const& description() const { return record_; }
    std::filesystem::path const& path() const { return path_; }

  private:
    //! When to look: within the step (spikes), around it, or at the end of a batch.
    enum class Time { in_step, before_step, after_step, before_clear, after_batch };

    bool wants(ExperimentPhase phase, Index batch) const;
    void look_at(Time time);
    void look_after(Time time, ExperimentPhase phase, Index batch);
    Watched watch(ExperimentNetwork& network, RewardFeed& rewards);
    Watched watch_synapses(Connection const& connection);

    RecordDescription record_;
    std::filesystem::path path_;  //!< until the run is complete
    Time time_;
    bool in_steps_ = false;
    std::function<void()> prepare_;  //!< submits stages that make what is watched; often none
    Buffer<Real> ones_, currents_;   //!< of synapses
    std::unique_ptr<NpyRecording> file_;
};

//! All of an experiment.
class ExperimentRecordings {
  public:
    void add(RecordDescription const& record,
             ExperimentNetwork& network,
             RewardFeed& rewards,
             OutputFolder& folder)
    {
        all_.emplace_back(record, network, rewards, folder);
    }

    //! Says which of them keep something in the steps taken from now on, and tells them.
    std::vector<bool> begin_steps(ExperimentPhase phase, Index batch, Index step);
    //! The first step after this one at which that may change for one of them.
    Index next_change(ExperimentPhase phase, Index batch, Index step) const;
    void before_step();
    void after_step();
    void before_clear(ExperimentPhase phase, Index batch);
    void after_batch(ExperimentPhase phase, Index batch);
    void close();
    //! What the report shows of them, once they are closed.
    std::vector<Report::Curves> curves(double step_time_ms) const;
    //! Closes the files, whatever they hold; no step may follow.
    void abandon() noexcept { all_.clear(); }

  private:
    std::deque<ExperimentRecording> all_;  //!< the network looks at them where they are
};

}  // namespace inferno
