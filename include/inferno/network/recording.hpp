//! Recordings: what is watched, step by step, handed to the program in blocks while the backend
//! goes on.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "inferno/network/observation.hpp"

namespace inferno {

//! Consecutive steps of a recording; valid while a sink is called.
struct RecordedSteps {
    Index first = 0;  //!< counted from the first step that was observed
    Index count = 0;
    std::span<SpikeWord const> words;  //!< of spikes: [count][batch][words]; else none
    std::span<Real const> values;      //!< of numbers: [count], each shaped as users see it
};

//! Takes what was recorded: every step once, in order, from a thread of the recording.
using RecordingSink = std::function<void(RecordedSteps const&)>;

//! Sinks that keep everything, however long it becomes. The vector is complete after a flush().
//! Words are of spikes and Reals of numbers: a recording refuses the other.
RecordingSink keep_in(std::vector<SpikeWord>& all);
RecordingSink keep_in(std::vector<Real>& all);

struct RecordingConfig {
    Index block_steps = 0;  //!< steps handed over at once; 0: about a megabyte, one at least
    Index blocks      = 2;  //!< in memory of the backend, and as many beside; 2 at least
};

//! Keeps what is watched in blocks of backend memory. A full block is copied and handed to the sink
//! while the next ones fill; where all are full, the run waits. Nothing is ever left out: what the
//! sink throws is thrown to the program, from the call that fills a block or from flush(), and from
//! then on no sink is called.
class Recording {
  public:
    //! ArgumentError for settings out of range, where there is nothing to watch, and for a
    //! keep_in() that would keep nothing.
    Recording(Watched seen, RecordingSink sink, RecordingConfig const& config = {});
    //! Hands over what is left, but cannot report: call flush(). Programs that were recorded with
    //! it may run on; nobody sees what they record.
    ~Recording();
    Recording(Recording&&) noexcept;
    Recording& operator=(Recording&&) = delete;

    //! Submits the stages that keep what is watched now; in a recorded step once only.
    void observe();
    //! Waits until the sink has everything. Not while a step is being recorded.
    void flush();
    //! Observed so far, those of replayed programs too.
    Index steps() const;
    Index block_steps() const;
    Watched const& watched() const { return seen_; }

  private:
    class Blocks;
    Watched seen_;
    std::shared_ptr<Blocks> blocks_;
};

}  // namespace inferno
