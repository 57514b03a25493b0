//! The stages of one step, grouped into phases, and the means to replay them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "inferno/runtime/backend.hpp"
#include "inferno/runtime/stage.hpp"

namespace inferno {

//! Stages that may run side by side: element i reads only what element i of the same phase wrote.
using Phase = std::vector<Stage>;

//! A step. Each stage is put into the earliest phase that everything it depends on allows.
class Plan {
  public:
    Plan() = default;
    explicit Plan(std::vector<Stage> const& stages);

    std::span<Phase const> phases() const { return phases_; }
    //! Rough number of arithmetic operations of one step.
    Index operations() const;
    //! One line per phase, for people.
    std::string to_string() const;

  private:
    std::vector<Phase> phases_;
};

//! Seconds that one stage took in a profiled run.
struct StageTime {
    std::string_view name;
    Word word;
    double seconds;
};

//! A plan made ready on one backend.
class Program {
  public:
    virtual ~Program() = default;
    //! Runs the plan `steps` times. run(a), run(b) is the same as run(a + b).
    virtual void run(Index steps) = 0;
    //! The same, with a clock around every stage. Slower; the results are the same bits.
    virtual std::vector<StageTime> profile(Index steps) = 0;
};

//! While one exists, stages submitted to its backend are noted down instead of run.
class Recorder {
  public:
    explicit Recorder(Backend& backend);
    Recorder(Recorder const&)            = delete;
    Recorder& operator=(Recorder const&) = delete;
    ~Recorder();

    //! Position of the next stage, to be handed to take().
    std::size_t position() const { return stages_.size(); }
    //! The stage at `position`; null where there is none or it was dropped.
    Stage const* stage(std::size_t position) const;
    //! Drops the stage at `position` if no stage noted since would notice, so that two stages can
    //! be noted as one. False, and nothing happens, if it cannot be dropped.
    bool take(std::size_t position);
    Plan plan() const;

  private:
    friend class Backend;
    friend class HeldStages;
    Backend* backend_;
    std::vector<std::optional<Stage>> stages_;  //!< empty where dropped
};

//! Holds back what is submitted to a backend, within a recording or without. A step that turns out
//! not to fit half way through then leaves everything as it was.
class HeldStages {
  public:
    explicit HeldStages(Backend& backend);
    HeldStages(HeldStages const&)            = delete;
    HeldStages& operator=(HeldStages const&) = delete;
    //! Forgets what take() has not handed out.
    ~HeldStages();

    //! Ends the holding back and returns what was held, in order, to be submitted.
    std::vector<Stage> take();

  private:
    std::vector<Stage> taken_back();

    Recorder* recorder_;
    std::size_t first_;            //!< position of the first stage held
    std::optional<Recorder> own_;  //!< where nobody else is recording
};

//! Records what `step` submits and makes it ready to be replayed.
template <class Step>
std::unique_ptr<Program> record(Backend& backend, Step const& step)
{
    Recorder recorder(backend);
    step();
    Plan plan = recorder.plan();
    return backend.compile(std::move(plan));
}

}  // namespace inferno
