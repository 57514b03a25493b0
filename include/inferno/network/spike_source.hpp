//! Spikes that come from outside a network, a step at a time.
#pragma once

#include <span>
#include <vector>

#include "inferno/encode/source.hpp"
#include "inferno/network/raster.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! Gives the spikes of the present step. Made, it stands at step 0.
class SpikeSource {
  public:
    SpikeSource()                              = default;
    SpikeSource(SpikeSource const&)            = delete;
    SpikeSource& operator=(SpikeSource const&) = delete;
    virtual ~SpikeSource()                     = default;

    virtual SpikeView now() const = 0;
    //! Submits the stages that move on to the next step.
    virtual void advance() = 0;
    //! Back to step 0, now.
    virtual void rewind() = 0;
    //! Where it stands, and the present spikes. What it was made with must be the same: the spikes
    //! of a recording and the times of regular trains are not compared.
    virtual void visit_state(StateVisitor& state) = 0;

    Index batch() const { return now().batch; }
    Index elements() const { return now().elements; }
};

//! Spikes of several steps, on the host.
struct SpikeFrames {
    Index steps = 0, batch = 1, elements = 0;  //!< a batch of 1 serves every sample
    std::vector<std::uint8_t> fired;           //!< [steps][batch][elements], nonzero is a spike
};

//! One spike of a list.
struct SpikeTime {
    double time_ms = 0;
    Index element  = 0;
    Index sample   = 0;
};

//! Puts a list in ascending order of time into steps: step n holds the times from n dt up to, but
//! not with, (n + 1) dt; a millionth of a step is forgiven. ArgumentError for times that are not in
//! order or not in the run, and for elements and samples that are not there.
SpikeFrames frames_of(std::span<SpikeTime const> times,
                      double step_time_ms,
                      Index steps,
                      Index batch,
                      Index elements);

//! What a recording does after its last step.
enum class AtEnd { silence, loop };

//! Plays spikes back.
class RecordedSpikes final : public SpikeSource {
  public:
    //! ArgumentError unless the frames are those of one sample or of the batch.
    RecordedSpikes(BackendPointer const& backend,
                   Index batch,
                   SpikeFrames const& frames,
                   AtEnd at_end = AtEnd::silence);

    SpikeView now() const override { return frames_.view(position_.data()); }
    void advance() override;
    void rewind() override { position_.clear(); }
    void visit_state(StateVisitor& state) override;

  private:
    Index after_;  //!< the slot that follows the last
    SpikeBuffer frames_;
    Buffer<Index> position_;
};

//! Regular trains, the same for every sample: spikes at phase, phase + period, phase + 2 period ...
class RegularSpikes final : public SpikeSource {
  public:
    struct Config {
        double step_time_ms = 1;
        Values period_ms    = 10;  //!< at least one step; one number or one per element
        Values phase_ms     = 0;   //!< of the first spike, 0 or more
    };

    RegularSpikes(BackendPointer const& backend,
                  Index batch,
                  Shape const& shape,
                  Config const& config);

    SpikeView now() const override { return spikes_.view(); }
    void advance() override;
    void rewind() override;
    void visit_state(StateVisitor& state) override;

  private:
    SpikeBuffer spikes_;
    Buffer<Index> period_, phase_, next_;
};

}  // namespace inferno
