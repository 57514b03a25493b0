//! Spikes over many steps: played back into a network, or recorded from it.
#pragma once

#include <span>
#include <vector>

#include "inferno/state/spikes.hpp"
#include "inferno/state/visitor.hpp"

namespace inferno {

//! A ring of spike frames with a position that moves by one frame per step.
class Raster {
  public:
    Raster(BackendPointer const& backend, Index steps, Index batch, Index elements);

    Index steps() const { return frames_.slots(); }
    Index batch() const { return frames_.batch(); }
    Index elements() const { return frames_.elements(); }
    //! The frame at the position.
    SpikeView now() const { return frames_.view(position_.data()); }
    //! Submits the stage that moves on by one frame; after the last comes the first.
    void advance();
    //! Submits the stage that writes these spikes into the frame at the position.
    void write(SpikeView spikes);
    //! Back to the first frame, now.
    void rewind() { position_.clear(); }
    //! All frames, [steps][batch][elements], one byte per spike.
    void upload(std::span<std::uint8_t const> fired) { frames_.upload(fired); }
    std::vector<std::uint8_t> download() const { return frames_.download(); }
    std::vector<SpikeWord> download_words() const { return frames_.buffer().download(); }
    SpikeWord* words() { return frames_.words(); }
    //! All frames, and the position.
    void visit_state(StateVisitor& state);

  private:
    SpikeBuffer frames_;
    Buffer<Index> position_;
};

}  // namespace inferno
